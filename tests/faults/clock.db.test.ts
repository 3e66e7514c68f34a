import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setBackWithDue } from '../../src/conversation/set-back.ts';
import { claimCase, sayToPerson } from '../../src/store/case-work.ts';
import { followClock, mendAhead } from '../../src/store/clock-back.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { openWard, type Ward } from '../duty/ward.ts';

/** The clock of a small box is wrong, and somebody sets it right while people wait. */
let ward: Ward;
let sari: SignedIn;
beforeAll(async () => {
  ward = await openWard();
});
beforeEach(async () => {
  await ward.reset();
  sari = await ward.member('Sari', 'bertugas');
});
afterAll(() => ward.close());

const hour = 3_600;
const mend = () => ward.house.does((tx) => mendAhead(tx, ward.house.deps));
const claim = (caseId: string) => ward.house.does((tx) => claimCase(tx, ward.house.deps, sari, caseId));
const back = async (seconds: number) => {
  ward.house.clock.advance(-seconds * 1000);
  return mend();
};

describe('a clock that is set back by an hour', () => {
  it('silences no alarm: it rings again at once, and every minute from then on', async () => {
    await ward.phone(ward.rahel, 'Rahel');
    await ward.cry('a');
    expect(ward.heard()).toHaveLength(1);
    expect(await back(hour)).toBeGreaterThan(0);
    await ward.pass(1);
    expect(ward.heard()).toHaveLength(1);
    await ward.pass(60);
    expect(ward.heard()).toHaveLength(1);
    await ward.pass(125);
    // Three minutes by the clock of now: her supervisor, too.
    expect(ward.heard().map((rung) => rung.split(':')[0])).toEqual(['Rahel', 'Sari']);
    expect(await mend()).toBe(0);
  });

  it('lets nobody hold a case without a word for that hour', async () => {
    const caseId = await ward.cry('b');
    await claim(caseId);
    await back(hour);
    await ward.pass(170);
    expect(await ward.state(caseId)).toMatchObject({ claimed_by: sari.member.id, first_words_at: null });
    await ward.pass(11);
    expect(await ward.state(caseId)).toMatchObject({ claimed_by: null });
  });

  it('offers a case whose holder is gone as soon as the person has waited by the clock of now', async () => {
    const caseId = await ward.cry('c');
    await claim(caseId);
    await ward.house.does((tx) => sayToPerson(tx, ward.house.deps, sari, caseId, 'Halo.', 'k'));
    await ward.pass(1);
    await ward.engine.hear('c', 'masih di sana?');
    await ward.pass(1);
    await back(hour);
    await ward.pass(181);
    expect((await ward.state(caseId)).offered_at).not.toBeNull();
  });

  it('keeps no reply that was already written', async () => {
    await ward.engine.hear('d', 'halo');
    expect(await takeTurns(ward.engine.turn)).toBe(1);
    expect(await back(hour)).toBe(1);
    await ward.pass(1);
    expect(ward.engine.heard('d')).toHaveLength(1);
  });

  it('touches nothing while the clock is right', async () => {
    const caseId = await ward.cry('e');
    await ward.pass(30);
    await claim(caseId);
    await ward.cry('f', 'PETUGAS');
    expect(await mend()).toBe(0);
  });
});

describe.each([
  ['an hour', hour],
  ['a day', 24 * hour],
])('a clock that was seen, and is set back by %s', (_, jump) => {
  const follow = () => ward.house.does((tx) => followClock(tx, ward.house.deps, true, setBackWithDue));
  const setClockBack = async () => {
    await follow();
    ward.house.clock.advance(-jump * 1000);
    return follow();
  };
  const told = (address: string) => ward.engine.heard(address).join('\n---\n');
  beforeEach(() => ward.house.does((tx) => tx.execute(sql`update org set clock_seen_at = null`)));

  it('keeps nobody waiting for the word that nobody has come yet: it is said as late as promised', async () => {
    await ward.cry('k');
    await ward.pass(120);
    const before = told('k');
    expect(await setClockBack()).toBeGreaterThan(0);
    await ward.pass(150);
    expect(told('k')).toBe(before);
    await ward.pass(40);
    expect(told('k').length).toBeGreaterThan(before.length);
    // Once: the other process, and a later look, find nothing to move.
    expect(await follow()).toBe(0);
  });

  it('knows how long ago she wrote: who wrote before it is not written to as if she were here', async () => {
    await ward.cry('l', 'PETUGAS');
    await ward.pass(40 * 60);
    await setClockBack();
    const [row] = await ward.house.does((tx) =>
      tx.execute<{ minutes: number }>(
        sql`select extract(epoch from ${ward.house.clock.now().toISOString()}::timestamptz - last_inbound_at)::int / 60
              as minutes from conversations`,
      ),
    );
    expect(row?.minutes).toBeGreaterThanOrEqual(40);
    expect(row?.minutes).toBeLessThan(43);
  });

  it('takes alarms, claims, replies and their leases along', async () => {
    await ward.phone(ward.rahel, 'Rahel');
    const caseId = await ward.cry('m');
    const other = await ward.cry('q');
    await ward.engine.hear('n', 'halo');
    expect(await takeTurns(ward.engine.turn)).toBe(1);
    await claim(caseId);
    const left = () =>
      ward.house.does(async (tx) => {
        const now = sql`${ward.house.clock.now().toISOString()}::timestamptz`;
        const [row] = await tx.execute<Record<string, number>>(
          sql`select (select extract(epoch from lease_until - ${now})::int from cases where id = ${caseId}::uuid) as claim,
                (select extract(epoch from next_at - ${now})::int from alarms where case_id = ${other}::uuid) as alarm,
                (select extract(epoch from due_at - ${now})::int from outbox where settled_at is null) as reply`,
        );
        return row;
      });
    const before = await left();
    await setClockBack();
    expect(await left()).toEqual(before);
  });

  it('moves nothing in a process whose own clock did not go back', async () => {
    await ward.cry('o');
    await follow();
    ward.house.clock.advance(-jump * 1000);
    const due = () =>
      ward.house.does((tx) => tx.execute<{ due_at: string }>(sql`select due_at::text from conversations`));
    const before = await due();
    await ward.house.does((tx) => followClock(tx, ward.house.deps, false, setBackWithDue));
    expect(await due()).toEqual(before);
  });
});

describe('a clock that jumps forward by an hour', () => {
  it('brings what was due once, and is followed back to where it was', async () => {
    await ward.cry('p');
    const follow = () => ward.house.does((tx) => followClock(tx, ward.house.deps, true, setBackWithDue));
    await follow();
    await ward.pass(hour);
    const said = ward.engine.heard('p').length;
    await ward.pass(0);
    expect(ward.engine.heard('p')).toHaveLength(said);
    await follow();
    ward.house.clock.advance(-hour * 1000);
    expect(await follow()).toBeGreaterThan(0);
    await ward.pass(1);
    expect(ward.engine.heard('p')).toHaveLength(said);
  });
});

describe('a clock that jumps forward by a day', () => {
  it('rings at once for who waits, and brings words of that moment to her', async () => {
    await ward.phone(ward.rahel, 'Rahel');
    const caseId = await ward.cry('g');
    ward.heard();
    await ward.pass(24 * hour);
    expect(ward.heard().join()).toContain('Rahel');
    await claim(caseId);
    await ward.engine.hear('g', 'masih di sini');
    await ward.pass(1);
    // After a day she is asked first whether it is safe (R2).
    await ward.engine.hear('g', '1');
    await ward.pass(1);
    await ward.house.does((tx) => sayToPerson(tx, ward.house.deps, sari, caseId, 'Saya di sini.', 'k'));
    await ward.pass(1);
    expect(ward.engine.heard('g').at(-1)).toBe('Saya di sini.');
    expect(await mend()).toBe(0);
  });
});
