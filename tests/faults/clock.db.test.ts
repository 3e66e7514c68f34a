import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimCase, sayToPerson } from '../../src/store/case-work.ts';
import { mendAhead } from '../../src/store/clock-back.ts';
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

describe('a clock that jumps forward by a day', () => {
  it('rings at once for who waits, and brings words of that moment to her', async () => {
    await ward.phone(ward.rahel, 'Rahel');
    const caseId = await ward.cry('g');
    ward.heard();
    await ward.pass(24 * hour);
    expect(ward.heard().join()).toContain('Rahel');
    await claim(caseId);
    await ward.house.does((tx) => sayToPerson(tx, ward.house.deps, sari, caseId, 'Saya di sini.', 'k'));
    await ward.pass(1);
    expect(ward.engine.heard('g').at(-1)).toBe('Saya di sini.');
    expect(await mend()).toBe(0);
  });
});
