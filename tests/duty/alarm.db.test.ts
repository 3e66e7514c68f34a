import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AlarmKind, AlarmMessage, AlarmOutcome } from '../../src/channels/alarm-line.ts';
import { addPushWay } from '../../src/store/alarm-ways.ts';
import { forgetAlarms } from '../../src/store/alarms.ts';
import { claimByAlarm, claimCase } from '../../src/store/case-work.ts';
import { countUntested, dutyRoster, nobodyOnDuty } from '../../src/store/duty.ts';
import { danger, openWard, type Rung, type Ward } from './ward.ts';

let ward: Ward;
let outcomes: ((rung: Rung) => AlarmOutcome | undefined) | undefined;
beforeAll(async () => {
  ward = await openWard((rung) => outcomes?.(rung) ?? { is: 'sent', providerId: '7' });
});
beforeEach(() => {
  outcomes = undefined;
  return ward.reset();
});
afterAll(() => ward.close());

const rings = 'Ada yang menunggu.';
const ringing = (...names: string[]) => names.map((name) => `${name}: ${rings}`);
const press = (rung: Rung | undefined, address?: string) =>
  ward.hear('telegram', address ?? rung?.address ?? '', {
    type: 'inbound.tap',
    token: rung?.button?.token ?? '',
  });
const toldTo = (address: string) => ward.engine.heard(address).join('\n');

describe('the alarm of an emergency', () => {
  it('rings for those on duty at once, after a minute for those on call, after three for every supervisor', async () => {
    await ward.member('Sari', 'bertugas');
    await ward.member('Dina', 'siaga');
    await ward.member('Wati', 'libur');
    await ward.phone(ward.rahel, 'Rahel');
    await ward.cry('a');
    expect(ward.heard()).toEqual(ringing('Sari'));
    await ward.pass(59);
    expect(ward.heard()).toEqual([]);
    await ward.pass(1);
    expect(ward.heard()).toEqual(ringing('Dina', 'Sari'));
    await ward.pass(60);
    expect(ward.heard()).toEqual(ringing('Dina', 'Sari'));
    await ward.pass(60);
    expect(ward.heard()).toEqual(ringing('Dina', 'Rahel', 'Sari'));
    await ward.pass(60);
    expect(ward.heard()).toEqual(ringing('Dina', 'Rahel', 'Sari'));
  });

  it('with nobody on duty rings for all at once, and the person hears the truth and the numbers at once', async () => {
    await ward.member('Dina', 'siaga');
    await ward.phone(ward.rahel, 'Rahel');
    expect(await ward.house.does((tx) => nobodyOnDuty(tx, ward.house.deps))).toBe(true);
    const from = ward.engine.heard('a').length;
    await ward.cry('a');
    expect(ward.heard()).toEqual(ringing('Dina', 'Rahel'));
    const told = ward.engine.heard('a').slice(from).join('\n');
    expect(told).toContain('belum ada petugas yang berjaga');
    // One voice: what stands on her screen since a second ago is pointed at, not said again.
    expect(told.match(/^110 /gm)).toHaveLength(1);
    expect(told).toContain('hubungi nomor di atas');
    const before = ward.engine.heard('a').length;
    await ward.pass(60);
    expect(ward.heard()).toEqual(ringing('Dina', 'Rahel'));
    expect(ward.engine.heard('a')).toHaveLength(before);
  });

  it('is taken inside the alarm: unopened, the others’ are struck out, and three minutes begin', async () => {
    await ward.member('Sari', 'bertugas');
    await ward.member('Dina', 'bertugas');
    const caseId = await ward.cry('a');
    const [dinas, saris] = [...ward.rang].sort((one, other) => one.address.localeCompare(other.address));
    ward.heard();
    await press(saris);
    const now = ward.house.clock.now().getTime();
    const state = await ward.state(caseId);
    expect(new Date(String(state.lease_until)).getTime() - now).toBe(180_000);
    expect(state.first_words_at).toBeNull();
    expect(ward.heard()).toEqual(['Sari: Anda yang mengambil. Buka konsol sekarang.']);
    expect(ward.struck.map(({ address }) => address).sort()).toEqual(['Dina', 'Sari']);
    expect(toldTo('a')).toContain('petugas sudah masuk');
    await press(dinas);
    expect(ward.heard()).toEqual(['Dina: Sudah diambil rekan lain. Terima kasih.']);
    await ward.pass(120);
    expect(ward.heard().filter((line) => line.endsWith(rings))).toEqual([]);
  });

  it('is taken by one of two who press at once', async () => {
    await ward.member('Sari', 'bertugas');
    await ward.member('Dina', 'bertugas');
    await ward.cry('a');
    const tokens = ward.rang.map((rung) => rung.button?.token.replace('alarm.', '') ?? '');
    const answers = await Promise.all(
      tokens.map((token) => ward.house.does((tx) => claimByAlarm(tx, ward.house.deps, token))),
    );
    expect(answers.map(({ is }) => is).sort()).toEqual(['claimed', 'held']);
  });

  it('rings again when the laptop closed and no words came, at the top of the queue with the old wait', async () => {
    const sari = await ward.member('Sari', 'bertugas');
    const caseId = await ward.cry('a');
    const { since } = await ward.state(caseId);
    await ward.house.does((tx) => claimCase(tx, ward.house.deps, sari, caseId));
    ward.heard();
    await ward.pass(60);
    expect(ward.heard()).toEqual(['Sari: Ada yang menunggu jawaban Anda. Buka konsol.']);
    await ward.pass(119);
    expect((await ward.state(caseId)).claimed_by).not.toBeNull();
    await ward.pass(1);
    expect(await ward.state(caseId)).toMatchObject({ claimed_by: null, since });
    expect(ward.heard()).toEqual(ringing('Sari'));
    expect(toldTo('a')).toContain('Petugas keluar dari chat ini');
  });

  it('that dies between two processes goes on in another, and nobody is called twice within a round', async () => {
    await ward.member('Sari', 'bertugas');
    await ward.member('Dina', 'bertugas');
    await ward.engine.hear('a', 'saya disekap di mess, dia pegang parang');
    await ward.engine.settle();
    const dying = ward.anotherProcess({
      reach: (point) => {
        if (point === 'begun') throw new Error('killed');
      },
    });
    await expect(dying.round()).rejects.toThrow('killed');
    await ward.pass(5);
    expect(ward.heard()).toEqual([]);
    const [one, other] = [ward.anotherProcess(), ward.anotherProcess()];
    ward.house.clock.advance(55_000);
    await Promise.all([one.round(), other.round()]);
    await Promise.all([one.settle(), other.settle()]);
    expect(ward.heard()).toEqual(ringing('Dina', 'Sari'));
  });

  it('that another process had put out but not begun is sent by whoever lives, at once', async () => {
    await ward.member('Sari', 'bertugas');
    await ward.engine.hear('a', 'saya disekap di mess, dia pegang parang');
    await ward.engine.settle();
    const silent = ward.anotherProcess({ lines: [] });
    await silent.round();
    await ward.pass(1);
    expect(ward.heard()).toEqual(ringing('Sari'));
  });

  it('skips a line that asks for patience and marks one that is blocked, without keeping the others', async () => {
    await ward.member('Sari', 'bertugas');
    const dina = await ward.member('Dina', 'bertugas');
    const soon = new Date(ward.house.clock.now().getTime() + 10_000);
    outcomes = ({ address }) =>
      address === 'Sari' ? { is: 'later', at: soon, why: 'busy' } : { is: 'blocked' };
    await ward.cry('a');
    expect(ward.heard()).toEqual(ringing('Dina', 'Sari'));
    outcomes = undefined;
    await ward.pass(10);
    expect(ward.heard()).toEqual(ringing('Sari'));
    await ward.pass(50);
    expect(ward.heard()).toEqual(ringing('Sari'));
    const roster = await ward.house.does((tx) => dutyRoster(tx, ward.house.deps));
    expect(roster.find(({ memberId }) => memberId === dina.member.id)?.waysTested).toBe(0);
    expect(await ward.house.does((tx) => countUntested(tx))).toBe(2);
  });

  it('rings on one line while another hangs', async () => {
    const sari = await ward.member('Sari', 'bertugas');
    const keys = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) };
    const endpoint = 'https://push.example.org/1';
    await ward.house.does((tx) => addPushWay(tx, ward.house.deps, sari, { endpoint, keys }));
    const free = Promise.withResolvers<AlarmOutcome>();
    const heard: string[] = [];
    const line = (kind: AlarmKind, outcome: Promise<AlarmOutcome>) => ({
      kind,
      send: async (_: string, { text }: AlarmMessage) => {
        heard.push(`${kind}: ${text}`);
        return outcome;
      },
      strike: async () => {},
    });
    const alarm = ward.anotherProcess({
      lines: [line('telegram', free.promise), line('push', Promise.resolve({ is: 'sent' }))],
    });
    for (const address of ['a', 'b', 'c']) await ward.engine.hear(address, danger);
    await ward.engine.settle();
    for (let round = 0; round < 8; round += 1) {
      await alarm.round();
      ward.house.clock.advance(61_000);
    }
    expect(heard.filter((said) => said === `telegram: ${rings}`)).toHaveLength(12);
    expect(heard.filter((said) => said === `push: ${rings}`).length).toBeGreaterThan(20);
    free.resolve({ is: 'sent' });
    await alarm.settle();
  });

  it('says nothing two days later of what it said', async () => {
    await ward.member('Sari', 'bertugas');
    await ward.cry('a');
    const count = async () =>
      (await ward.house.does((tx) => tx.execute(sql`select 1 from alarm_calls`))).length;
    expect(await count()).toBe(1);
    ward.house.clock.advance(49 * 3_600_000);
    await ward.house.does((tx) => forgetAlarms(tx, ward.house.deps));
    expect(await count()).toBe(0);
  });

  it('reaches nobody who cannot open the case', async () => {
    await ward.member('Sari', 'bertugas');
    await ward.member('Asing', 'bertugas', { by: null });
    await ward.cry('a');
    expect(ward.heard()).toEqual(ringing('Sari'));
    await ward.pass(60);
    expect(ward.heard()).toEqual(ringing('Sari'));
  });

  it('of a child’s case rings only where its key is held, and not for whoever is shut out', async () => {
    await ward.member('Sari', 'bertugas');
    const dina = await ward.member('Nona', 'bertugas', { roles: ['supervisor'] });
    await ward.phone(ward.rahel, 'Rahel');
    await ward.engine.hear('a', 'saya disekap di mess, dia pegang parang');
    await ward.engine.settle();
    await ward.house.does((tx) =>
      tx.execute(sql`update case_keys set group_id = (select id from key_groups where name = 'anak')`),
    );
    await ward.pass(1);
    expect(ward.heard()).toEqual(ringing('Nona'));
    await ward.house.does((tx) =>
      tx.execute(sql`insert into case_exclusions (case_id, member_id, at)
        select id, ${dina.member.id}::uuid, now() from cases`),
    );
    await ward.pass(60);
    expect(ward.heard()).toEqual(ringing('Rahel'));
  });

  it('rings for three cases a minute on one phone, the most urgent first', async () => {
    await ward.member('Sari', 'bertugas');
    for (const address of ['a', 'b', 'c', 'd', 'e'])
      await ward.engine.hear(address, 'dia pegang parang mau bunuh saya');
    await ward.engine.settle();
    await ward.pass(1);
    expect(ward.heard()).toHaveLength(3);
  });
});
