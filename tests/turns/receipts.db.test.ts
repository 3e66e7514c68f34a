import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orgDefaults } from '../../src/org-settings.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import { claimCase, sayToPerson } from '../../src/store/case-work.ts';
import { listQueue } from '../../src/store/queue.ts';
import { countPinTry, putChecks } from '../../src/store/receipt-checks.ts';
import { retain } from '../../src/store/retention.ts';
import { checkReceipts } from '../../src/turns/check-receipts.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { openWeb, type Returning } from './returning.ts';

/** The nomor resi from the first word to another phone: kept nowhere, found anywhere, opened by PIN alone. */
let scene: Returning;
beforeAll(async () => {
  scene = await openWeb();
});
afterAll(() => scene.house.close());

describe('a report on the web', () => {
  test('ends with a number and a PIN, and no PIN stands in any table or in the case', async () => {
    const { web, number, caseId, house, siti } = scene;
    expect(number).toMatch(/^\d{16}$/);
    expect(web.heard('page').at(-1)).toContain('PIN kedua');
    await web.hear('page', '1357');
    await web.settle();
    expect(web.heard('page').join('\n')).toContain('PIN kedua juga sudah disimpan');
    const [row] = await house.does((tx) =>
      tx.execute<{ pin: boolean; needs: boolean }>(
        sql`select pin_hash is not null as pin, mailbox_needs_pin as needs from receipts`,
      ),
    );
    expect(row).toEqual({ pin: true, needs: true });
    const opened = await house.does((tx) => accessCase(tx, house.deps, siti, caseId));
    expect(JSON.stringify(opened?.items)).not.toMatch(/4821|1357/);
    const kept = await house.does((tx) => tx.execute(sql`select 1 from inbox where body_sealed is not null`));
    expect(kept).toEqual([]);
  });

  test('brings a counsellor’s words to the open page and, in the same turn, into the mailbox', async () => {
    const { web, house, siti, caseId } = scene;
    await house.does((tx) => claimCase(tx, house.deps, siti, caseId));
    await web.settle();
    await house.does((tx) => sayToPerson(tx, house.deps, siti, caseId, 'Kami sudah membaca.', 'a'));
    await web.settle();
    expect(web.heard('page').at(-1)).toBe('Kami sudah membaca.');
    const waiting = await house.does((tx) => tx.execute(sql`select 1 from waiting_replies`));
    expect(waiting).toHaveLength(1);
  });
});

describe('on another phone', () => {
  test('the number alone finds it, adds to it, says one word, and prints nothing', async () => {
    const { phone, number, house, siti, caseId } = scene;
    await phone.hear('hp', number.replace(/(\d{4})/g, '$1 '));
    await phone.settle();
    expect(phone.heard('hp').join('\n')).toContain('Nomor itu ada pada kami');
    await phone.press('hp', 'status');
    expect(phone.heard('hp').join('\n')).toContain('sedang dikerjakan');
    await phone.press('hp', 'add');
    await phone.hear('hp', 'dia sekarang di Batam, namanya angsaputih');
    await phone.settle();
    expect(phone.heard('hp').join('\n')).not.toContain('sudah membaca');
    const opened = await house.does((tx) => accessCase(tx, house.deps, siti, caseId));
    expect(JSON.stringify(opened?.items)).toContain('angsaputih');
    const chats = await house.does((tx) => tx.execute(sql`select 1 from case_conversations`));
    expect(chats).toHaveLength(1);
  });

  test('a wrong PIN and an unknown number say the same words', async () => {
    const { phone, number } = scene;
    await phone.hear('other', '1111 2222 3333 4444');
    await phone.settle();
    const unknown = phone.heard('other').at(-2);
    await phone.hear('wrong', number);
    await phone.settle();
    await phone.press('wrong', 'open');
    await phone.hear('wrong', '9999');
    await phone.settle();
    expect(phone.heard('wrong').at(-2)).toBe(unknown);
  });

  test('number and PIN bring the replies, and the old chat falls silent unless she says otherwise', async () => {
    const { phone, web, house, siti, caseId, number } = scene;
    await phone.hear('hp', number);
    await phone.settle();
    await phone.press('hp', 'open');
    await phone.hear('hp', '4821');
    await phone.settle();
    const shown = phone.heard('hp').slice(-2).join('\n');
    expect(shown).toContain('Kami sudah membaca.');
    expect(shown).toContain('Berhenti mengirim ke chat lama?');
    await phone.press('hp', 'stop');
    const before = web.heard('page').length;
    await house.does((tx) => sayToPerson(tx, house.deps, siti, caseId, 'Sekarang di sini.', 'b'));
    await phone.settle();
    await web.settle();
    expect(phone.heard('hp').at(-1)).toBe('Sekarang di sini.');
    expect(web.heard('page').length).toBe(before);
  });

  test('PETUGAS from a number alone opens a case of its own that names the other, never the other’s talk', async () => {
    const { phone, number, house, siti, caseId } = scene;
    await phone.hear('stranger', number);
    await phone.settle();
    await phone.hear('stranger', 'PETUGAS');
    await phone.settle();
    const cards = await house.does((tx) => listQueue(tx, house.deps, siti));
    const fresh = cards.find((card) => card.caseId !== caseId);
    const opened = await house.does((tx) => accessCase(tx, house.deps, siti, fresh?.caseId ?? ''));
    expect(opened?.items.find((item) => item.kind === 'happened' && item.what === 'relatedTo')).toMatchObject(
      {
        words: [caseId],
      },
    );
  });
});

describe('somebody who is forced', () => {
  const typePin = async (chat: string, pin: string) => {
    const { phone, number } = scene;
    await phone.hear(chat, number);
    await phone.settle();
    await phone.press(chat, 'open');
    await phone.hear(chat, pin);
    await phone.settle();
    return phone.sent.filter(({ address }) => address === chat).slice(-2);
  };
  const shapeOf = (page: Awaited<ReturnType<typeof typePin>>) =>
    page.map(
      ({ part }) => part.type === 'text' && [part.choices, part.rails].flat().map(({ label }) => label),
    );

  test('shows a page with nothing on it; the case hears of it, and no chat joins', async () => {
    const { house, siti, caseId, phone } = scene;
    const chats = () =>
      house.does((tx) =>
        tx.execute(sql`select conversation_id, muted_at, in_focus from case_conversations order by 1`),
      );
    const before = await chats();
    const forced = await typePin('forced', '1357');
    expect(phone.heard('forced').at(-2)).toBe('Tidak ada pesan baru.');
    await phone.press('forced', 'stop');
    expect(await chats()).toEqual(before);
    const asked = await typePin('hers', '4821');
    expect(shapeOf(forced)).toEqual(shapeOf(asked));
    expect(shapeOf(forced).at(-1)).toContain('Ya, berhenti');
    const opened = await house.does((tx) => accessCase(tx, house.deps, siti, caseId));
    expect(opened?.items.some((item) => item.kind === 'happened' && item.what === 'forced')).toBe(true);
    expect(opened?.urgency).toBeLessThanOrEqual(2);
    const used = await house.does((tx) =>
      tx.execute(sql`select 1 from receipts where duress_used_at is not null`),
    );
    expect(used).toHaveLength(1);
  });
});

describe('a message that she changes or takes back', () => {
  test('is hidden in the case, its new words are heard for danger, and it goes after 30 days', async () => {
    const { phone, house, siti } = scene;
    await phone.hear('edits', 'PETUGAS');
    await phone.hear('edits', 'namanya elangbiru', 'm1');
    await phone.settle();
    await phone.hear(
      'edits',
      { type: 'inbound.edited', of: 'm1', text: 'tolong, dia mau bunuh saya' },
      'm1e',
    );
    await phone.settle();
    const cards = await house.does((tx) => listQueue(tx, house.deps, siti));
    const caseId = cards.find(({ urgency }) => urgency === 1)?.caseId ?? '';
    const read = () => house.does((tx) => accessCase(tx, house.deps, siti, caseId));
    const items = (await read())?.items ?? [];
    const hidden = items.filter((item) => item.revoked);
    expect(hidden.map((item) => item.kind === 'person' && item.text)).toEqual(['namanya elangbiru']);
    expect(items.some((item) => item.kind === 'person' && item.danger?.urgency === 1)).toBe(true);
    const forget = (days: number) => {
      house.clock.advance(days * 86_400_000);
      return house.does((tx) => retain(tx, house.deps, orgDefaults, () => {}));
    };
    await forget(29);
    expect((await read())?.items.some((item) => item.revoked)).toBe(true);
    await forget(2);
    expect((await read())?.items.some((item) => item.revoked)).toBe(false);
  });
});

describe('guessing', () => {
  test('five numbers an hour from one chat, then a pause; an hour later it goes on', async () => {
    const { phone, house } = scene;
    const tryNumber = async (number: string) => {
      await phone.hear('guess', number);
      await phone.settle();
      return phone.heard('guess').slice(-2).join('\n');
    };
    for (let at = 0; at < 5; at += 1)
      expect(await tryNumber(`100000000000000${at}`)).toContain('belum cocok dengan');
    expect(await tryNumber('1000000000000009')).toContain('jeda satu jam');
    house.clock.advance(61 * 60_000);
    expect(await tryNumber('1000000000000010')).toContain('belum cocok dengan');
  });

  test('at scale: of 300 tries from 15 chats 75 are hashed, and DARURAT waits for none of them', async () => {
    const { phone, house } = scene;
    for (let chat = 0; chat < 15; chat += 1) await phone.hear(`flood${chat}`, 'halo');
    await phone.settle();
    await house.does(async (tx) => {
      const rows = await tx.execute<{ id: string }>(
        sql`select id from conversations order by created_at desc limit 15`,
      );
      for (const { id } of rows) {
        const tries = Array.from({ length: 20 }, (_, at) => String(2_000_000_000_000_000 + at));
        await putChecks(
          tx,
          house.deps,
          id,
          tries.map((number) => ({ kind: 'number', number })),
        );
      }
    });
    await phone.hear('cry', 'DARURAT');
    await takeTurns(phone.turn);
    for (let sends = 0; sends < 3; sends += 1) {
      await phone.dispatch.dispatch();
      await phone.dispatch.settle();
    }
    expect(phone.heard('cry').join('\n')).toContain('110');
    let hashed = 0;
    const reach = (point: string) => {
      if (point === 'hashed') hashed += 1;
    };
    while ((await checkReceipts({ ...phone.turn, reach })) > 0) if (hashed > 100) break;
    expect(hashed).toBe(75);
  });

  test('five PINs a day from any chat, then a human; adding stays open and tomorrow it opens again', async () => {
    const { phone, number, house } = scene;
    const tryPin = async (chat: string, pin: string) => {
      await phone.hear(chat, number);
      await phone.settle();
      await phone.press(chat, 'open');
      await phone.hear(chat, pin);
      await phone.settle();
      return phone.heard(chat).slice(-2).join('\n');
    };
    expect(await tryPin('thief', '7000')).toContain('belum cocok dengan');
    const [receipt] = await house.does((tx) =>
      tx.execute<{ id: string }>(sql`select id from receipts where pin_tries > 0`),
    );
    for (let at = 0; at < 4; at += 1)
      await house.does((tx) => countPinTry(tx, house.deps, receipt?.id ?? ''));
    expect(await tryPin('late', '4821')).toContain('dikunci sampai besok');
    await phone.press('late', 'add');
    await phone.hear('late', 'masih bisa menambah');
    await phone.settle();
    expect(phone.heard('late').join('\n')).toContain('Sudah ditambahkan');
    house.clock.advance(24 * 3_600_000);
    expect(await tryPin('tomorrow', '4821')).not.toContain('dikunci');
  });
});

describe('killed in the middle of looking at a number', () => {
  test.each(['leased', 'hashed', 'answered'] as const)('after "%s" it is answered once', async (point) => {
    const { phone, house } = scene;
    const chat = `killed-${point}`;
    await phone.hear(chat, '3000000000000000');
    await takeTurns(phone.turn);
    const reach = (reached: string) => {
      if (reached === point) throw new Error('killed');
    };
    await expect(checkReceipts({ ...phone.turn, reach })).rejects.toThrow('killed');
    house.clock.advance(31_000);
    await phone.settle();
    expect(phone.heard(chat).filter((text) => text.includes('belum cocok dengan'))).toHaveLength(1);
    expect(await house.does((tx) => tx.execute(sql`select 1 from receipt_checks`))).toEqual([]);
  });
});
