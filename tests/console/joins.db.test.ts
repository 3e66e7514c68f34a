import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessCase } from '../../src/store/case-reading.ts';
import { listActs } from '../store/team.ts';
import { type Browser, openScene, type Scene, seen } from './scene.ts';

/** Somebody who lost number, PIN and chat, and whom a human knows: asked by one, confirmed by another. */
let scene: Scene;
let sari: Browser;
let rahel: Browser;
beforeAll(async () => {
  scene = await openScene();
  sari = await scene.counsellor('Sari');
  rahel = await scene.supervisor();
});
afterAll(() => scene.close());

const heard = (address: string) => scene.engine.heard(address);
const say = async (address: string, text: string) => {
  await scene.engine.hear(address, text);
  await scene.engine.settle();
};
const items = async (caseId: string) => {
  const siti = await scene.signedIn();
  const opened = await scene.house.does((tx) => accessCase(tx, scene.house.deps, siti, caseId));
  return JSON.stringify(opened?.items);
};
/** An old case, and the new one of somebody who says that it is she; both in Sari's hands. */
const both = async (name: string): Promise<[string, string]> => {
  const old = await scene.danger(`${name}-lama`, 'saya disekap di mess');
  const fresh = await scene.danger(`${name}-baru`, 'saya disekap, hp saya hilang');
  for (const id of [old, fresh]) await sari.press(`/console/cases/${id}/claim`);
  await scene.engine.settle();
  return [old, fresh];
};
const ask = (old: string, fresh: string, reason = 'Dia tahu nama adiknya.') =>
  sari.press(`/console/cases/${fresh}/join`, { to: old, reason });
const joinOf = async (fresh: string): Promise<string> => {
  const [row] = await scene.house.does((tx) =>
    tx.execute<{ id: string }>(sql`select id from case_joins where from_case_id = ${fresh}::uuid`),
  );
  return row?.id ?? '';
};

describe('a chat is joined to the case its person lost', () => {
  it('only by a second member, with a reason; the old chat falls silent and is told nothing', async () => {
    const [old, fresh] = await both('satu');
    expect((await ask(old, fresh, '  ')).to).toContain('reasonMissing');
    expect((await ask(old, fresh)).to).toContain('joinAsked');
    const id = await joinOf(fresh);
    expect((await sari.press(`/console/joins/${id}/confirm`)).to).toContain('notAllowed');
    expect(seen((await rahel.get('/console/joins')).body)).toContain('Diminta Sari');
    const before = heard('satu-lama').length;
    expect((await rahel.press(`/console/joins/${id}/confirm`)).to).toContain('joinDone');
    expect((await rahel.press(`/console/joins/${id}/confirm`)).to).toContain('joinOver');
    await scene.engine.settle();
    expect(heard('satu-baru').join('\n')).toContain('catatan yang dulu');
    await sari.press(`/console/cases/${old}/say`, { text: 'Saya di sini lagi.', nonce: old });
    await say('satu-baru', 'ini saya');
    expect(heard('satu-baru').join('\n')).toContain('Saya di sini lagi.');
    expect(await items(old)).toContain('ini saya');
    expect(await items(old)).toContain('Dia tahu nama adiknya.');
    expect(heard('satu-lama')).toHaveLength(before);
    // Whoever holds the old telephone begins as anybody does.
    await say('satu-lama', 'halo');
    expect(heard('satu-lama').at(-1)).toContain('Aman untuk chat');
    expect(await items(old)).not.toContain('"text":"halo"');
    const acts = await listActs(scene.house);
    expect(acts).toEqual(expect.arrayContaining(['askJoin', 'confirmJoin']));
  });

  it('and taken back within a day: the chat is of its own case again, the old one hears', async () => {
    const [old, fresh] = await both('dua');
    await ask(old, fresh);
    const id = await joinOf(fresh);
    await rahel.press(`/console/joins/${id}/confirm`);
    await scene.engine.settle();
    expect((await sari.press(`/console/joins/${id}/undo`)).to).toContain('joinUndone');
    await scene.engine.settle();
    await say('dua-baru', 'saya bukan dia');
    expect(await items(fresh)).toContain('saya bukan dia');
    expect(await items(old)).not.toContain('saya bukan dia');
    await sari.press(`/console/cases/${old}/say`, { text: 'Untuk yang lama.', nonce: fresh });
    await scene.engine.settle();
    expect(heard('dua-lama').join('\n')).toContain('Untuk yang lama.');
    expect(heard('dua-baru').join('\n')).not.toContain('Untuk yang lama.');
  });

  it('but not after a day', async () => {
    const [old, fresh] = await both('tiga');
    await ask(old, fresh);
    const id = await joinOf(fresh);
    await rahel.press(`/console/joins/${id}/confirm`);
    await scene.house.does((tx) =>
      tx.execute(
        sql`update case_joins set decided_at = decided_at - interval '25 hours' where id = ${id}::uuid`,
      ),
    );
    expect((await rahel.press(`/console/joins/${id}/undo`)).to).toContain('joinOver');
    await scene.engine.settle();
  });
});

describe('finding the earlier case', () => {
  it('by its number or its code, and nothing of a case that is not hers to read', async () => {
    const [old, fresh] = await both('cari');
    await sari.press(`/console/cases/${old}/claim`);
    await sari.press(`/console/cases/${old}/offer-number`);
    await scene.engine.settle();
    await say('cari-lama', '1');
    const number = /(?:\d{4} ){3}\d{4}/.exec(heard('cari-lama').join('\n'))?.[0] ?? '';
    const find = (browser: Browser, text: string) =>
      browser.press(`/console/cases/${fresh}/join/find`, { find: text });
    expect(seen((await find(sari, old.slice(0, 8))).body)).toContain('Kasus yang ditemukan');
    expect((await find(sari, number)).body).toContain(old);
    expect((await find(sari, '1111 2222 3333 4444')).to).toContain('joinNotFound');
    expect((await find(sari, "' or 1=1 --")).to).toContain('joinNotFound');
    const stranger = await scene.stranger('Rani');
    expect((await find(stranger, old.slice(0, 8))).status).toBe(404);
    const page = await sari.get(`/console/cases/${fresh}/join`);
    expect(seen(page.body)).toContain(fresh.slice(0, 8));
  });
});
