import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callToken, putCalls } from '../../src/store/alarm-calls.ts';
import { confirmWay } from '../../src/store/alarm-ways.ts';
import { type Browser, openScene, type Scene, seen, tokenIn } from './scene.ts';

let scene: Scene;
let sari: Browser;
beforeAll(async () => {
  scene = await openScene();
  sari = await scene.counsellor('Sari');
  await sari.press('/console/duty', { duty: 'bertugas' });
});
afterAll(() => scene.close());

const page = async () => seen((await sari.get('/console/alarm')).body);

/** The one-time id of the newest alarm, as it stands in the message's button. */
async function newestToken(kind: string): Promise<string> {
  const [row] = await scene.house.does((tx) =>
    tx.execute<{ id: string }>(
      sql`select id from alarm_calls where kind = ${kind} order by created_at desc limit 1`,
    ),
  );
  return callToken(scene.house.deps, row?.id ?? '');
}

/** Pairs a chat as the bot would when the code comes back from it. */
async function pair(address: string): Promise<void> {
  const shown = (await sari.press('/console/alarm/chat', { kind: 'telegram' })).body;
  const code = /id="pairing">\/alarm ([A-Z2-9]{8})</.exec(shown)?.[1] ?? '';
  const paired = await scene.house.does((tx) =>
    confirmWay(tx, scene.house.deps, { kind: 'telegram', code, address }),
  );
  expect(paired).toBeDefined();
}

/** A case's alarm to her, as the rounds put it out. */
async function ring(caseId: string): Promise<string> {
  const [way] = await scene.house.does((tx) =>
    tx.execute<{ id: string; member_id: string }>(sql`select id, member_id from alarm_ways limit 1`),
  );
  await scene.house.does((tx) =>
    putCalls(tx, scene.house.deps, [
      { kind: 'case', caseId, memberId: way?.member_id ?? '', wayId: way?.id ?? '' },
    ]),
  );
  scene.house.clock.advance(1_000);
  return newestToken('case');
}

describe('Alarm saya', () => {
  it('shows a code once, and the chat that it came back from', async () => {
    expect(await page()).toContain('Baru 0 jalan');
    const shown = (await sari.press('/console/alarm/chat', { kind: 'whatsapp' })).body;
    expect(seen(shown)).toMatch(/Kirim kalimat ini dari WhatsApp-mu.*alarm [A-Z2-9]{8}.*Jangan dibagikan/);
    expect((await sari.get('/console/alarm')).body).not.toContain('id="pairing"');
    await pair('4001');
    expect(await page()).toContain('Telegram Tersambung, belum pernah dicoba');
  });

  it('counts a way as proved only when she pressed the alarm that came over it', async () => {
    expect((await sari.press('/console/alarm/trial')).to).toBe('/console/alarm?notice=trialSent');
    expect(await page()).toContain('Sedang dikirim…');
    const token = await newestToken('trial');
    await scene.house.does((tx) =>
      tx.execute(sql`update alarm_calls set sent_at = now() where kind = 'trial'`),
    );
    expect(await page()).toContain('belum kamu tekan');
    const phone = scene.browser();
    const landing = await phone.get(`/console/alarm/${token}`);
    const pressed = await phone.press(`/console/alarm/${token}`, {}, { csrf: tokenIn(landing.body) });
    expect(seen(pressed.body)).toContain('Alarm percobaan sampai');
    expect(await page()).toMatch(/Baru 1 jalan .*Terbukti berbunyi/);
  });

  it('takes a browser’s address only in its own shape, and lets a way go', async () => {
    const keys = { p256dh: 'B'.repeat(87), auth: 'a'.repeat(22) };
    const add = async (subscription: unknown) =>
      (await sari.press('/console/alarm/push', { subscription: JSON.stringify(subscription) })).to;
    for (const bad of [null, 'x', {}, { endpoint: 'https://push.example/1' }, { endpoint: 'kapan', keys }])
      expect(await add(bad), JSON.stringify(bad)).toContain('wayRefused');
    expect((await sari.press('/console/alarm/push', { subscription: '{' })).to).toContain('wayRefused');
    expect(await add({ endpoint: 'https://push.example/1', keys })).toContain('wayAdded');
    const body = (await sari.get('/console/alarm')).body;
    const way = /Notifikasi browser[\s\S]*?ways\/([\da-f-]{36})\/remove/.exec(body)?.[1] ?? '';
    const rahel = await scene.supervisor();
    expect((await rahel.press(`/console/alarm/ways/${way}/remove`)).to).toBe('/console/alarm');
    expect(await page()).toContain('Notifikasi browser');
    expect((await sari.press(`/console/alarm/ways/${way}/remove`)).to).toContain('wayRemoved');
    expect(await page()).not.toMatch(/Notifikasi browser Tersambung/);
  });
});

describe('what an alarm opens', () => {
  it('says nothing of anybody, changes nothing by being looked at, and takes the case signed out', async () => {
    const caseId = await scene.danger('ring-1', 'saya disekap, namanya Melur');
    const token = await ring(caseId);
    const phone = scene.browser();
    const landing = await phone.get(`/console/alarm/${token}`);
    expect([landing.status, landing.headers['cache-control']]).toEqual([200, 'no-store']);
    expect(seen(landing.body)).toMatch(/Seseorang menunggu petugas\..*Saya ambil/);
    expect(landing.body).not.toMatch(new RegExp(`Melur|disekap|Sari|${caseId}`));
    expect((await sari.get('/console')).body).toContain(`/console/cases/${caseId}/claim`);
    const press = () => phone.press(`/console/alarm/${token}`, {}, { csrf: tokenIn(landing.body) });
    const taken = await press();
    expect(seen(taken.body)).toContain('Kamu yang mengambil');
    expect(taken.body).toContain(`/console/cases/${caseId}`);
    expect(taken.body).not.toMatch(/Melur|disekap/);
    expect(seen((await sari.get(`/console/cases/${caseId}`)).body)).toContain('Kamu: 3:00 lagi');
    expect((await phone.get(`/console/cases/${caseId}`)).to).toContain('/console/sign-in?next=');
    expect(seen((await press()).body)).toContain('Kamu yang mengambil');
  });

  it('counts when she came to it from another app, without the session’s strict cookie on the way', async () => {
    const caseId = await scene.danger('ring-2', 'saya disekap lagi');
    const token = await ring(caseId);
    const phone = scene.browser();
    const landing = await phone.get(`/console/alarm/${token}`);
    // The button's own request brings it.
    phone.cookies.set('suar_session', String(sari.cookies.get('suar_session')));
    const taken = await phone.press(`/console/alarm/${token}`, {}, { csrf: tokenIn(landing.body) });
    expect([taken.status, seen(taken.body).includes('Kamu yang mengambil')]).toEqual([200, true]);
  });

  it('tells whoever comes second that a colleague has it, and a made-up link nothing', async () => {
    const caseId = await scene.danger('ring-3', 'saya disekap bertiga');
    const token = await ring(caseId);
    const rahel = await scene.supervisor();
    await rahel.press(`/console/cases/${caseId}/claim`);
    const phone = scene.browser();
    const on = { page: `/console/alarm/${token}` };
    expect(seen((await phone.press(on.page, {}, on)).body)).toContain('Sudah diambil rekan');
    const made = await phone.press('/console/alarm/AAAAAAAAAAAAAAAAAAAAAA', {}, on);
    expect([made.status, seen(made.body).includes('Alarm ini sudah lewat')]).toEqual([200, true]);
  });

  it('rings by a worker of our own that keeps nothing and asks nobody else', async () => {
    const worker = await scene.browser().get('/console/alarm-worker.js');
    expect(worker.headers['content-type']).toContain('text/javascript');
    expect(worker.headers['cache-control']).toBe('no-store');
    expect(worker.body).not.toMatch(/caches|indexedDB|fetch\(|importScripts/);
  });
});
