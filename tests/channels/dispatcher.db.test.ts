import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Channel, Outgoing, SendOutcome } from '../../src/channels/channel.ts';
import { createDispatcher, type Dispatcher } from '../../src/channels/dispatcher.ts';
import type { ChannelName, Part } from '../../src/conversation/messages.ts';
import { type Log, silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import { addressContext } from '../../src/store/inbox.ts';
import { expireWaiting, leaseReplies, limits, putOutbox } from '../../src/store/outbox.ts';
import { type TestDatabase, withDatabase } from '../kit/database.ts';

/** The dispatcher alone, on a real database: no turn takes part, rows are put as a turn would put them. */
let house: TestDatabase;
beforeEach(async () => {
  house = await withDatabase();
});
afterEach(() => house.close());

const seconds = (count: number) => house.deps.clock.advance(count * 1000);
const now = () => house.deps.clock.now();
const later = (): SendOutcome => ({ is: 'later', at: now(), why: 'notConnected' });
const words = (text: string): Part => ({ type: 'text', text, choices: [], rails: [] });

async function openChat(channel: ChannelName = 'telegram'): Promise<string> {
  const id = house.deps.ids.uuid();
  const address = house.deps.vault.sealForServer(Buffer.from(id), addressContext(id));
  const at = now().toISOString();
  await house.db.transact((tx) =>
    tx.execute(sql`insert into conversations (id, channel, address_index, address_sealed, created_at, last_inbound_at)
      values (${id}::uuid, ${channel}, ${house.deps.vault.index('address', channel, id)}, ${address},
        ${at}::timestamptz, ${at}::timestamptz)`),
  );
  return id;
}

let sequence = 0;
const put = (conversationId: string, part: Part, channel: ChannelName = 'telegram') => {
  sequence += 1;
  const messageId = house.deps.ids.uuid();
  const reply = { conversationId, channel, sequence, messageId, part, lane: 0 as const };
  return house.db.transact((tx) => putOutbox(tx, house.deps, [reply]));
};

interface Row extends Record<string, unknown> {
  state: string;
  why: string | null;
  attempts: number;
}
const rows = () =>
  house.db.transact(async (tx) => [
    ...(await tx.execute<Row>(sql`select state, why, attempts from outbox order by id`)),
  ]);

/** A line that answers as told, and the dispatcher behind it. */
function openLine(
  outcome: (outgoing: Outgoing) => SendOutcome | Promise<SendOutcome>,
  { log = silentLog, db = house.db, state = 'connected' }: LineOptions = {},
) {
  const sent: Outgoing[] = [];
  const channel: Channel = {
    name: 'telegram',
    start: async () => {},
    stop: async () => {},
    health: () => ({ state, code: state }),
    send: async (outgoing) => {
      sent.push(outgoing);
      return outcome(outgoing);
    },
  };
  const dispatcher = createDispatcher({ db, store: house.deps, log, channels: [channel], nudge: () => {} });
  return { sent, dispatcher, heard: () => sent.map(({ part }) => (part.type === 'text' ? part.text : part)) };
}

interface LineOptions {
  log?: Log;
  db?: Database;
  state?: 'connected' | 'off';
}

async function round(dispatcher: Dispatcher): Promise<void> {
  await dispatcher.dispatch();
  await dispatcher.settle();
}

async function rounds(dispatcher: Dispatcher, count: number, pause: number): Promise<void> {
  for (let nth = 0; nth < count; nth += 1) {
    await round(dispatcher);
    seconds(pause);
  }
}

/** What a dispatcher leaves behind that is killed between lease and record. */
async function leaseAndDie(): Promise<void> {
  const leasing = { by: house.deps.ids.uuid(), channels: ['telegram'] as const, held: [], count: 10 };
  expect(await house.db.transact((tx) => leaseReplies(tx, house.deps, leasing))).toHaveLength(1);
  seconds(limits.leaseSeconds + 1);
}

describe('a line that is down', () => {
  test('keeps replies for as long as a day, asks less and less often, and sends them when it is back', async () => {
    let isDown = true;
    const line = openLine(() => (isDown ? later() : { is: 'sent' }));
    await put(await openChat(), words('110'));
    await rounds(line.dispatcher, 400, 1);
    // 1, 2, 5, 10, 20, 40 s and then every minute.
    expect(line.sent).toHaveLength(12);
    expect(await rows()).toEqual([{ state: 'waiting', why: 'notConnected', attempts: 0 }]);
    isDown = false;
    seconds(60);
    await round(line.dispatcher);
    expect(await rows()).toEqual([{ state: 'sent', why: null, attempts: 1 }]);
  });

  test('takes nothing away from the one repeat of a send that is uncertain', async () => {
    const outcomes: SendOutcome[] = [
      later(),
      later(),
      { is: 'uncertain', why: 'unanswered' },
      { is: 'sent' },
    ];
    const line = openLine(() => outcomes.shift() ?? { is: 'refused', why: 'tooOften' });
    await put(await openChat(), words('110'));
    await rounds(line.dispatcher, 5, 5);
    expect(line.sent).toHaveLength(4);
    expect(await rows()).toEqual([{ state: 'sent', why: null, attempts: 2 }]);
  });

  test('takes nothing away from the one repeat after a death between lease and send', async () => {
    const line = openLine(() => (line.sent.length <= 2 ? later() : { is: 'sent' }));
    await put(await openChat(), words('110'));
    await rounds(line.dispatcher, 2, 3);
    await leaseAndDie();
    await round(line.dispatcher);
    expect(await rows()).toMatchObject([{ state: 'sent' }]);
  });

  test('does not make a third send of what may have arrived twice', async () => {
    const line = openLine(() => ({ is: 'uncertain', why: 'unanswered' }));
    await put(await openChat(), words('110'));
    await rounds(line.dispatcher, 1, 2);
    await leaseAndDie();
    await round(line.dispatcher);
    expect(line.sent).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'uncertain', why: 'twice' }]);
  });

  test('that is off keeps nothing beyond a day', async () => {
    const line = openLine(() => ({ is: 'sent' }), { state: 'off' });
    await put(await openChat('whatsapp'), words('110'), 'whatsapp');
    seconds(limits.expireHours * 3600 - 60);
    await round(line.dispatcher);
    expect(await rows()).toMatchObject([{ state: 'waiting' }]);
    seconds(120);
    await round(line.dispatcher);
    expect(await rows()).toEqual([{ state: 'expired', why: 'old', attempts: 0 }]);
  });
});

describe('a box that will not open', () => {
  test.each(['body', 'address'])(
    'in the %s of one row is logged and settled, and the others are sent',
    async (what) => {
      const error = vi.fn();
      const line = openLine(() => ({ is: 'sent' }), { log: { ...silentLog, error } });
      const chat = await openChat();
      await put(chat, words('rusak'));
      await put(await openChat(), words('110'));
      await house.db.transact((tx) =>
        tx.execute(
          what === 'body'
            ? sql`update outbox set body_sealed = substring(body_sealed from 1 for 60) where conversation_id = ${chat}::uuid`
            : sql`update conversations set address_sealed = '\\x'::bytea where id = ${chat}::uuid`,
        ),
      );
      await round(line.dispatcher);
      expect(line.heard()).toEqual(['110']);
      expect(await rows()).toEqual([
        { state: 'refused', why: 'unreadable', attempts: 0 },
        { state: 'sent', why: null, attempts: 1 },
      ]);
      expect(error).toHaveBeenCalledWith('dispatcher.unreadable', expect.anything(), expect.anything());
    },
  );
});

describe('while the process lives', () => {
  test('a database that is away for long is waited for, and nothing is sent twice', async () => {
    // The recorder's pauses pass at once: what counts is that it does not give up.
    const real = globalThis.setTimeout;
    const quick = vi.spyOn(globalThis, 'setTimeout');
    quick.mockImplementation(((run: () => void, pause = 0) =>
      real(run, pause <= 5_000 ? Math.min(pause, 1) : pause)) as typeof setTimeout);
    let refusals = 0;
    const transact: Database['transact'] = (work) => {
      if (line.sent.length === 0 || refusals >= 50) return house.db.transact(work);
      refusals += 1;
      return Promise.reject(new Error('away'));
    };
    const line = openLine(() => ({ is: 'sent' }), { db: { ...house.db, transact } });
    await put(await openChat(), words('110'));
    await round(line.dispatcher);
    quick.mockRestore();
    seconds(limits.leaseSeconds + 1);
    await round(line.dispatcher);
    expect(refusals).toBe(50);
    expect(line.sent).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  test('a send that outlasts its lease is not sent a second time by the same process', async () => {
    const gate = Promise.withResolvers<SendOutcome>();
    const line = openLine(() => gate.promise);
    await put(await openChat(), words('110'));
    await line.dispatcher.dispatch();
    seconds(limits.leaseSeconds + 1);
    expect(await line.dispatcher.dispatch()).toBe(0);
    gate.resolve({ is: 'sent' });
    await line.dispatcher.settle();
    expect(line.sent).toHaveLength(1);
    expect(await rows()).toMatchObject([{ state: 'sent' }]);
  });

  test('a dispatcher whose row was taken over records nothing about it', async () => {
    const gate = Promise.withResolvers<SendOutcome>();
    const slow = openLine(() => gate.promise);
    await put(await openChat(), words('110'));
    await slow.dispatcher.dispatch();
    seconds(limits.leaseSeconds + 1);
    const other = openLine(() => ({ is: 'sent' }));
    await round(other.dispatcher);
    gate.resolve({ is: 'refused', why: 'late' });
    await slow.dispatcher.settle();
    expect(other.sent).toHaveLength(1);
    expect(await rows()).toEqual([{ state: 'sent', why: null, attempts: 2 }]);
  });
});

describe('when she leaves', () => {
  test('what waits is not sent any more, and the clearing of the screen still is', async () => {
    const line = openLine(() => ({ is: 'sent' }));
    const chat = await openChat();
    const other = await openChat();
    await put(chat, words('Suami Ibu masih di rumah?'));
    await put(chat, { type: 'clear', messages: [] });
    await put(other, words('110'));
    await house.db.transact((tx) => expireWaiting(tx, house.deps, chat));
    await rounds(line.dispatcher, 2, 1);
    expect(line.heard()).toHaveLength(2);
    expect(line.heard()).toEqual(expect.arrayContaining([{ type: 'clear', messages: [] }, '110']));
    expect((await rows())[0]).toEqual({ state: 'expired', why: 'left', attempts: 0 });
  });

  test('words on their way are cleared too, though they arrived after the turn', async () => {
    const gate = Promise.withResolvers<SendOutcome>();
    const line = openLine(({ part }) => (part.type === 'text' ? gate.promise : { is: 'sent' }));
    const chat = await openChat();
    await put(chat, words('Suami Ibu masih di rumah?'));
    await line.dispatcher.dispatch();
    await house.db.transact((tx) => expireWaiting(tx, house.deps, chat));
    await put(chat, { type: 'clear', messages: [] });
    gate.resolve({ is: 'sent', providerId: '71' });
    await line.dispatcher.settle();
    await round(line.dispatcher);
    expect(line.sent.at(-1)?.part).toMatchObject({ type: 'clear', messages: [{ providerId: '71' }] });
  });
});

test('what waits for a channel that is off is not looked through by the others', async () => {
  await openChat();
  const chats = sql`insert into conversations (id, channel, address_index, address_sealed, created_at, last_inbound_at)
    select gen_random_uuid(), 'whatsapp', decode(md5(g::text), 'hex'), '', now(), now() from generate_series(1, 5000) g`;
  const waiting = sql`insert into outbox (conversation_id, channel, sequence, message_id, due_at, created_at)
    select id, channel, g, g::text, ${now().toISOString()}::timestamptz, ${now().toISOString()}::timestamptz
    from conversations, generate_series(1, 3) g where channel = 'whatsapp'`;
  for (const statement of [chats, waiting, sql`analyze outbox`, sql`analyze conversations`])
    await house.db.transact((tx) => tx.execute(statement));
  await put(await openChat(), words('110'));
  const leasing = { by: house.deps.ids.uuid(), channels: ['telegram'] as const, held: [], count: 48 };
  const read = await house.db.transact(async (tx) => {
    const count = async () => {
      const [row] = await tx.execute<{ read: number }>(
        sql`select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_xact_user_tables
            where relname in ('outbox', 'conversations')`,
      );
      return row?.read ?? Number.NaN;
    };
    const before = await count();
    expect(await leaseReplies(tx, house.deps, leasing)).toHaveLength(1);
    return (await count()) - before;
  });
  expect(read).toBeLessThan(100);
});
