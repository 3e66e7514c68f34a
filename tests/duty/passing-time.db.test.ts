import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimCase, raiseUrgency, sayToPerson } from '../../src/store/case-work.ts';
import { dutyRoster, nobodyOnDuty } from '../../src/store/duty.ts';
import { openWard, type Rung, type Ward } from './ward.ts';

let ward: Ward;
beforeAll(async () => {
  ward = await openWard();
});
beforeEach(() => ward.reset());
afterAll(() => ward.close());

const rings = 'Ada yang menunggu.';
const ringing = (...names: string[]) => names.map((name) => `${name}: ${rings}`);
const press = (rung: Rung | undefined, address?: string) =>
  ward.hear('telegram', address ?? rung?.address ?? '', {
    type: 'inbound.tap',
    token: rung?.button?.token ?? '',
  });

/** A case of this urgency that waits, and whose alarm has not begun. */
async function lying(address: string, urgency: 2 | 3): Promise<string> {
  const caseId = await ward.cry(address);
  await ward.house.does(async (tx) => {
    await tx.execute(sql`update cases set urgency = ${urgency}::smallint where id = ${caseId}::uuid`);
    await tx.execute(sql`delete from alarms`);
  });
  ward.heard();
  return caseId;
}

describe('what is less urgent', () => {
  it('U2 rings for those on duty at once and for those on call after half an hour', async () => {
    await ward.member('Sari', 'bertugas');
    await ward.member('Dina', 'siaga');
    await lying('a', 2);
    await ward.pass(60);
    expect(ward.heard()).toEqual(ringing('Sari'));
    await ward.pass(20 * 60);
    expect(ward.heard()).toEqual(ringing('Sari'));
    await ward.pass(10 * 60);
    expect(ward.heard()).toEqual([...ringing('Dina', 'Sari'), 'Sari: Masih bertugas?']);
  });

  it('U3 is one line for all that lies unread, within a day, and becomes an alarm when it is raised', async () => {
    const sari = await ward.member('Sari', 'siaga');
    const first = await lying('a', 3);
    await lying('b', 3);
    await ward.pass(60);
    expect(ward.heard()).toEqual([]);
    await ward.pass(12 * 3_600);
    expect(ward.heard()).toEqual(['Sari: Ada yang belum dibaca. Buka konsol bila sempat.']);
    await ward.house.does((tx) => raiseUrgency(tx, ward.house.deps, sari, first, 1, 'menelepon, menangis'));
    await ward.pass(1);
    expect(ward.heard()).toEqual(ringing('Sari'));
  });
});

describe('the conversation’s clock', () => {
  it('offers a case whose holder is not seen while the person waits, and at that moment the bot answers again', async () => {
    const sari = await ward.member('Sari', 'bertugas');
    await ward.member('Dina', 'bertugas');
    const caseId = await ward.cry('a');
    await ward.house.does((tx) => claimCase(tx, ward.house.deps, sari, caseId));
    await ward.house.does((tx) => sayToPerson(tx, ward.house.deps, sari, caseId, 'Saya di sini.', 'k'));
    await ward.engine.settle();
    await ward.pass(600);
    expect(await ward.state(caseId)).toMatchObject({ claimed_by: sari.member.id, offered_at: null });
    ward.heard();
    await ward.engine.hear('a', 'ibu masih ada?');
    await ward.engine.settle();
    const before = ward.engine.heard('a').length;
    await ward.pass(1);
    expect(ward.heard()).toEqual(['Sari: Ada yang menunggu jawaban Anda. Buka konsol.']);
    await ward.pass(178);
    expect(ward.engine.heard('a')).toHaveLength(before);
    await ward.pass(2);
    expect(ward.engine.heard('a').slice(before).join('\n')).toContain('Kami memanggil petugas lain');
    expect(ward.heard()).toEqual(ringing('Dina', 'Sari'));
    await ward.house.does((tx) =>
      sayToPerson(tx, ward.house.deps, sari, caseId, 'Maaf, sinyal hilang.', 'l'),
    );
    await ward.engine.settle();
    expect(ward.engine.heard('a').at(-1)).toBe('Maaf, sinyal hilang.');
    expect(await ward.state(caseId)).toMatchObject({ offered_at: null, unanswered_since: null });
    await ward.pass(60);
    expect(ward.heard().filter((line) => line.endsWith(rings))).toEqual([]);
  });
});

describe('two processes', () => {
  it('that see the same clock run out move the case once, and the person is told once', async () => {
    const sari = await ward.member('Sari', 'bertugas');
    const caseId = await ward.cry('a');
    await ward.house.does((tx) => claimCase(tx, ward.house.deps, sari, caseId));
    await ward.engine.settle();
    ward.house.clock.advance(180_000);
    const processes = [1, 2, 3].map(() => ward.anotherProcess());
    await Promise.all(processes.map((each) => each.round()));
    await ward.pass(0);
    await Promise.all(processes.map((each) => each.settle()));
    expect(await ward.state(caseId)).toMatchObject({ claimed_by: null });
    const told = ward.engine.heard('a').filter((text) => text.includes('Petugas keluar dari chat ini'));
    expect(told).toHaveLength(1);
    expect(ward.heard().filter((line) => line === `Sari: ${rings}`)).toHaveLength(2);
  });
});

describe('being on duty', () => {
  it('is asked about after 25 minutes of silence, ends after five more, and a press keeps it', async () => {
    const sari = await ward.member('Sari', 'bertugas');
    await ward.member('Dina', 'bertugas');
    await ward.pass(25 * 60);
    const asked = [...ward.rang];
    expect(ward.heard()).toEqual(['Dina: Masih bertugas?', 'Sari: Masih bertugas?']);
    await press(asked.find(({ address }) => address === 'Sari'));
    await ward.pass(5 * 60);
    const duties = Object.fromEntries(
      (await ward.house.does((tx) => dutyRoster(tx, ward.house.deps))).map(({ name, duty }) => [name, duty]),
    );
    expect(duties).toMatchObject({ Sari: 'bertugas', Dina: 'siaga' });
    expect(sari.member.name).toBe('Sari');
  });

  it('ends with the shift that she gave', async () => {
    const sari = await ward.member('Sari', 'bertugas');
    await ward.duty(sari, 'bertugas', new Date(ward.house.clock.now().getTime() + 600_000));
    await ward.pass(599);
    expect(await ward.house.does((tx) => nobodyOnDuty(tx, ward.house.deps))).toBe(false);
    await ward.pass(30);
    expect(await ward.house.does((tx) => nobodyOnDuty(tx, ward.house.deps))).toBe(true);
    expect(ward.heard()).toEqual(['Sari: Status tugas Anda berubah. Periksa di konsol.']);
  });
});
