import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRecoveryKey } from '../../src/store/recovery-words.ts';
import { openPlace, openStory, type Place } from './backup-ground.ts';

let from: Awaited<ReturnType<typeof openStory>>;
let into: Place;
beforeAll(async () => {
  from = await openStory();
  into = await openPlace(from.address, from.clock);
});
afterAll(async () => {
  await into.close();
  await from.close();
});

test('large attachments travel whole, in pieces: neither backup nor restore ever holds one of them', async () => {
  const { address, keyFolder, clock } = from;
  const [count, bytes] = [3, 8 * 1024 * 1024];
  for (let made = 0; made < count; made += 1)
    await from.does((tx) =>
      tx.execute(sql`insert into attachments (id, case_id, kind, state, body_sealed, created_at)
        values (gen_random_uuid(), ${from.keptCase}::uuid, 'photo', 'kept', ${randomBytes(bytes)}, now())`),
    );
  const hashes = sql`select id, octet_length(body_sealed) as bytes, md5(body_sealed) as hash from attachments order by id`;
  const before = await from.does((tx) => tx.execute(hashes));
  const drill = async (asked: object) => {
    const run = await promisify(execFile)(process.execPath, [
      '--max-semi-space-size=4',
      path.resolve('tests/store/backup-drill.ts'),
      JSON.stringify({ now: clock.now(), ...asked }),
    ]);
    return JSON.parse(run.stdout) as { grown: number; file: string };
  };
  const copied = await drill({ address, keyFolder, folder: into.folder });
  const recovery = (readRecoveryKey(from.recoveryKey) ?? Buffer.alloc(32)).toString('hex');
  const restored = await drill({
    ...{ address: into.address, keyFolder: into.keyFolder, file: copied.file, seed: recovery },
  });
  const there = into.enter(from.deps.vault.keys.databaseId);
  expect(await there.db.transact((tx) => tx.execute(hashes))).toEqual(before);
  expect(before).toHaveLength(count);
  const most = 60 * 1024 * 1024;
  expect([copied.grown, restored.grown].map((grown) => grown < most)).toEqual([true, true]);
});
