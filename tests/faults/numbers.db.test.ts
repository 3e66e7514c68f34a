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
let secondNumber = '';
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
    await web.hear('second', 'halo');
    await web.settle();
    await web.press('second', 'safe');
    await fileReport(web, 'second');
    secondNumber = (
      web
        .heard('second')
        .join('\n')
        .match(/(?:\d{4} ){3}\d{4}/)?.[0] ?? ''
    ).replaceAll(' ', '');
    const [receipt] = await house.does((tx) =>
      tx.execute<{ case_id: string }>(sql`select case_id from receipts where pin_hash is null`),
    );
    await web.hear('second', '2468');
    await meanwhile(
      house,
      (tx) => putWaiting(tx, house.deps, receipt?.case_id ?? '', 'Kami sudah membaca.'),
      () => web.settle(),
    );
    expect(web.heard('second').at(-1)).toContain('PIN kedua');
    expect(await shows('later', secondNumber, '2468')).toContain('Kami sudah membaca.');
  });
});

describe('a phone that was taken from her', () => {
  it('hears nothing any more once she came back elsewhere: neither what time brings nor what still waited', async () => {
    const { web, phone, house } = scene;
    await web.hear('second', 'tolong, dia pegang parang, saya disekap');
    await web.settle();
    // A line that is down: what was said a moment ago has not gone out yet.
    await web.hear('second', 'PETUGAS');
    await takeTurns(web.turn);
    await shows('elsewhere', secondNumber, '2468');
    await phone.press('elsewhere', 'stop');
    const before = web.heard('second').length;
    await web.settle();
    house.clock.advance(6 * 60_000);
    await web.settle();
    house.clock.advance(10 * 60_000);
    await web.settle();
    expect(web.heard('second').slice(before)).toEqual([]);
    // Nor does she wait in silence: the chat that she writes in now says how it stands.
    await phone.settle();
    expect(phone.heard('elsewhere').join()).toContain('Kami masih memanggil');
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
    const [receipt] = await house.does((tx) =>
      tx.execute<{ case_id: string }>(
        sql`select r.case_id from receipts r join cases c on c.id = r.case_id
            where r.pin_hash is not null and c.state = 'open'`,
      ),
    );
    const old = receipt?.case_id ?? '';
    await phone.hear('moves', 'tolong, dia pegang parang, saya disekap');
    await phone.settle();
    const left = await focusOf('moves');
    await shows('moves', secondNumber, '2468');
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
