import { type SQL, sql } from 'drizzle-orm';
import type { Received } from '../../src/channels/channel.ts';
import { createDispatcher } from '../../src/channels/dispatcher.ts';
import { silentLog } from '../../src/log.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { acceptInbound } from '../../src/store/inbox.ts';
import { createReceiptPool } from '../../src/store/receipts.ts';
import { createWritingKeys } from '../../src/store/writing-keys.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { type Figure, median } from './figures.ts';
import type { House } from './house.ts';
import { renderer } from './people.ts';

/**
 * What a message costs when a million others are stored: kept, taken, sent and recorded, one by one, on a
 * database with few rows and on the same one filled. Made in SQL, unsealed: no statement of the turn opens them.
 */
const stored = 1_000_000;
const chats = 5_000;
const limits = { messages: 40, rounds: 5, firstAddress: 700_000_000, rowsAtOnce: 100_000 } as const;

/** @param house set up; whoever measures anything after this measures a full one */
export async function measureGrowth(house: House, rows: number = stored): Promise<Figure[]> {
  // The disk takes as long as it takes, however many rows there are: it would only hide what is measured.
  const wait = (setting: string) => sql.raw(`alter database suar set synchronous_commit = ${setting}`);
  await house.db.transact((tx) => tx.execute(wait('off')));
  const db = openDatabase(house.address);
  try {
    const measure = createMeasure({ ...house, db });
    await measure();
    const before = await measure();
    await fill(db, rows);
    await measure();
    const after = await measure();
    return [
      { figure: 'growth.ratio', value: after / before, unit: 'ratio', target: { atMost: 1.3 } },
      { figure: 'growth.few', value: before, unit: 'ms', target: null },
      { figure: 'growth.million', value: after, unit: 'ms', target: null },
    ];
  } finally {
    await db.close();
    await house.db.transact((tx) => tx.execute(wait('on')));
  }
}

/** @returns milliseconds that a message takes, the median of several rounds of new people */
function createMeasure({ db, deps: store }: House): () => Promise<number> {
  const turn = {
    ...{ db, store, log: silentLog, renderer },
    keys: createWritingKeys(),
    receipts: createReceiptPool(store),
  };
  const dispatcher = createDispatcher({
    ...{ db, store, log: silentLog, nudge: () => {} },
    channels: [
      {
        name: 'telegram',
        start: async () => {},
        stop: async () => {},
        health: () => ({ state: 'connected', code: 'open' }),
        send: async () => ({ is: 'sent' }),
      },
    ],
  });
  let count = 0;
  const one = async () => {
    count += 1;
    const address = String(limits.firstAddress + Math.ceil(count / 4));
    const happened: Received['happened'] = { type: 'inbound.text', text: 'halo' };
    const received: Received = { channel: 'telegram', externalId: `growth:${count}`, address, happened };
    await db.transact(async (tx) => {
      await acceptInbound(tx, store, [received]);
    });
    while ((await takeTurns(turn)) > 0);
    while ((await dispatcher.dispatch()) > 0) await dispatcher.settle();
  };
  return async () => {
    const rounds: number[] = [];
    for (let round = 0; round < limits.rounds; round += 1) {
      const began = performance.now();
      for (let at = 0; at < limits.messages; at += 1) await one();
      rounds.push((performance.now() - began) / limits.messages);
    }
    return median(rounds);
  };
}

/** Handled, sent and filed, spread over many chats and two years. */
async function fill(db: Database, rows: number): Promise<void> {
  await insert(
    db,
    sql`insert into conversations (id, channel, address_index, address_sealed, sequence, created_at, last_inbound_at)
        select md5('growth' || i)::uuid, 'telegram', sha256(i::text::bytea), '\\x00', ${rows}::int, now(), now()
        from generate_series(0, ${chats - 1}) i`,
  );
  const indexes = await db.transact((tx) =>
    tx.execute<{ name: string; made: string }>(
      sql`select indexname as name, indexdef as made from pg_indexes
          where tablename in ('inbox', 'outbox', 'case_items') and indexname not like '%\\_pkey'`,
    ),
  );
  // Made at the end, out of sorted rows: in a tenth of the time.
  for (const { name } of indexes) await insert(db, sql`drop index ${sql.identifier(name)}`);
  for (let from = 1; from <= rows; from += limits.rowsAtOnce) {
    const made = sql`generate_series(${from}::int, ${Math.min(rows, from + limits.rowsAtOnce - 1)}::int) i`;
    for (const statement of statements(made)) await insert(db, statement);
  }
  for (const { made } of indexes) await insert(db, sql.raw(made));
  await insert(db, sql`analyze`);
}

function statements(made: SQL): SQL[] {
  const at = sql`now() - (i % 700) * interval '1 day'`;
  const id = sql`md5('growth' || i % ${chats})::uuid`;
  return [
    sql`insert into inbox (conversation_id, external_id, kind, received_at, handled_at)
        select ${id}, sha256(('growth' || i)::bytea), 'inbound.text', ${at}, ${at} from ${made}`,
    sql`insert into outbox (conversation_id, channel, sequence, message_id, state, due_at, created_at, settled_at)
        select ${id}, 'telegram', i, md5(i::text), 'sent', ${at}, ${at}, ${at} from ${made}`,
    sql`insert into case_items (id, case_id, sequence, writing_key_id, body_sealed, at)
        select lpad(to_hex(i), 32, '0')::uuid, md5('case' || i / 20)::uuid, i, md5('key' || i / 20)::uuid, '\\x00', ${at}
        from ${made}`,
  ];
}

/** Who refers to what is not what is measured: it is not checked. */
async function insert(db: Database, statement: SQL): Promise<void> {
  await db.transact(async (tx) => {
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`set local maintenance_work_mem = '128MB'`);
    await tx.execute(statement);
  });
}
