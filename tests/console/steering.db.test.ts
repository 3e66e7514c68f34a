import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRounds } from '../../src/duty/alarm-rounds.ts';
import { sweepClocks } from '../../src/duty/sweep.ts';
import { type NumberName, numberNames, type OrgSettings, orgDefaults } from '../../src/org-settings.ts';
import { keyPair, openWith, sealTo } from '../../src/sealing/box.ts';
import { listCampaigns } from '../../src/store/campaigns.ts';
import { readCaseClocks } from '../../src/store/case-clocks.ts';
import { shutOut } from '../../src/store/exclusions.ts';
import { isRecoverySeed, openRecoveryHolds } from '../../src/store/groups.ts';
import { createInvite } from '../../src/store/invites.ts';
import { leaveTeam } from '../../src/store/leaving.ts';
import { listMembers } from '../../src/store/members.ts';
import { finishRecoveryChange, spareForRecovery } from '../../src/store/recovery-change.ts';
import { readRecoveryKey, showRecoveryKey } from '../../src/store/recovery-words.ts';
import { codeAt } from '../kit/authenticator.ts';
import { listActs } from '../store/team.ts';
import { type Browser, openScene, type Scene, seen } from './scene.ts';

let scene: Scene;
let rahel: Browser;
let sari: Browser;
beforeAll(async () => {
  scene = await openScene();
  rahel = await scene.supervisor();
  sari = await scene.counsellor('Sari');
});
afterAll(() => scene.close());

const typedNumbers = (settings: OrgSettings) =>
  Object.fromEntries(numberNames.map((name) => [name, String({ ...settings, ...settings.times }[name])]));
const filled = {
  legalName: 'Yayasan Suluh',
  chatName: 'Warung Bu Ana',
  operatorKind: 'lainnya',
  province: '53',
  hours: '',
  onCallRule: '',
  privacyContact: '',
  safeWords: '',
  ...typedNumbers(orgDefaults),
};

describe('the waits', () => {
  const set = (change: Partial<Record<NumberName, string>>) =>
    rahel.press('/console/organisation', { ...filled, ...change });

  it('outside a bound are refused with a sentence, and nothing is saved', async () => {
    const refused = await set({ claimMinutesU1: '99', lockMinutes: 'lama', casesMax: '7' });
    expect(refused.status).toBe(422);
    const page = seen(refused.body);
    expect(page).toContain(
      'Darurat: kata pertama paling lama setelah diambil (menit)”: isi dengan angka 1 sampai 3.',
    );
    expect(page).toContain('Konsol terkunci setelah (menit)”: isi dengan angka 1 sampai 15.');
    for (const typed of ['value="99"', 'value="lama"', 'value="7"']) expect(refused.body).toContain(typed);
    expect((await rahel.get('/console/organisation')).body).not.toContain('value="99"');
    const crossed = await set({ toldFirstMinutesU1: '9', toldAgainMinutesU1: '6' });
    expect(seen(crossed.body)).toContain('harus lebih dulu daripada');
  });

  it('that are saved hold at once: the claim, the alarm, the person who is told', async () => {
    await set({ claimMinutesU1: '1', againSecondsU1: '30', awayMinutesUrgent: '2' });
    const caseId = await scene.danger('waits-1', 'saya disekap');
    const { does, deps, db, clock } = scene.house;
    const nextAlarm = async () => {
      await makeRounds(db, deps, () => {});
      const [row] = await does((tx) =>
        tx.execute<{ next_at: string }>(sql`select next_at from alarms where case_id = ${caseId}::uuid`),
      );
      return (Date.parse(row?.next_at ?? '') - clock.now().getTime()) / 1000;
    };
    expect(await nextAlarm()).toBe(30);
    await sari.press(`/console/cases/${caseId}/claim`);
    const ends = async () => (await does((tx) => readCaseClocks(tx, deps, caseId)))?.claimEnds;
    expect(await ends()).toEqual(new Date(clock.now().getTime() + 60_000));
    clock.advance(61_000);
    await sweepClocks(db, deps, () => {});
    expect(await ends()).toBeNull();
    await set({});
  });
});

const change = '/console/recovery/change';
const seedOf = (key: string) => readRecoveryKey(key) ?? Buffer.alloc(32);
const code = () => {
  scene.house.clock.advance(60_000);
  return codeAt(scene.house.appSecret, scene.house.clock.now());
};
/** Her second key, and the new key off the page that shows it once. */
async function shown(): Promise<string> {
  const { body } = await rahel.press(change, { code: code() });
  return /<output id="key" class="key">([^<]+)</.exec(body)?.[1] ?? '';
}
const counts = (key: string) => scene.house.does((tx) => isRecoverySeed(tx, seedOf(key)));
const opens = (key: string) =>
  scene.house.does((tx) => openRecoveryHolds(tx, seedOf(key), ['supervisor'])).then((keys) => keys.length);
const finish = (typed: string) => rahel.press(`${change}/finish`, { typed }, { page: change });

describe('another recovery key', () => {
  it('is asked for with her second key in hand, by a supervisor who holds every key', async () => {
    const wrong = await rahel.press(change, { code: '000000' });
    expect([wrong.status, wrong.body.includes('id="key"')]).toEqual([401, false]);
    expect((await sari.get(change)).status).toBe(403);
    expect((await sari.press(change, { code: code() })).body).not.toContain('id="key"');
    expect((await finish(scene.house.recoveryKey)).to).toBeUndefined();
    expect(await listActs(scene.house)).not.toContain('beginRecoveryChange');
  });

  it('changes nothing until it is typed back, and a slip changes nothing either', async () => {
    const key = await shown();
    expect([await counts(scene.house.recoveryKey), await counts(key)]).toEqual([true, false]);
    const slip = await finish(scene.house.recoveryKey);
    expect([slip.status, seen(slip.body).includes('Belum cocok')]).toEqual([422, true]);
    expect(await opens(scene.house.recoveryKey)).toBe(3);
    // Another that is shown takes the place of the one before.
    const later = await shown();
    expect((await finish(key)).status).toBe(422);
    expect((await finish(later.toLowerCase().replaceAll('-', ' '))).to).toBe(
      '/console/readiness?notice=recoveryChanged',
    );
    expect([await counts(scene.house.recoveryKey), await counts(later)]).toEqual([false, true]);
    expect(await opens(later)).toBe(3);
    await expect(opens(scene.house.recoveryKey)).rejects.toThrow('sealedBoxWouldNotOpen');
    const acts = await listActs(scene.house);
    expect(acts.filter((act) => /Recovery/.test(act))).toEqual([
      'beginRecoveryChange',
      'beginRecoveryChange',
      'changeRecoveryKey',
    ]);
    expect(seen((await rahel.get('/console/readiness')).body)).toMatch(
      /Kunci yang berlaku sekarang dibuat \S+, \d+ Jan 2026/,
    );
  });

  it('lets nobody in with the old one, and a new supervisor in with the new', async () => {
    const key = await shown();
    await finish(key);
    const { does, deps } = scene.house;
    const invite = (recovery: string) =>
      does((tx) =>
        createInvite(tx, deps, {
          roles: ['supervisor'],
          name: 'Tamu',
          by: null,
          recoverySeed: seedOf(recovery),
        }),
      );
    await expect(invite(scene.house.recoveryKey)).rejects.toThrow();
    expect((await invite(key)).secret).toHaveLength(43);
  });

  it('has its copy of a case that is sealed to members one by one, also where she is shut out herself', async () => {
    const { house } = scene;
    const { does, deps } = house;
    const [hers, mine] = [
      await scene.danger('key-1', 'saya disekap'),
      await scene.danger('key-2', 'disekap'),
    ];
    const supervisor = await scene.signedIn();
    const colleague = await house.enter(sari.cookies.get('suar_session') ?? '');
    await does((tx) => shutOut(tx, deps, supervisor, hers, colleague.member.id));
    await does((tx) => shutOut(tx, deps, supervisor, mine, supervisor.member.id));
    const seed = seedOf(await shown());
    const spareOf = (caseId: string) =>
      does((tx) =>
        tx.execute<{ recovery_sealed: Buffer | null; public_key: Buffer }>(
          sql`select recovery_sealed, public_key from case_keys where case_id = ${caseId}::uuid`,
        ),
      ).then(([row]) => row);
    const isOpened = async (caseId: string) => {
      const row = await spareOf(caseId);
      if (!row?.recovery_sealed) return false;
      const privateKey = openWith(keyPair(seed), Buffer.from(row.recovery_sealed));
      const publicKey = Buffer.from(row.public_key);
      return (
        openWith({ publicKey, privateKey }, sealTo(publicKey, Buffer.from('kata'))).toString() === 'kata'
      );
    };
    expect(await does((tx) => finishRecoveryChange(tx, deps, supervisor, showRecoveryKey(seed)))).toBe(
      'changed',
    );
    expect([await isOpened(hers), await isOpened(mine)]).toEqual([true, false]);
    expect((await spareOf(mine))?.recovery_sealed).toBeNull();
    expect(await does((tx) => spareForRecovery(tx, colleague, 10))).toBe(1);
    expect(await isOpened(mine)).toBe(true);
  });

  it('opens what comes after somebody leaves', async () => {
    const { does, deps } = scene.house;
    const key = await shown();
    await finish(key);
    const leaver = (await does((tx) => listMembers(tx, deps))).find(({ name }) => name === 'Sari');
    const supervisor = await scene.signedIn();
    expect(await does((tx) => leaveTeam(tx, deps, supervisor, leaver?.id ?? ''))).toBe('left');
    expect(await opens(key)).toBeGreaterThan(3);
  });
});

describe('a poster’s link', () => {
  const page = async () => seen((await rahel.get('/console/campaigns')).body);
  const make = (name: string) => rahel.press('/console/campaigns', { name });
  const come = async (address: string, campaign: string) => {
    await scene.engine.hear(address, { type: 'inbound.start', campaign });
    await scene.engine.settle();
  };

  it('is made by whoever steers, with a name that can stand in it, once', async () => {
    expect((await make('pasar inpres')).to).toBe('/console/campaigns?notice=campaignMade');
    expect((await make('pasar-inpres')).status).toBe(422);
    for (const name of ['', 'kafé', 'alarm_ABCDEFGH', 'x'.repeat(33)])
      expect((await make(name)).status, name).toBe(422);
    const colleague = scene.browser();
    colleague.cookies.set(
      'suar_session',
      await scene.house.join(await scene.house.invite(null, ['counsellor']), 'Tini'),
    );
    expect((await colleague.get('/console/campaigns')).status).toBe(403);
    expect(await page()).toContain('https://t.me/RuangTulisBot?start=pasar-inpres');
  });

  it('counts who began and whom a human came to, and tells no number that points at somebody', async () => {
    for (const at of [1, 2, 3, 4]) await come(`poster-${at}`, 'pasar-inpres');
    expect(await page()).toContain('Jan 2026 kurang dari 5 kurang dari 5');
    await come('poster-5', 'pasar-inpres');
    const caseId = await scene.danger('poster-5', 'saya disekap');
    await rahel.press(`/console/cases/${caseId}/claim`);
    await scene.engine.settle();
    expect(await page()).toContain('Jan 2026 5 kurang dari 5');
    const counted = async () =>
      (await scene.house.does((tx) => listCampaigns(tx, scene.house.deps))).find(({ isOurs }) => isOurs)
        ?.months;
    expect(await counted()).toEqual([{ month: '2026-01', began: 5, reached: 1 }]);
    // Let go and taken again, she is one person still.
    await rahel.press(`/console/cases/${caseId}/release`);
    await rahel.press(`/console/cases/${caseId}/claim`);
    await scene.engine.settle();
    expect((await counted())?.[0]?.reached).toBe(1);
  });

  it('that somebody else made up shows no name', async () => {
    for (const at of [1, 2, 3, 4, 5]) await come(`other-${at}`, `melati-kos-${at}`);
    const shown = await page();
    expect(shown).not.toContain('melati');
    expect(shown).toMatch(/Tautan lain .* Jan 2026 5 kurang dari 5/);
  });
});
