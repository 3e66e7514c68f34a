import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessCase } from '../../src/store/case-reading.ts';
import { keepFeedback, readFeedback, shuffleFeedback, suppressed } from '../../src/store/feedback.ts';
import { type Browser, cardsIn, openScene, type Scene, seen } from './scene.ts';

/** What law and rules owe to people, on the console: R11 before writing, L10, L12, R49. */
let scene: Scene;
let mine: Browser;
let caseId: string;
const number = '+6281234567890';

beforeAll(async () => {
  scene = await openScene();
  caseId = await scene.danger('1001', 'adik saya umur 14 disekap majikan');
  mine = await scene.supervisor();
  await mine.press(`/console/cases/${caseId}/claim`);
  await scene.engine.hear('1001', {
    type: 'inbound.media',
    media: 'contact',
    reference: `tel:${number};name=Rina`,
    caption: null,
  });
  await scene.engine.settle();
});
afterAll(() => scene.close());

const page = async () => (await mine.get(`/console/cases/${caseId}`)).body;
const itemIn = (body: string) => /contacts\/([\da-f-]{36})\/reveal/.exec(body)?.[1] ?? '';

describe('a contact of somebody else (L10)', () => {
  test('is named on the case and shown nowhere in it', async () => {
    const body = await page();
    expect(seen(body)).toContain('Kontak orang lain tersimpan');
    expect(body).not.toContain('81234567890');
    const signedIn = await scene.signedIn();
    const opened = await scene.house.db.transact((tx) => accessCase(tx, scene.house.deps, signedIn, caseId));
    expect(JSON.stringify(opened?.items)).not.toContain('81234567890');
  });

  test('is opened by one press with a reason, under the law, and who and why are written down', async () => {
    const path = `/console/cases/${caseId}/contacts/${itemIn(await page())}/reveal`;
    const refused = await mine.press(path, { reason: 'lain', words: '' });
    expect([refused.status, refused.to]).toEqual([303, expect.stringContaining('reasonMissing')]);
    const shown = await mine.press(path, { reason: 'menghubungi', words: 'janji telepon sore' });
    expect([shown.status, shown.headers['cache-control']]).toEqual([
      200,
      expect.stringContaining('no-store'),
    ]);
    expect(seen(shown.body)).toMatch(/pasal 24.*Rina.*\+6281234567890/);
    const acts = await scene.house.db.transact((tx) =>
      tx.execute(sql`select 1 from audit where act = 'reveal' and case_id = ${caseId}::uuid`),
    );
    expect(acts.length).toBe(1);
    expect(seen(await page())).toContain('membuka kontak: Menghubungi dia, janji telepon sore');
  });
});

describe('a child’s case (L12)', () => {
  test('shows its ground, and who set it and why', async () => {
    const before = cardsIn((await mine.get('/console')).body);
    for (const words of ['halo', 'ya, aman', 'Saya sendiri', '12–17', 'Disakiti di rumah']) {
      await scene.engine.hear('2002', words);
      await scene.engine.settle();
    }
    const childId = cardsIn((await mine.get('/console')).body).find((id) => !before.includes(id)) ?? '';
    const childPage = async () => seen((await mine.get(`/console/cases/${childId}`)).body);
    expect(await childPage()).toContain('Persetujuan anak belum ditetapkan');
    expect(await childPage()).toContain('tidak ditanyakan, karena terjadi di rumah');
    expect(seen(await page())).not.toContain('Persetujuan anak');
    const path = `/console/cases/${childId}/child-basis`;
    expect((await mine.press(path, { basis: 'kepentingan_vital', reason: ' ' })).to).toContain(
      'reasonMissing',
    );
    await mine.press(path, { basis: 'kepentingan_vital', reason: 'ayah diduga pelaku' });
    expect(await childPage()).toMatch(/Kepentingan vital, tanpa wali · .*ayah diduga pelaku/);
    const acts = await scene.house.db.transact((tx) =>
      tx.execute(sql`select 1 from audit where act = 'childBasis' and case_id = ${childId}::uuid`),
    );
    expect(acts.length).toBe(1);
  });
});

describe('somebody who wished for nothing (R11)', () => {
  const hourLater = () =>
    scene.house.db.transact((tx) =>
      tx.execute(sql`update conversations set last_inbound_at = last_inbound_at - interval '61 minutes'`),
    );

  test('is answered at once now, and until when stands above the line to write on', async () => {
    expect(seen(await page())).toMatch(/Langsung terkirim sampai \d\d[.:]\d\d/);
  });

  test('later only the neutral line goes, which is said before and after', async () => {
    await hourLater();
    expect(seen(await page())).toContain('yang terkirim hanya kalimat netral');
    await mine.press(`/console/cases/${caseId}/say`, {
      text: 'Kami sudah bicara dengan KBRI.',
      nonce: caseId,
    });
    await scene.engine.settle();
    const body = seen(await page());
    expect(body).toContain('menunggu sampai dia menulis');
    expect(body).toMatch(/Ada pesan dari .*Balas 1 bila nyaman/);
  });
});

describe('how it was (R49)', () => {
  const sums = () => scene.house.db.transact(readFeedback);
  const say = (clear: 'yes' | 'no') =>
    scene.house.db.transact((tx) => keepFeedback(tx, scene.house.deps, { clear }));

  test('is shown from five answers on, by sums that hide what is small', async () => {
    for (let count = 0; count < 4; count += 1) await say('yes');
    expect((await sums()).questions).toBeNull();
    await say('yes');
    await scene.house.db.transact(shuffleFeedback);
    expect((await sums()).questions).toEqual([
      { asked: 'clear', answered: 5, counts: { yes: 5, partly: 0, no: 0 } },
    ]);
    expect(seen((await mine.get('/console/feedback')).body)).toContain('5 jawaban');
    const other = await scene.counsellor('Dina');
    expect((await other.get('/console/feedback')).status).toBe(404);
  });

  test('never hides one count alone, and keeps nothing of who skipped all', async () => {
    expect(suppressed({ yes: 20, partly: 7, no: 2 })).toEqual({ yes: 20, partly: null, no: null });
    await scene.house.db.transact((tx) => keepFeedback(tx, scene.house.deps, {}));
    expect((await sums()).questions?.[0]?.answered).toBe(5);
  });
});
