import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessCase } from '../../src/store/case-reading.ts';
import { claimCase, closeCase, sayToPerson } from '../../src/store/case-work.ts';
import { putWaiting } from '../../src/store/mailbox.ts';
import { listQueue } from '../../src/store/queue.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { fileReport, openWeb, type Returning } from '../turns/returning.ts';
import { meanwhile } from './meanwhile.ts';

/** Somebody comes back with her number while other things happen. */
let scene: Returning;
let second: { number: string; caseId: string };
beforeAll(async () => {
  scene = await openWeb();
});
afterAll(() => scene.house.close());

const shows = async (address: string, number: string, pin: string) => {
  const { phone } = scene;
  const before = phone.heard(address).length;
  await phone.hear(address, number);
  await phone.settle();
  await phone.press(address, 'open');
  await phone.hear(address, pin);
  await phone.settle();
  return phone.heard(address).slice(before).join('\n');
};

/** Somebody reports on the page, up to where a PIN is asked for. */
async function report(address: string): Promise<typeof second> {
  const { web, house } = scene;
  await web.hear(address, 'halo');
  await web.settle();
  await web.press(address, 'safe');
  await fileReport(web, address);
  const number =
    web
      .heard(address)
      .join('\n')
      .match(/(?:\d{4} ){3}\d{4}/)?.[0] ?? '';
  const [receipt] = await house.does((tx) =>
    tx.execute<{ case_id: string }>(sql`select case_id from receipts where pin_hash is null`),
  );
  return { number: number.replaceAll(' ', ''), caseId: receipt?.case_id ?? '' };
}

/** The case that a chat of the telephone speaks of. */
async function focusOf(address: string): Promise<string> {
  const { house } = scene;
  const index = house.deps.vault.index('address', 'telegram', address);
  const [row] = await house.does((tx) =>
    tx.execute<{ case_id: string }>(
      sql`select f.case_id from case_conversations f join conversations v on v.id = f.conversation_id
          where f.in_focus and v.address_index = ${index}`,
    ),
  );
  return row?.case_id ?? '';
}

describe('words of a counsellor that are written while a PIN is being chosen', () => {
  it('can be read with that PIN', async () => {
    const { web, house } = scene;
    // A second person on the page: her PIN is put away while a turn of hers is not committed yet.
    second = await report('second');
    await web.hear('second', '2468');
    await meanwhile(
      house,
      (tx) => putWaiting(tx, house.deps, second.caseId, 'Kami sudah membaca.'),
      () => web.settle(),
    );
    expect(web.heard('second').at(-1)).toContain('PIN kedua');
    expect(await shows('later', second.number, '2468')).toContain('Kami sudah membaca.');
  });
});

describe('a phone that was taken from her', () => {
  it('hears nothing any more once she came back elsewhere: neither what time brings nor what still waited', async () => {
    const { web, phone, house } = scene;
    const third = await report('third');
    await web.hear('third', '1590');
    await web.settle();
    await web.hear('third', 'tolong, dia pegang parang, saya disekap');
    await web.settle();
    // A line that is down: what was said a moment ago has not gone out yet.
    await web.hear('third', 'PETUGAS');
    await takeTurns(web.turn);
    await shows('elsewhere', third.number, '1590');
    await phone.press('elsewhere', 'stop');
    const before = web.heard('third').length;
    await web.settle();
    house.clock.advance(6 * 60_000);
    await web.settle();
    house.clock.advance(10 * 60_000);
    await web.settle();
    expect(web.heard('third').slice(before)).toEqual([]);
    // Nor does she wait in silence: the chat that she writes in now says how it stands.
    await phone.settle();
    expect(phone.heard('elsewhere').join()).toContain('Kami masih memanggil');
  });

  it('says and changes nothing of the case when somebody else writes with it, and still hears a cry', async () => {
    const { web, house, siti } = scene;
    const before = web.heard('third').length;
    const shown = () => web.heard('third').slice(before).join('\n');
    for (const words of ['halo', 'TARIK', '1', 'LIHAT', 'dia bohong, namanya burunghantu']) {
      await web.hear('third', words);
      await web.settle();
    }
    expect(shown()).not.toMatch(/petugas akan membacanya|dipanggil|izin/i);
    const cases = await house.does((tx) =>
      tx.execute<{ id: string; withdrawn_at: string | null }>(sql`select id, withdrawn_at from cases`),
    );
    expect(cases.every((row) => row.withdrawn_at === null)).toBe(true);
    const opened = await Promise.all(
      cases.map(({ id }) => house.does((tx) => accessCase(tx, house.deps, siti, id))),
    );
    expect(JSON.stringify(opened)).not.toContain('burunghantu');
    await web.hear('third', 'DARURAT');
    await web.settle();
    expect(shown()).toContain('110');
    const now = await house.does((tx) => tx.execute(sql`select 1 from cases`));
    expect(now).toHaveLength(cases.length + 1);
  });
});

describe('somebody who waits for a human, and shows the number and PIN of another case', () => {
  it('keeps the way to her: of a closed case she reads the words, and her open one stays the chat’s', async () => {
    const { phone, house, siti, number, caseId } = scene;
    await house.does((tx) => claimCase(tx, house.deps, siti, caseId));
    await house.does((tx) => closeCase(tx, house.deps, siti, caseId, 'selesai', 1_000));
    await phone.hear('waits', 'tolong, dia pegang parang, saya disekap');
    await phone.settle();
    const fresh = await focusOf('waits');
    await shows('waits', number, '4821');
    await house.does((tx) => claimCase(tx, house.deps, siti, fresh));
    expect(await house.does((tx) => sayToPerson(tx, house.deps, siti, fresh, 'Saya di sini.', 'x'))).toBe(
      'kept',
    );
    await phone.settle();
    expect(phone.heard('waits').slice(-4)).toContain('Saya di sini.');
  });

  it('is as urgent in the case that she comes back to, and the one she leaves says where she is', async () => {
    const { phone, house, siti } = scene;
    const old = second.caseId;
    await phone.hear('moves', 'tolong, dia pegang parang, saya disekap');
    await phone.settle();
    const left = await focusOf('moves');
    await shows('moves', second.number, '2468');
    expect(await focusOf('moves')).toBe(old);
    const cards = await house.does((tx) => listQueue(tx, house.deps, siti));
    expect(cards.find((card) => card.caseId === old)?.urgency).toBe(1);
    const opened = await house.does((tx) => accessCase(tx, house.deps, siti, left));
    expect(opened?.items.find((item) => item.kind === 'happened' && item.what === 'relatedTo')).toMatchObject(
      {
        words: [old],
      },
    );
  });
});
