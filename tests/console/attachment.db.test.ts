import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Channel, FetchOutcome } from '../../src/channels/channel.ts';
import type { Inbound } from '../../src/conversation/messages.ts';
import { silentLog } from '../../src/log.ts';
import { fetchAttachments } from '../../src/media/fetch.ts';
import { createWritingKeys } from '../../src/store/writing-keys.ts';
import { pdf, photo, voice } from '../media/files.ts';
import { listActs } from '../store/team.ts';
import { type Browser, openScene, type Scene, seen } from './scene.ts';

let scene: Scene;
let her: Browser;
let caseId: string;
/** The page of each file by its kind. */
const pages: Record<string, string> = {};
const sound = voice(4);
const contract = pdf();

const telegram: Channel = {
  name: 'telegram',
  start: async () => {},
  stop: async () => {},
  send: async () => ({ is: 'sent' }),
  health: () => ({ state: 'connected', code: 'open' }),
  fetchMedia: async (reference): Promise<FetchOutcome> => {
    const bytes = { voice: sound, document: contract, photo: await photo() }[reference];
    return bytes ? { is: 'bytes', bytes } : { is: 'gone' };
  },
};

beforeAll(async () => {
  scene = await openScene();
  caseId = await scene.danger('chat-1', 'saya disekap di mess, dia pegang parang');
  const came: (Partial<Inbound> & { media: string })[] = [
    { media: 'voice', seconds: 7 },
    { media: 'document' },
    { media: 'photo', judged: 'no', forwarded: true },
    { media: 'photo', reference: 'secret' },
    { media: 'video' },
    { media: 'location', reference: 'geo:-10.178757,123.597603' },
    { media: 'contact', reference: 'tel:+6281234567890;name=Pak%20Agen' },
  ];
  for (const file of came) {
    const happened = { type: 'inbound.media', reference: file.media, caption: null, ...file } as Inbound;
    await scene.engine.hear('chat-1', happened);
    await scene.engine.settle();
  }
  const { db, deps: store } = scene.house;
  const deps = { db, store, keys: createWritingKeys(), log: silentLog, channels: [telegram] };
  while ((await fetchAttachments(deps)) > 0);
  her = await scene.supervisor();
  const links = [
    ...(await her.get(`/console/cases/${caseId}`)).body.matchAll(
      /href="(\/console\/cases\/[^"]+\/files\/[^"]+)"/g,
    ),
  ];
  for (const [, url = ''] of links) {
    const [, kind = ''] = /<h1>([^<]+)<\/h1>/.exec((await her.get(url)).body) ?? [];
    pages[kind] = url;
  }
});
afterAll(() => scene.close());

it('the talk names everything that came and what became of it, and shows none of it', async () => {
  const page = (await her.get(`/console/cases/${caseId}`)).body;
  const text = seen(page);
  for (const line of [
    'Pesan suara · 7 detik · Buka',
    'Foto · diteruskan dari orang lain · Buka',
    'Foto · belum diambil, menunggu jawaban tentang isinya',
    'Video · tidak disimpan',
    'Lokasi -10.178757, 123.597603',
    'Kontak orang lain tersimpan · tanpa izin, karena darurat (U1) Tampilkan',
  ])
    expect(text).toContain(line);
  expect(page).not.toMatch(/<img|<audio|Pak Agen/);
  expect(Object.keys(pages).sort()).toEqual(['Berkas', 'Foto', 'Pesan suara']);
});

it('a picture is blurred until she presses, and looking at it is written down', async () => {
  const page = await her.get(pages.Foto ?? '');
  expect(page.body).toMatch(/id="see"[\s\S]*<img src="[^"]+\/body"/);
  expect(page.body).toContain('SHA-256');
  const before = await listActs(scene.house);
  const body = await her.get(`${pages.Foto}/body`);
  expect([body.status, body.headers['content-type'], body.headers['cache-control']]).toEqual([
    200,
    'image/jpeg',
    'no-store',
  ]);
  expect(body.headers['x-content-type-options']).toBe('nosniff');
  expect(body.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
  expect((await listActs(scene.house)).slice(before.length)).toEqual(['see']);
});

it('a voice note plays in portions, and one listening is one line in the record', async () => {
  const url = `${pages['Pesan suara']}/body`;
  expect((await her.get(pages['Pesan suara'] ?? '')).body).toContain('<audio controls preload="none"');
  const before = await listActs(scene.house);
  const first = await her.get(url, { range: 'bytes=0-1023' });
  expect([first.status, first.headers['content-range']]).toEqual([206, `bytes 0-1023/${sound.length}`]);
  const rest = await her.get(url, { range: 'bytes=1024-' });
  expect([rest.status, rest.headers['content-length']]).toEqual([206, `${sound.length - 1024}`]);
  expect((await her.get(url, { range: `bytes=${sound.length}-` })).status).toBe(416);
  expect((await listActs(scene.house)).slice(before.length)).toEqual(['hear']);
});

it('a document is taken along under a name that says nothing', async () => {
  const body = await her.get(`${pages.Berkas}/body`);
  expect(body.headers['content-disposition']).toBe('attachment; filename="lampiran.pdf"');
  expect([body.status, body.headers['content-type']]).toEqual([200, 'application/pdf']);
});

it('nobody without a key, and nothing of another case, is shown; both look like nothing', async () => {
  const stranger = await scene.stranger('Tamu');
  const other = await scene.danger('chat-2', 'saya dikurung di kamar');
  const moved = (pages.Foto ?? '').replace(caseId, other);
  const before = await listActs(scene.house);
  for (const url of [pages.Foto, `${pages.Foto}/body`])
    expect((await stranger.get(url ?? '')).status).toBe(404);
  for (const url of [moved, `${moved}/body`, `/console/cases/${caseId}/files/x`])
    expect((await her.get(url)).status).toBe(404);
  await stranger.press(`${pages.Foto}/remove`);
  await her.press(`${moved}/remove`);
  expect((await her.get(`${pages.Foto}/body`)).status).toBe(200);
  expect((await listActs(scene.house)).slice(before.length)).toEqual(['see']);
});

it('*Hapus dan catat* takes a picture away for good and says who did it', async () => {
  const answer = await her.press(`${pages.Foto}/remove`);
  expect([answer.status, answer.to]).toEqual([303, `/console/cases/${caseId}`]);
  expect((await her.get(`${pages.Foto}/body`)).status).toBe(404);
  expect(seen((await her.get(pages.Foto ?? '')).body)).toContain('Foto · sudah dihapus');
  const text = seen((await her.get(`/console/cases/${caseId}`)).body);
  expect(text).toContain('Ibu Rahel menghapus sebuah berkas dan mencatatnya');
  expect(text).toContain('Foto · sudah dihapus · diteruskan dari orang lain');
});
