import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toMinute } from '../../src/clock.ts';
import { numbersFor, services } from '../../src/directory/numbers.ts';
import { orgDefaults } from '../../src/org-settings.ts';
import { readReadiness } from '../../src/readiness.ts';
import { beginCalls } from '../../src/store/alarm-calls.ts';
import { confirmWay, startTelegramWay } from '../../src/store/alarm-ways.ts';
import { chainAudit, lastHashOf } from '../../src/store/audit-chain.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import { startReportClock } from '../../src/store/cases.ts';
import { remindOfRights, sendDayHash } from '../../src/store/notices.ts';
import { askRight, decideRequest, listRightsRequests } from '../../src/store/rights.ts';
import { readStamps } from '../../src/store/stamps.ts';
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

const readiness = () => scene.house.does((tx) => readReadiness(tx, scene.house.deps));
const step = async (name: string) => (await readiness()).steps.find((each) => each.step === name);
const filled = {
  legalName: 'Yayasan Suluh',
  chatName: 'Warung Bu Ana',
  operatorKind: 'uptd_ppa',
  province: '53',
  hours: 'Senin–Jumat 08.00–16.00 WITA',
  onCallRule: '',
  privacyContact: 'data@suluh.example',
  safeWords: 'makasih ya, selesai',
  closedAdultYears: '3',
  childUntilAge: '20',
  casesMax: '4',
  lockMinutes: '5',
  ...Object.fromEntries(Object.entries(orgDefaults.times).map(([name, value]) => [name, String(value)])),
};

describe('the organisation', () => {
  it('is set by a supervisor, inside its bounds, and read by everybody', async () => {
    const saved = await rahel.press('/console/organisation', filled);
    expect(saved.to).toBe('/console/organisation?notice=orgSaved');
    const page = (await sari.get('/console/organisation')).body;
    for (const value of ['Yayasan Suluh', 'Warung Bu Ana', 'MAKASIH YA, SELESAI', 'value="3"', 'value="4"'])
      expect(page).toContain(value);
    expect(page).toContain('<fieldset disabled>');
    expect(await step('organisation')).toMatchObject({ isDone: true });
  });

  it('is not changed by a counsellor, nor left without a neutral name', async () => {
    expect((await sari.press('/console/organisation', { ...filled, legalName: 'X' })).status).toBe(422);
    const empty = await rahel.press('/console/organisation', { ...filled, chatName: '  ', legalName: 'Y' });
    expect([empty.status, empty.body.includes('value="Y"')]).toEqual([422, true]);
    expect((await rahel.get('/console/organisation')).body).toContain('Yayasan Suluh');
  });
});

describe('a number', () => {
  const shown = async () => {
    const stamps = await scene.house.does(readStamps);
    return numbersFor(services, { country: 'SG', province: null, regency: null }, { stamps }).map(
      ({ name, checkedAt }) => [name, checkedAt],
    );
  };
  const singapore = services.find(({ id }) => id === 'kbri-singapura');
  const number = singapore?.phones[0]?.number ?? '';

  it('that waits is shown once somebody called it and was answered, with that day', async () => {
    expect((await shown()).map(([name]) => name)).not.toContain(singapore?.name);
    const page = await sari.get('/console/numbers?q=singapura');
    expect(seen(page.body)).toContain('Tidak ditampilkan sebelum ditelepon');
    const call = { number, outcome: 'notAnswered', said: '' };
    await sari.press('/console/numbers/kbri-singapura', call);
    expect(await shown()).toHaveLength(2);
    const answered = { number, outcome: 'answered', said: 'buka 24 jam, minta bagian perlindungan' };
    const saved = await sari.press('/console/numbers/kbri-singapura', answered);
    expect(saved.to).toBe('/console/numbers?notice=numberSaved');
    expect((await shown())[0]?.[1]).toEqual(new Date('2026-01-05T02:00:00Z'));
    const history = seen((await rahel.get('/console/numbers/kbri-singapura')).body);
    expect(history).toMatch(/Dijawab, benar .* Sari, .*minta bagian perlindungan/);
  });

  it('is taken from everybody by a supervisor alone', async () => {
    const wrong = { number, outcome: 'wrong', said: 'rumah orang' };
    expect((await sari.press('/console/numbers/kbri-singapura', wrong)).status).toBe(422);
    expect(await shown()).toHaveLength(3);
    scene.house.clock.advance(60_000);
    await rahel.press('/console/numbers/kbri-singapura', wrong);
    expect(await shown()).toHaveLength(2);
  });

  it('that differs from place to place wants the place', async () => {
    const call = { number: '112', outcome: 'answered', said: '' };
    const asked = await rahel.press('/console/numbers/darurat-112', call);
    expect([asked.status, seen(asked.body).includes('Pilih dulu kabupaten')]).toEqual([422, true]);
    await rahel.press('/console/numbers/darurat-112', { ...call, region: '53.71' });
    const stamps = await scene.house.does(readStamps);
    const kupang = { country: 'ID', province: '53', regency: '53.71' };
    expect(numbersFor(services, kupang, { stamps })[0]).toMatchObject({ number: '112', reach: 'local' });
  });

  it('that is nowhere in the directory is nothing to stamp', async () => {
    const call = { number: '+628999', outcome: 'answered', said: '' };
    expect((await rahel.press('/console/numbers/kbri-singapura', call)).status).toBe(404);
    expect((await rahel.press('/console/numbers/nowhere', call)).status).toBe(404);
  });
});

describe('readiness', () => {
  it('is proven step by step, and what is said can be taken back', async () => {
    expect(await step('setUp')).toMatchObject({ isDone: true });
    expect(await step('twoHolders')).toMatchObject({ isDone: true });
    expect(await step('alarmTested')).toMatchObject({ isDone: false });
    await rahel.press('/console/readiness', { step: 'drillPassed', done: 'yes' });
    expect(await step('drillPassed')).toMatchObject({ isDone: true, said: { by: 'Ibu Rahel' } });
    expect(seen((await sari.get('/console/readiness')).body)).toContain('Latihan sudah dijalani Selesai');
    await rahel.press('/console/readiness', { step: 'drillPassed', done: 'no' });
    expect(await step('drillPassed')).toMatchObject({ isDone: false });
    expect((await readiness()).isReady).toBe(false);
  });

  it('is not said by a counsellor', async () => {
    await sari.press('/console/readiness', { step: 'backupRestored', done: 'yes' });
    expect(await step('backupRestored')).toMatchObject({ isDone: false });
  });

  it('counts the numbers that must be called, most needed first, and forgets a call after 180 days', async () => {
    const { numbers, called } = await readiness();
    expect(numbers.slice(0, 3).map(({ phone }) => phone.number)).toEqual(['110', '129', '+628111129129']);
    expect(called.all).toBeGreaterThan(3);
    await sari.press('/console/numbers/polri-110', { number: '110', outcome: 'answered', said: '' });
    expect((await readiness()).called.done).toBe(called.done + 1);
    scene.house.clock.advance(181 * 86_400_000);
    expect((await readiness()).called.done).toBe(0);
    scene.house.clock.advance(-181 * 86_400_000);
  });
});

describe('the record of access', () => {
  it('is opened by a supervisor alone, and opening it stands in it', async () => {
    const caseId = await scene.danger('office-1', 'saya disekap');
    await sari.get(`/console/cases/${caseId}`);
    expect((await sari.get('/console/acts')).status).toBe(403);
    const page = await rahel.get(`/console/acts?case=${caseId}`);
    expect(seen(page.body)).toMatch(/Sari membaca kasus/);
    expect(seen((await rahel.get('/console/acts')).body)).toMatch(/Ibu Rahel membuka catatan akses/);
  });

  it('is checked at a press, with the fingerprint of the day', async () => {
    const page = seen((await rahel.press('/console/acts/verify')).body);
    expect(page).toMatch(/Utuh: \d+ catatan, tidak ada yang diubah/);
    expect(page).toMatch(/Sidik 2026-\d\d-\d\d ([\da-f]{4} ){6}/);
    expect((await sari.press('/console/acts/verify')).status).toBe(403);
  });

  it('goes back page by page', async () => {
    const first = await rahel.get('/console/acts');
    const older = /href="(\/console\/acts\?before=\d+)"/.exec(first.body)?.[1];
    if (older) expect((await rahel.get(older)).status).toBe(200);
    expect((await rahel.get('/console/acts?before=1')).body).toContain('Belum ada.');
  });
});

describe('the police report that the law asks for', () => {
  it('has 72 hours from the first turn that showed what it is about, and stands on the case', async () => {
    const caseId = await scene.danger('report-1', 'saya disekap');
    const { deps, clock, does } = scene.house;
    const begun = clock.now().getTime();
    await does((tx) => startReportClock(tx, deps, caseId));
    clock.advance(3_600_000);
    await does((tx) => startReportClock(tx, deps, caseId));
    const signedIn = await scene.signedIn();
    const opened = await does((tx) => accessCase(tx, deps, signedIn, caseId));
    expect(opened?.reportDueAt).toEqual(toMinute(new Date(begun + 72 * 3_600_000)));
    expect(seen((await rahel.get(`/console/cases/${caseId}`)).body)).toContain('wajib sebelum');
  });
});

describe('a request about her own data', () => {
  const wish = async (right: 'hapus' | 'lihat', verified: boolean) => {
    const caseId = await scene.danger(`wish-${right}-${verified}-${Math.random()}`, 'saya disekap');
    await scene.house.does(async (tx) => {
      const [row] = await tx.execute<{ conversation_id: string }>(
        sql`select conversation_id from case_conversations where case_id = ${caseId}::uuid`,
      );
      const conversationId = row?.conversation_id ?? '';
      await askRight(tx, scene.house.deps, { right, verified, caseId, conversationId });
    });
    const open = await scene.house.does(listRightsRequests);
    return { caseId, path: `/console/wishes/${open.find((each) => each.caseId === caseId)?.id}` };
  };

  it('is erased by a supervisor alone, behind a fold, and stands on the list beside the backups', async () => {
    const { caseId, path } = await wish('hapus', true);
    expect((await sari.press(`${path}/erase`)).to).toBe('/console/wishes?notice=notDeciding');
    expect(seen((await sari.get('/console/wishes')).body)).toContain('Hanya supervisor yang memutuskan');
    const page = (await rahel.get('/console/wishes')).body;
    expect(page).toMatch(/<details><summary>Hapus sekarang<\/summary>/);
    expect(seen(page)).toMatch(/menghapus catatan .*Jawab sebelum .* Menunjukkan nomor dan PIN/);
    expect((await rahel.press(`${path}/erase`)).to).toBe('/console/wishes?notice=erased');
    expect(scene.erased).toEqual([caseId]);
    expect((await rahel.get(`/console/cases/${caseId}`)).status).toBe(404);
    expect((await rahel.press(`${path}/erase`)).to).toBe('/console/wishes?notice=wishGone');
  });

  it('is not erased while a legal process holds it, nor an emergency on an unproven word', async () => {
    const held = await wish('hapus', true);
    await rahel.press(`${held.path}/hold`);
    expect(seen((await rahel.get('/console/wishes')).body)).toContain('Ditahan karena proses hukum');
    expect((await rahel.press(`${held.path}/erase`)).to).toBe('/console/wishes?notice=legalHold');
    await rahel.press(`${held.path}/unhold`);
    expect((await rahel.press(`${held.path}/erase`)).to).toBe('/console/wishes?notice=erased');
    const urgent = await wish('hapus', false);
    expect((await rahel.press(`${urgent.path}/erase`)).to).toBe('/console/wishes?notice=unverified');
    const refused = await rahel.press(`${urgent.path}/refuse`, { reason: 'refusedDanger' });
    expect(refused.to).toBe('/console/wishes?notice=decided');
  });

  it('calls the supervisors after two days, again after twelve hours, until it is answered', async () => {
    const { path } = await wish('lihat', false);
    const signedIn = await scene.signedIn();
    const { deps } = scene.house;
    await scene.house.does(async (tx) => {
      const { code } = await startTelegramWay(tx, deps, signedIn);
      await confirmWay(tx, deps, { kind: 'telegram', code, address: '4711' });
    });
    const remind = () => scene.house.does((tx) => remindOfRights(tx, scene.house.deps));
    expect(await remind()).toBe(false);
    scene.house.clock.advance(48 * 3_600_000);
    expect([await remind(), await remind()]).toEqual([true, false]);
    scene.house.clock.advance(12 * 3_600_000 + 1000);
    expect(await remind()).toBe(true);
    const id = path.split('/').at(-1) ?? '';
    for (const { id: other } of await scene.house.does(listRightsRequests))
      await scene.house.does((tx) =>
        decideRequest(tx, deps, signedIn, other, other === id ? 'answered' : 'refusedOther'),
      );
    scene.house.clock.advance(12 * 3_600_000 + 1000);
    expect(await remind()).toBe(false);
  });
});

describe('the fingerprint of a day', () => {
  it('leaves once, the day after, to the supervisors', async () => {
    const { deps } = scene.house;
    const send = () => scene.house.does((tx) => sendDayHash(tx, deps));
    await scene.house.does((tx) => chainAudit(tx, deps));
    const day = scene.house.clock.now().toISOString().slice(0, 10);
    await send();
    scene.house.clock.advance(86_400_000);
    expect([await send(), await send()]).toEqual([true, false]);
    const [call] = await scene.house
      .does((tx) => beginCalls(tx, deps, 'telegram', 5))
      .then((calls) => calls.filter(({ kind }) => kind === 'dayHash'));
    const hash = await scene.house.does((tx) => lastHashOf(tx, day));
    expect(call?.values).toEqual({ day, hash });
  });
});
