import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessCase } from '../../src/store/case-reading.ts';
import { acceptInbound } from '../../src/store/inbox.ts';
import { listQueue } from '../../src/store/queue.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { type House, openSetUpHouse } from '../store/team.ts';

/** What no keyboard types, what is far too much, and a database that has no room: through the whole engine. */
let house: House;
let rahel: SignedIn;
let engine: Engine;
beforeAll(async () => {
  const made = await openSetUpHouse();
  house = made;
  rahel = await made.enter(made.token);
  engine = createEngine(house.db, house.deps, { channel: 'whatsapp' });
});
afterAll(() => house.close());

const one = async <T>(query: ReturnType<typeof sql>): Promise<T> =>
  (await house.does((tx) => tx.execute(query)))[0] as T;
/** The case that this chat speaks of, as a counsellor reads it. */
async function caseOf(address: string) {
  const index = house.deps.vault.index('address', 'whatsapp', address);
  const row = await one<{ case_id: string }>(
    sql`select f.case_id from case_conversations f join conversations v on v.id = f.conversation_id
        where f.in_focus and v.address_index = ${index}`,
  );
  return house.does((tx) => accessCase(tx, house.deps, rahel, row.case_id));
}
const wordsOf = (opened: Awaited<ReturnType<typeof caseOf>>) =>
  (opened?.items ?? []).flatMap((item) => (item.kind === 'person' ? [item.text] : []));

const zalgo = (text: string) => [...text].map((sign) => `${sign}${'\u0336\u0301\u035c'.repeat(4)}`).join('');
const hostile: Record<string, string> = {
  'right-to-left override': '\u202etolong, dia pegang parang, saya disekap\u202c',
  'marks piled on each letter': zalgo('tolong dia pegang parang saya disekap'),
  'null bytes in every word': 'tol\u0000ong, dia peg\u0000ang par\u0000ang, saya dis\u0000ekap',
  'halves of an emoji': '\ud83d tolong, dia pegang parang \ude02, saya disekap \ud800',
  'invisible signs': [...'tolong, dia pegang parang, saya disekap'].join('\u200b'),
  'markup and quotes': `'); drop table cases; -- <script>alert(1)</script> {{org}} $1 %s \\x00 saya disekap, dia pegang parang`,
  '60 kB': `saya disekap, dia pegang parang ${'dan kemudian '.repeat(4_700)} tolong`,
};

describe('a cry in', () => {
  it.each(Object.entries(hostile))('%s is heard, answered, and read by a human', async (name, text) => {
    await engine.hear(name, text);
    await engine.settle();
    expect(engine.heard(name).join('\n')).toContain('110');
    const opened = await caseOf(name);
    expect(opened?.urgency).toBe(1);
    expect(wordsOf(opened).at(-1)?.replaceAll('\u0000', '').length).toBeGreaterThan(30);
    const failed = await one<{ count: number }>(
      sql`select count(*)::int as count from inbox where failed_at is not null or attempts > 0`,
    );
    expect(failed.count).toBe(0);
  });
});

/** Five hundred are told to the calculation alone in tests/conversation/burst.test.ts; here they meet the database. */
describe('a hundred and twenty messages at once from one chat', () => {
  it('are all kept and handled, answered with patience once, and nobody else waits', async () => {
    const flood = async (from: number, count: number) =>
      house.does((tx) =>
        acceptInbound(
          tx,
          house.deps,
          Array.from({ length: count }, (_, at) => ({
            channel: 'whatsapp' as const,
            externalId: `flood-${from + at}`,
            address: 'flood',
            happened: { type: 'inbound.text' as const, text: `pesan ke ${from + at}` },
          })),
        ),
      );
    const before = engine.sent.length;
    await flood(0, 120);
    await engine.hear('beside', 'halo');
    await takeTurns(engine.turn);
    await engine.dispatch.dispatch();
    await engine.dispatch.settle();
    expect(engine.heard('beside'), 'in the first batch, behind none of the others').toHaveLength(1);
    for (let taken = 1; taken > 0; ) {
      house.clock.advance(20);
      taken = await takeTurns(engine.turn);
    }
    await engine.hear('flood', 'PETUGAS');
    await engine.settle();
    const heard = engine.heard('flood');
    expect(heard.filter((text) => text.includes('Mohon tunggu sebentar'))).toHaveLength(1);
    expect(engine.sent.length - before).toBeLessThan(40);
    const said = wordsOf(await caseOf('flood')).filter((text) => text.startsWith('pesan ke'));
    expect(said).toEqual(Array.from({ length: 120 }, (_, at) => `pesan ke ${at}`));
  });
});

describe('a flood of pasted texts before a case opens', () => {
  it('does not make its turn long: the newest come into the case, with a mark for what did not', async () => {
    const pasted = (at: number) => `${at} ${'kontrak '.repeat(7_500)}`;
    for (let at = 0; at < 80; at += 10)
      await house.does((tx) =>
        acceptInbound(
          tx,
          house.deps,
          Array.from({ length: 10 }, (_, next) => ({
            channel: 'whatsapp' as const,
            externalId: `pasted-${at + next}`,
            address: 'pasted',
            happened: { type: 'inbound.text' as const, text: pasted(at + next) },
          })),
        ),
      );
    await house.does((tx) =>
      tx.execute(sql`update inbox set handled_at = received_at where handled_at is null`),
    );
    await engine.hear('pasted', 'PETUGAS');
    await engine.settle();
    const opened = await caseOf('pasted');
    const said = wordsOf(opened);
    expect(said.at(-1)).toBe('PETUGAS');
    expect(said.at(-2)).toBe(pasted(79));
    expect(said.length).toBeLessThan(70);
    expect(opened?.items.find((item) => item.kind === 'bot')).toMatchObject({ text: '[…]' });
  });
});

describe('a database without room (SQLSTATE 53100)', () => {
  it('loses no message and counts no attempt; the turn is taken once there is room', async () => {
    await house.does(async (tx) => {
      await tx.execute(
        sql`create function no_room() returns trigger language plpgsql as
            $$ begin raise exception 'no room' using errcode = '53100'; end $$`,
      );
      await tx.execute(
        sql`create trigger no_room before insert on outbox for each row execute function no_room()`,
      );
    });
    await engine.hear('room', 'saya disekap, dia pegang parang');
    for (let tries = 0; tries < 4; tries += 1)
      await expect(takeTurns(engine.turn)).rejects.toMatchObject({ cause: { code: '53100' } });
    const cases = (await house.does((tx) => listQueue(tx, house.deps, rahel))).length;
    expect(
      await one(sql`select attempts, handled_at, failed_at from inbox order by id desc limit 1`),
    ).toEqual({ attempts: 0, handled_at: null, failed_at: null });
    await house.does((tx) => tx.execute(sql`drop trigger no_room on outbox`));
    await engine.settle();
    expect(engine.heard('room').join('\n')).toContain('110');
    expect((await house.does((tx) => listQueue(tx, house.deps, rahel))).length).toBe(cases + 1);
  });
});
