/**
 * A small app for the drills of server.e2e.test.ts: starts the server on a folder, notes one more visit in
 * a table, says on one line where the server is and how many visits it remembers, and stays until killed.
 */
import { sql } from 'drizzle-orm';
import { StartFault } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { startServer } from '../../src/store/server.ts';

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const store = await startServer({ dataFolder: process.argv[2] ?? '', log: silentLog });
  process.once('SIGTERM', () => void store.stop().then(() => process.exit(0)));
  const db = openDatabase(store.address, 1);
  const visits = await db.transact(async (tx) => {
    await tx.execute(sql`create table if not exists visits (at timestamptz not null)`);
    await tx.execute(sql`insert into visits values (now())`);
    const [row] = await tx.execute<{ count: number }>(sql`select count(*)::int from visits`);
    return row?.count;
  });
  await db.close();
  say({ address: store.address, visits });
  setInterval(() => {}, 1000);
} catch (fault) {
  if (!(fault instanceof StartFault)) throw fault;
  say({ fault: fault.code });
}
