import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickText } from '../../src/console/quick.ts';
import { openWith } from '../../src/sealing/box.ts';
import { forgetDrafts } from '../../src/store/drafts.ts';
import { type Browser, openScene, type Scene, seen, tokenIn } from './scene.ts';

let scene: Scene;
let rahel: Browser;
let sari: Browser;
let caseId: string;
beforeAll(async () => {
  scene = await openScene();
  rahel = await scene.supervisor();
  sari = await scene.counsellor('Sari');
  caseId = await scene.danger('draft-1', 'saya disekap di mess');
  await sari.press(`/console/cases/${caseId}/claim`);
  await scene.engine.settle();
});
afterAll(() => scene.close());

const path = () => `/console/cases/${caseId}`;
const page = async (browser: Browser) => (await browser.get(path())).body;
/** What stands in a box of her page. */
const boxOf = (body: string, id: 'text' | 'note-text') =>
  new RegExp(`<textarea id="${id}"[^>]*>([^<]*)</textarea>`).exec(body)?.[1];
const nonceOf = (body: string, form: string) =>
  new RegExp(`id="${form}"[\\s\\S]*?name="nonce" value="([^"]+)"`).exec(body)?.[1] ?? '';

describe('what a counsellor is typing', () => {
  it('is there again after a reload and a new session, for her alone', async () => {
    const nonce = nonceOf(await page(sari), 'composer');
    const written = { box: 'say', text: 'Ibu, saya <di> sini\r\nsebentar', nonce };
    const saved = await sari.press(`${path()}/draft`, written, { part: true });
    expect([saved.status, saved.body]).toEqual([204, '']);
    expect(boxOf(await page(sari), 'text')).toBe('Ibu, saya &#60;di&#62; sini\nsebentar');
    expect(await page(rahel)).not.toContain('sebentar');
    await scene.engine.settle();
    expect(scene.engine.heard('draft-1').join()).not.toContain('sebentar');
  });

  it('lies sealed to her own half: neither the team’s keys nor a dump can read it', async () => {
    const [row] = await scene.house.does((tx) =>
      tx.execute<{ body: Buffer }>(sql`select body_sealed as body from member_drafts`),
    );
    expect(Buffer.from(row?.body ?? '').toString('latin1')).not.toContain('sebentar');
    const mine = await scene.signedIn();
    for (const group of mine.groups.values())
      expect(() => openWith(group.pair, Buffer.from(row?.body ?? ''))).toThrow('sealedBoxWouldNotOpen');
  });

  it('is gone from the box once it was sent, and a slower save of it does not bring it back', async () => {
    const before = await page(sari);
    const nonce = nonceOf(before, 'composer');
    await sari.press(`${path()}/say`, { text: 'Saya di sini', nonce });
    expect(boxOf(await page(sari), 'text')).toBe('');
    const late = { box: 'say', text: 'Saya di si', nonce };
    expect((await sari.press(`${path()}/draft`, late, { part: true })).status).toBe(204);
    expect(boxOf(await page(sari), 'text')).toBe('');
  });

  it('of a note stays in the note’s box, and no box knows the other’s', async () => {
    const nonce = nonceOf(await page(sari), 'note');
    await sari.press(`${path()}/draft`, { box: 'note', text: 'suaminya polisi', nonce }, { part: true });
    const body = await page(sari);
    expect([boxOf(body, 'text'), boxOf(body, 'note-text')]).toEqual(['', 'suaminya polisi']);
    expect((await sari.press(`${path()}/note`, { text: 'suaminya polisi', nonce })).to).toBe(
      `${path()}?notice=noteKept`,
    );
    expect(boxOf(await page(sari), 'note-text')).toBe('');
    await scene.engine.settle();
    expect(scene.engine.heard('draft-1').join()).not.toContain('suaminya');
    expect(seen(await page(rahel))).toMatch(/Catatan tim · Sari · [\d.]+ suaminya polisi/);
  });

  it('is kept by a button where no script runs, and the page says that nothing was sent', async () => {
    const nonce = nonceOf(await page(sari), 'composer');
    const kept = await sari.press(`${path()}/draft`, { box: 'say', text: 'tanpa skrip', nonce });
    expect(kept.to).toBe(`${path()}?notice=draftKept`);
    expect(seen((await sari.get(String(kept.to))).body)).toContain('Tersimpan. Belum terkirim.');
  });

  it('waits on the page when the session is over: the answer says so and leads nowhere', async () => {
    const nonce = nonceOf(await page(sari), 'composer');
    const written = { box: 'say', text: 'halo', nonce };
    const out = await scene
      .browser()
      .press(`${path()}/draft`, written, { page: '/console/sign-in', part: true });
    expect([out.status, out.body, out.headers['hx-redirect']]).toEqual([401, '', undefined]);
    const stale = await sari.press(`${path()}/draft`, written, { csrf: 'old', part: true });
    expect([stale.status, stale.body]).toEqual([403, '']);
    const csrf = String(stale.headers['x-form-token']);
    expect(csrf).not.toBe(tokenIn(await page(sari)));
    expect((await sari.press(`${path()}/draft`, written, { csrf, part: true })).status).toBe(204);
  });
});

describe('ready words', () => {
  it('are put into the box in the person’s language, after what stood there, and are not sent', async () => {
    const english = await scene.danger('draft-en', 'he locked me in, please help');
    const back = await scene.supervisor();
    await back.press(`/console/cases/${english}/claim`);
    const body = (await back.get(`/console/cases/${english}?quick=safeNow`)).body;
    expect(boxOf(body, 'text')).toMatch(/^(Is it safe to write now\?|Sekarang aman untuk menulis\?)/);
    expect(quickText('goodbye', null)).toContain('nomor resi');
    await scene.engine.settle();
    expect(scene.engine.heard('draft-en').join()).not.toContain('aman untuk menulis? Kalau');
  });
});

describe('a draft', () => {
  it('of no case is not found, and nobody’s is kept for longer than two days', async () => {
    const nowhere = '/console/cases/3d6f0a4e-5f0c-4f0e-9a3c-0c1d2e3f4a5b/draft';
    const written = { box: 'say', text: 'x', nonce: caseId };
    expect((await sari.press(nowhere, written, { part: true })).status).toBe(404);
    expect(await scene.house.does((tx) => forgetDrafts(tx, scene.house.deps))).toBe(0);
    scene.house.clock.advance(49 * 3_600_000);
    expect(await scene.house.does((tx) => forgetDrafts(tx, scene.house.deps))).toBe(2);
  });
});
