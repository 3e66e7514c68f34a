import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

const nonce = '11111111-1111-4111-8111-111111111111';
const read = async (browser: Browser, caseId: string) =>
  seen((await browser.get(`/console/cases/${caseId}`)).body);

/** A case that Sari holds. */
async function heldBySari(address: string, words: string): Promise<string> {
  const caseId = await scene.danger(address, words);
  // Beyond what she may hold, an emergency is taken all the same; the page says so.
  expect((await sari.press(`/console/cases/${caseId}/claim`)).to).toMatch(
    new RegExp(`^/console/cases/${caseId}(\\?notice=overCap)?$`),
  );
  await scene.engine.settle();
  return caseId;
}

describe('what is done with a case', () => {
  it('"Ambil yang teratas" takes the most urgent that she may read, and says when there is none', async () => {
    const top = await openScene();
    const first = await top.supervisor();
    const second = await top.counsellor('Dewi');
    expect((await first.press('/console/take')).to).toBe('/console?notice=nothingToTake');
    const older = await top.danger('top-1', 'saya disekap satu');
    top.house.clock.advance(60_000);
    const newer = await top.danger('top-2', 'saya disekap dua');
    const taken = await Promise.all([first, second].map((browser) => browser.press('/console/take')));
    expect(taken.map(({ to }) => to).toSorted()).toEqual(
      [older, newer].map((id) => `/console/cases/${id}`).toSorted(),
    );
    const stranger = await top.stranger('Rani');
    await top.danger('top-3', 'saya disekap tiga');
    expect((await stranger.press('/console/take')).to).toBe('/console?notice=nothingToTake');
    await top.close();
  });

  it('a claim counts down for her and for others, and "menelepon" stops it', async () => {
    const caseId = await heldBySari('clock-1', 'dia mau bunuh saya');
    scene.house.clock.advance(80_000);
    expect(await read(sari, caseId)).toContain('Kamu: 1:40 lagi');
    expect(await read(rahel, caseId)).toContain('Sari: 1:40 lagi');
    expect((await sari.press(`/console/cases/${caseId}/calling`)).to).toContain('notice=calling');
    expect(await read(sari, caseId)).toContain('Menelepon, 20:00 lagi');
    expect((await rahel.press(`/console/cases/${caseId}/calling`)).to).toContain('notice=notYours');
  });

  it('a colleague on duty is asked to take it over, accepts or declines; nobody else is', async () => {
    const caseId = await heldBySari('give-1', 'saya disekap, gantian');
    const path = `/console/cases/${caseId}`;
    await rahel.press('/console/duty', { duty: 'libur' });
    expect((await sari.get(path)).body).toContain('Tidak ada rekan bertugas');
    await rahel.press('/console/duty', { duty: 'bertugas' });
    const to = /<option value="([\da-f-]{36})">Ibu Rahel</.exec((await sari.get(path)).body)?.[1] ?? '';
    expect((await sari.press(`${path}/transfer`, { to: caseId })).to).toContain('transferRefused');
    expect((await rahel.press(`${path}/transfer`, { to })).to).toMatch(/transferRefused|notYours/);
    expect((await sari.press(`${path}/transfer`, { to })).to).toContain('transferAsked');
    expect(await read(sari, caseId)).toContain('Menunggu jawaban Ibu Rahel, 3:00 lagi');
    expect(seen((await rahel.get('/console')).body)).toContain('Sari menyerahkan kasus ini kepadamu');
    expect(await read(rahel, caseId)).toMatch(/Sari menyerahkan kasus ini kepadamu Belum bisa Terima/);
    expect((await rahel.press(`${path}/transfer/answer`, { answer: 'decline' })).to).toContain('Declined');
    expect((await rahel.press(`${path}/transfer/answer`, { answer: 'accept' })).to).toContain('transferOver');
    await sari.press(`${path}/transfer`, { to });
    expect((await rahel.press(`${path}/transfer/answer`, { answer: 'accept' })).to).toContain('transferred');
    await scene.engine.settle();
    expect((await rahel.get(path)).body).toContain('id="composer"');
    expect((await sari.get(path)).body).not.toContain('id="composer"');
    expect(await read(sari, caseId)).toContain('Ibu Rahel menerima kasus ini');
  });

  it('its level changes only with a reason, which stands sealed in the case', async () => {
    const caseId = await heldBySari('level-1', 'saya disekap, ternyata tidak');
    const path = `/console/cases/${caseId}`;
    const change = async (fields: Record<string, string>) =>
      (await sari.press(`${path}/urgency`, { to: '', reason: '', ...fields })).to;
    expect(await change({ to: '3' })).toContain('reasonMissing');
    expect(await change({ reason: 'x' })).toContain('urgencySame');
    expect(await change({ to: '3', reason: 'sudah aman di rumah ibunya' })).toContain('urgencyChanged');
    expect(await read(rahel, caseId)).toMatch(
      /Biasa.*Sari mengubah tingkat dari Darurat ke Biasa: sudah aman di rumah ibunya/,
    );
    expect(await change({ to: '1', reason: 'dia kembali' })).toContain('urgencyChanged');
    expect(await read(rahel, caseId)).toContain('dari Biasa ke Darurat: dia kembali');
  });

  it('"jangan hubungi bila…" stands on top for everybody until it is taken away, and then in the record', async () => {
    const caseId = await heldBySari('pin-1', 'saya disekap, dia lihat HP saya');
    const path = `/console/cases/${caseId}`;
    const rule = 'suami <di> rumah';
    expect((await sari.press(`${path}/constraints`, { text: rule })).to).toContain('constraintKept');
    const page = (await rahel.get(path)).body;
    expect(seen(page)).toContain(`Jangan hubungi bila: ${rule}`);
    const item = /constraints\/([\da-f-]{36})\/remove/.exec(page)?.[1] ?? '';
    expect((await sari.press(`${path}/constraints/${item}/remove`)).to).toContain('constraintRemoved');
    const later = await read(rahel, caseId);
    expect(later).not.toContain('Jangan hubungi bila:');
    expect(later).toContain(`Sari melepas sematan: ${rule}`);
  });

  it('a note reaches no person, and an empty one nobody', async () => {
    const caseId = await heldBySari('note-1', 'saya disekap, catat');
    const path = `/console/cases/${caseId}/note`;
    const before = scene.engine.heard('note-1').length;
    expect((await sari.press(path, { text: ' \r\n', nonce: nonce })).to).toContain('noteEmpty');
    expect((await sari.press(path, { text: 'ibunya di Ende', nonce: nonce })).to).toContain('noteKept');
    await scene.engine.settle();
    expect(scene.engine.heard('note-1').length).toBe(before);
    expect(await read(rahel, caseId)).toMatch(/Catatan tim · Sari · [\d.]+ ibunya di Ende/);
  });

  it('its page says who has read it', async () => {
    const caseId = await scene.danger('look-1', 'saya disekap, siapa baca');
    await sari.get(`/console/cases/${caseId}`);
    expect(await read(rahel, caseId)).toMatch(/Dibaca oleh Ibu Rahel [\d.]+ Sari [\d.]+/);
  });

  it('is nothing to whoever may not read it', async () => {
    const caseId = await scene.danger('shut-1', 'saya disekap, bukan untukmu');
    const stranger = await scene.stranger('Wulan');
    const on = { page: '/console/more' };
    const acts: [string, Record<string, string>][] = [
      ['note', { text: 'x', nonce: nonce }],
      ['constraints', { text: 'x' }],
      [`constraints/${nonce}/remove`, {}],
      ['urgency', { to: '4', reason: 'x' }],
    ];
    for (const [act, fields] of acts)
      expect((await stranger.press(`/console/cases/${caseId}/${act}`, fields, on)).status, act).toBe(404);
    expect(await read(rahel, caseId)).toContain('Darurat');
  });
});

describe('duty', () => {
  it('is hers until the hour she gave, on every page that shows it', async () => {
    const until = new Date(Math.ceil(scene.house.clock.now().getTime() / 3_600_000) * 3_600_000 + 7_200_000);
    await sari.press('/console/duty', { duty: 'bertugas', until: until.toISOString() });
    expect(seen((await rahel.get('/console')).body)).toMatch(/Sari \(sampai \d\d\.00\)/);
    const more = (await sari.get('/console/more')).body;
    expect(more).toMatch(/value="bertugas" aria-pressed="true"/);
    expect(more).toContain(`value="${until.toISOString()}" selected`);
    expect((await sari.press('/console/duty', { duty: 'bertugas', until: 'besok' })).status).toBe(400);
    await sari.press('/console/duty', { duty: 'siaga', until: until.toISOString() });
    expect(seen((await rahel.get('/console')).body)).toMatch(/Siaga Sari/);
  });
});
