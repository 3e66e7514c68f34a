import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessCase } from '../../src/store/case-reading.ts';
import { claimCase, closeCase, sayToPerson } from '../../src/store/case-work.ts';
import { offerNumber } from '../../src/store/number-offer.ts';
import { listCasesOf } from '../../src/store/stories.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { createEngine } from '../kit/engine.ts';
import { openSetUpHouse, type SetUpHouse } from '../store/team.ts';
import { type Pressing, pressing } from './returning.ts';

/** Several cases of one chat on a real database: which is in focus, who hears what, and what stays apart. */
let house: SetUpHouse;
let phone: Pressing;
beforeAll(async () => {
  house = await openSetUpHouse();
  phone = pressing(createEngine(house.db, house.deps));
});
afterAll(() => house.close());

const chatOf = async (address: string): Promise<string> => {
  const index = house.deps.vault.index('address', 'telegram', address);
  const [row] = await house.does((tx) =>
    tx.execute<{ id: string }>(sql`select id from conversations where address_index = ${index}`),
  );
  return row?.id ?? '';
};
const casesOf = async (address: string): Promise<string[]> => {
  const chat = await chatOf(address);
  return (await house.does((tx) => listCasesOf(tx, chat))).map(({ caseId }) => caseId);
};
const focusOf = async (address: string): Promise<string | undefined> => {
  const chat = await chatOf(address);
  const [row] = await house.does((tx) =>
    tx.execute<{ case_id: string }>(
      sql`select case_id from case_conversations where conversation_id = ${chat}::uuid and in_focus`,
    ),
  );
  return row?.case_id;
};
const say = async (address: string, ...texts: string[]) => {
  for (const text of texts) {
    await phone.hear(address, text);
    await phone.settle();
  }
};
const read = async (caseId: string) => {
  const siti = await house.enter(house.token);
  const opened = await house.does((tx) => accessCase(tx, house.deps, siti, caseId));
  return JSON.stringify(opened?.items);
};
const claim = async (caseId: string) => {
  const siti = await house.enter(house.token);
  await house.does((tx) => claimCase(tx, house.deps, siti, caseId));
  await phone.settle();
};
const tell = async (caseId: string, text: string) => {
  const siti = await house.enter(house.token);
  await house.does((tx) => sayToPerson(tx, house.deps, siti, caseId, text, text));
  await phone.settle();
};
/** Two open cases of one chat; the second is spoken of. */
const two = async (address: string): Promise<[string, string]> => {
  await say(address, 'halo', '1', 'PETUGAS', `cerita ${address} satu`);
  house.clock.advance(60_000);
  await say(address, 'LAPOR LAIN', '1', 'PETUGAS', `cerita ${address} dua`);
  const [first = '', second = ''] = await casesOf(address);
  return [first, second];
};

describe('a second story of one chat', () => {
  test('gets a case and a number of its own, in focus, and changes nothing of the first', async () => {
    await say('kader', 'halo', '1', '1', 'PETUGAS', 'yang pertama namanya melati');
    const [first = ''] = await casesOf('kader');
    const before = await read(first);
    house.clock.advance(60_000);
    await say('kader', 'LAPOR LAIN', '1', 'yang kedua namanya kenanga');
    expect(await casesOf('kader')).toEqual([first]);
    expect(await focusOf('kader')).toBeUndefined();
    await say('kader', 'PETUGAS', 'dia di rumah');
    const [, second = ''] = await casesOf('kader');
    expect(await focusOf('kader')).toBe(second);
    expect(await read(second)).toContain('kenanga');
    expect(await read(second)).not.toContain('melati');
    const after = await read(first);
    expect(after.startsWith(before.slice(0, -1))).toBe(true);
    expect(after).not.toContain('kenanga');
    expect(after).not.toContain('dia di rumah');
    const numbers = await house.does((tx) =>
      tx.execute(
        sql`select distinct lookup from receipts where case_id in (${first}::uuid, ${second}::uuid)`,
      ),
    );
    expect(numbers).toHaveLength(2);
  });

  test('is not begun while a human is in the chat: she hears whom she is talking to', async () => {
    await say('ada', 'halo', '1', 'PETUGAS');
    const [first = ''] = await casesOf('ada');
    await claim(first);
    await say('ada', 'LAPOR LAIN', 'dia di sebelah saya');
    expect(phone.heard('ada').at(-1)).toContain('Petugas sedang bicara');
    expect(await focusOf('ada')).toBe(first);
    expect(await read(first)).toContain('dia di sebelah saya');
  });
});

describe('of two cases of one chat', () => {
  test('the one whose counsellor writes comes into focus, marked, and what she writes back goes there', async () => {
    const [first, second] = await two('dua');
    expect(await focusOf('dua')).toBe(second);
    await claim(second);
    await say('dua', 'ini untuk yang kedua');
    await claim(first);
    // A human is here: the other one's coming is said with its mark, and moves nothing.
    expect(phone.heard('dua').at(-1)).toMatch(/^\(No\.1 · \d\d\/\d\d( · \d{4})?\)\n/);
    expect(await focusOf('dua')).toBe(second);
    await tell(first, 'Saya petugas untuk yang pertama.');
    expect(phone.heard('dua').at(-1)).toMatch(/^\(No\.1 · [^)]*\)\nSaya petugas untuk yang pertama\.$/);
    expect(await focusOf('dua')).toBe(first);
    await say('dua', 'jawaban untuk yang pertama');
    await tell(first, 'Terima kasih.');
    expect(phone.heard('dua').at(-1)).toBe('Terima kasih.');
    expect(await read(first)).toContain('jawaban untuk yang pertama');
    expect(await read(first)).not.toContain('ini untuk yang kedua');
    expect(await read(second)).toContain('ini untuk yang kedua');
    expect(await read(second)).not.toContain('jawaban untuk yang pertama');
  });

  test('the chosen one is shown, and only that one; the labels tell nothing', async () => {
    const [first, second] = await two('pilih');
    await say('pilih', 'STATUS');
    const asked = phone.sent.findLast(({ address }) => address === 'pilih')?.part;
    const labels = asked?.type === 'text' ? asked.choices.map(({ label }) => label) : [];
    expect(labels.slice(0, 2)).toEqual([
      expect.stringMatching(/^No\.1 · \d\d\/\d\d$/),
      expect.stringMatching(/^No\.2 · \d\d\/\d\d$/),
    ]);
    await phone.press('pilih', '0');
    expect(phone.heard('pilih').join('\n')).toContain('menunggu petugas');
    expect(await focusOf('pilih')).toBe(first);
    await say('pilih', 'tambahan untuk yang pertama');
    expect(await read(first)).toContain('tambahan untuk yang pertama');
    expect(await read(second)).not.toContain('tambahan untuk yang pertama');
  });

  test('one that is closed gives way to the other, which goes on as it was', async () => {
    const [first, second] = await two('tutup');
    await claim(second);
    const siti = await house.enter(house.token);
    await house.does((tx) => closeCase(tx, house.deps, siti, second, 'selesai', 1_000));
    await phone.settle();
    await phone.press('tutup', 'none');
    expect(await focusOf('tutup')).toBe(first);
    await say('tutup', 'saya masih di sini');
    expect(await read(first)).toContain('saya masih di sini');
  });

  test('both are known after the talk’s day key is gone', async () => {
    const [first, second] = await two('lupa');
    const chat = await chatOf('lupa');
    await house.does((tx) =>
      tx.execute(sql`update conversations set state_sealed = null, due_at = null where id = ${chat}::uuid`),
    );
    await say('lupa', 'LIHAT');
    await phone.press('lupa', 'safe');
    await phone.press('lupa', '0');
    expect(await focusOf('lupa')).toBe(first);
    await tell(second, 'tidak dipegang');
    expect(await focusOf('lupa')).toBe(first);
  });
});

describe('a number that is lost', () => {
  test('is made anew in her own chat: the old one finds nothing, and the case says so without it', async () => {
    await say('hilang', 'halo', '1', 'PETUGAS');
    const [caseId = ''] = await casesOf('hilang');
    const lookups = () =>
      house.does((tx) => tx.execute(sql`select lookup from receipts where case_id = ${caseId}::uuid`));
    const before = await lookups();
    await claim(caseId);
    const siti = await house.enter(house.token);
    await house.does((tx) => offerNumber(tx, house.deps, siti, { caseId, isNow: true }));
    await phone.settle();
    await phone.press('hilang', 'renew');
    const number =
      phone
        .heard('hilang')
        .join('\n')
        .match(/(?:\d{4} ){3}\d{4}/)?.[0] ?? '';
    const after = await lookups();
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect(await read(caseId)).toContain('renewedNumber');
    expect(await read(caseId)).not.toContain(number);
    await say('asing', number);
    expect(phone.heard('asing').join('\n')).toContain('Nomor itu ada pada kami');
  });

  test('a check that fails again and again is asked for once more, in the same talk', async () => {
    await say('macet', 'halo');
    const chat = await chatOf('macet');
    await phone.hear('macet', '1111 2222 3333 4444');
    await takeTurns(phone.turn);
    await house.does((tx) =>
      tx.execute(sql`update receipt_checks set attempts = 5 where conversation_id = ${chat}::uuid`),
    );
    await phone.settle();
    expect(phone.heard('macet').at(-2)).toContain('Coba ketik nomornya sekali lagi');
    expect(phone.heard('macet').at(-1)).toContain('16 angka');
  });
});
