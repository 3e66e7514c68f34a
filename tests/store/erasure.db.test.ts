import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Lasting } from '../../src/conversation/snapshot.ts';
import { orgDefaults } from '../../src/org-settings.ts';
import { toJson } from '../../src/sealing/vault.ts';
import { confirmErasure, setLegalHold } from '../../src/store/erasure.ts';
import { inboxContext } from '../../src/store/inbox.ts';
import { outboxContext } from '../../src/store/outbox.ts';
import { purge } from '../../src/store/purge.ts';
import { retain } from '../../src/store/retention.ts';
import { decideRequest, listRightsRequests } from '../../src/store/rights.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { createEngine } from '../kit/engine.ts';
import { type Pressing, pressing } from '../turns/returning.ts';
import { type House, openSetUpHouse } from './team.ts';

/** What goes when a person says so, and when its time has come; and what never goes by itself. */
let house: House;
let siti: SignedIn;
let engine: Pressing;
let erased: string[] = [];
beforeAll(async () => {
  const made = await openSetUpHouse();
  house = made;
  siti = await made.enter(made.token);
  engine = pressing(createEngine(house.db, house.deps));
});
beforeEach(() => {
  erased = [];
});
afterAll(() => house.close());

const append = (caseId: string) => {
  erased.push(caseId);
};
const count = async (table: string, caseId: string) => {
  const [row] = await house.does((tx) =>
    tx.execute<{ count: string }>(
      sql`select count(*) from ${sql.identifier(table)} where case_id = ${caseId}::uuid`,
    ),
  );
  return Number(row?.count);
};
const say = async (chat: string, text: string) => {
  await engine.hear(chat, text);
  await engine.settle();
};
/** Opens a case in this chat. @returns its id */
async function open(chat: string, word: 'DARURAT' | 'PETUGAS'): Promise<string> {
  await say(chat, word);
  const [row] = await house.does((tx) =>
    tx.execute<{ id: string }>(sql`select id from cases order by opened_at desc, revision limit 1`),
  );
  const [newest] = await house.does((tx) =>
    tx.execute<{ case_id: string }>(
      sql`select f.case_id from case_conversations f join conversations v on v.id = f.conversation_id
          where f.in_focus and v.address_index = ${house.deps.vault.index('address', 'telegram', chat)}`,
    ),
  );
  return newest?.case_id ?? row?.id ?? '';
}
async function askToErase(chat: string): Promise<string> {
  await say(chat, 'HAPUS');
  await engine.press(chat, 'erase');
  const requests = await house.does((tx) => listRightsRequests(tx));
  return requests.at(-1)?.id ?? '';
}
const confirm = (id: string) => house.does((tx) => confirmErasure(tx, house.deps, siti, id, append));

describe('HAPUS after sending', () => {
  test('asks once, becomes a wish with 72 hours, and confirmed takes every row of the case with it', async () => {
    const caseId = await open('a', 'PETUGAS');
    const id = await askToErase('a');
    const [request] = await house.does((tx) => listRightsRequests(tx));
    expect(request).toMatchObject({ right: 'hapus', caseId, isVerified: false });
    expect((request?.dueAt.getTime() ?? 0) - (request?.askedAt.getTime() ?? 0)).toBe(72 * 3_600_000);
    expect(engine.heard('a').at(-1)).toContain('35 hari');
    expect(await confirm(id)).toEqual({ is: 'erased', caseId });
    expect(erased).toEqual([caseId]);
    for (const table of [
      'case_keys',
      'writing_keys',
      'case_items',
      'receipts',
      'case_conversations',
      'consents',
    ])
      expect(await count(table, caseId), table).toBe(0);
    expect(await count('erasures', caseId)).toBe(1);
    expect(await confirm(id)).toEqual({ is: 'gone' });
  });

  test('leaves one last line, and then the address goes', async () => {
    await engine.settle();
    expect(engine.heard('a').at(-1)).toContain('Permintaan Anda sudah selesai');
    await house.does((tx) => purge(tx, house.deps, { isSetUp: true }));
    const rows = await house.does((tx) => tx.execute(sql`select 1 from conversations`));
    expect(rows).toEqual([]);
  });

  test('an open U1 is not erased on the word of a chat that showed no PIN', async () => {
    const caseId = await open('b', 'DARURAT');
    const id = await askToErase('b');
    expect(await confirm(id)).toEqual({ is: 'unverified' });
    expect([await count('case_items', caseId), erased]).toEqual([expect.any(Number), []]);
    expect(await count('case_keys', caseId)).toBe(1);
    expect(await house.does((tx) => decideRequest(tx, house.deps, siti, id, 'refusedDanger'))).toBe(
      'decided',
    );
    await say('b', 'halo');
    await engine.press('b', 'safe');
    expect(await house.does((tx) => decideRequest(tx, house.deps, siti, id, 'answered'))).toBe('gone');
  });

  test('a legal hold is refused with its reason, said to the person', async () => {
    const caseId = await open('c', 'PETUGAS');
    await house.does((tx) => setLegalHold(tx, house.deps, siti, caseId, true));
    const id = await askToErase('c');
    expect(await confirm(id)).toEqual({ is: 'legalHold' });
    await say('c', 'halo');
    await engine.press('c', 'safe');
    await house.does((tx) => decideRequest(tx, house.deps, siti, id, 'refusedHold'));
    await engine.settle();
    expect(engine.heard('c').join('\n')).toContain('proses hukum');
  });

  test('when the list beside the backups cannot be written, nothing is erased', async () => {
    const caseId = await open('d', 'PETUGAS');
    const id = await askToErase('d');
    const full = () => {
      throw new Error('ENOSPC');
    };
    await expect(house.does((tx) => confirmErasure(tx, house.deps, siti, id, full))).rejects.toThrow(
      'ENOSPC',
    );
    expect([await count('case_keys', caseId), await count('erasures', caseId)]).toEqual([1, 0]);
  });
});

describe('of words that were told, and of those she chose for her safety, no box that opens holds any', () => {
  const words = ['melurcerita', 'melurbaris', 'melurbalas', 'melursamar', 'melurakhir'];
  /** Everything of a chat that this house could still open, by any key that is not a member's. */
  const opened = async (chat: string): Promise<string> => {
    const { vault } = house.deps;
    const index = vault.index('address', 'telegram', chat);
    const [row] = await house.does((tx) =>
      tx.execute<{ id: string; state_sealed: Buffer | null; lasting_sealed: Buffer | null }>(
        sql`select id, state_sealed, lasting_sealed from conversations where address_index = ${index}`,
      ),
    );
    if (!row) return '';
    const day = (box: Buffer | null, context: string) => {
      const got = box && vault.openOfDay(Buffer.from(box), context);
      return got?.state === 'open' ? got.plain.toString() : '';
    };
    const [inbox, outbox, checks] = await house.does(async (tx) => [
      await tx.execute<{ external_id: Buffer; body_sealed: Buffer }>(
        sql`select external_id, body_sealed from inbox where conversation_id = ${row.id}::uuid and body_sealed is not null`,
      ),
      await tx.execute<{ sequence: number; body_sealed: Buffer }>(
        sql`select sequence, body_sealed from outbox where conversation_id = ${row.id}::uuid and body_sealed is not null`,
      ),
      await tx.execute<{ id: string; body_sealed: Buffer }>(
        sql`select id, body_sealed from receipt_checks where conversation_id = ${row.id}::uuid`,
      ),
    ]);
    return [
      day(row.state_sealed, `conversations.state:${row.id}`),
      row.lasting_sealed
        ? vault.openOfServer(Buffer.from(row.lasting_sealed), `conversations.lasting:${row.id}`).toString()
        : '',
      ...inbox.map((each) => day(each.body_sealed, inboxContext(row.id, Buffer.from(each.external_id)))),
      ...outbox.map((each) => day(each.body_sealed, outboxContext(row.id, each.sequence))),
      ...checks.map((each) => day(each.body_sealed, `receipt_checks.body:${each.id}`)),
    ].join('\n');
  };
  /** As she set them in a report (flows/report/safe-contact.ts) and by a word of her own. */
  const choose = (chat: string) =>
    house.does(async (tx) => {
      const index = house.deps.vault.index('address', 'telegram', chat);
      const [row] = await tx.execute<{ id: string }>(
        sql`select id from conversations where address_index = ${index}`,
      );
      const lasting: Lasting = {
        language: 'id',
        disguise: 'melursamar',
        contact: { mode: 'hours', hours: ['evening'], line: 'melurbaris', word: 'melurbalas' },
      };
      const box = house.deps.vault.sealForServer(toJson(lasting), `conversations.lasting:${row?.id}`);
      await tx.execute(sql`update conversations set lasting_sealed = ${box} where id = ${row?.id}::uuid`);
    });
  const tell = async (chat: string) => {
    await say(chat, 'halo');
    await engine.press(chat, 'safe');
    await choose(chat);
    await say(chat, 'saya mau cerita melurcerita');
    await say(chat, 'ini lagi melurakhir');
    expect(await opened(chat)).toContain('melurakhir');
  };
  const rest = async (chat: string) => {
    const text = await opened(chat);
    return words.filter((word) => text.includes(word));
  };

  test('after an erasure that a human confirmed', async () => {
    // The requests of the tests before are older.
    house.clock.advance(120_000);
    await tell('p');
    await open('p', 'PETUGAS');
    await confirm(await askToErase('p'));
    expect(await rest('p')).toEqual([]);
    await engine.settle();
    expect(await rest('p')).toEqual([]);
  });

  test('after its time has come', async () => {
    await tell('q');
    const caseId = await open('q', 'PETUGAS');
    await say('q', 'masih di sini melurakhir');
    await house.does((tx) =>
      tx.execute(
        sql`update cases set state = 'closed', closed_at = ${new Date(house.clock.now().getTime() - 3 * 365 * 86_400_000).toISOString()}::timestamptz
            where id = ${caseId}::uuid`,
      ),
    );
    await house.does((tx) =>
      tx.execute(sql`update case_conversations set in_focus = true where case_id = ${caseId}::uuid`),
    );
    await house.does((tx) => retain(tx, house.deps, orgDefaults, append));
    expect(erased).toEqual([caseId]);
    expect(await rest('q')).toEqual([]);
  });

  test('after HAPUS of what was not sent, but for the word by which she leaves', async () => {
    await tell('r');
    await say('r', 'HAPUS');
    expect(await rest('r')).toEqual(['melursamar']);
    await say('r', 'KEMBALI');
    expect(await rest('r')).toEqual(['melursamar']);
  });
});

describe('TARIK and BATASI', () => {
  test('hold at once, and a human is asked', async () => {
    const caseId = await open('e', 'PETUGAS');
    await say('e', 'TARIK');
    await engine.press('e', 'sure');
    await say('e', 'BATASI');
    await engine.press('e', 'sure');
    const [row] = await house.does((tx) =>
      tx.execute(
        sql`select withdrawn_at is not null as withdrawn, restricted_at is not null as restricted
            from cases where id = ${caseId}::uuid`,
      ),
    );
    expect(row).toEqual({ withdrawn: true, restricted: true });
    const rights = (await house.does((tx) => listRightsRequests(tx))).filter(
      (each) => each.caseId === caseId,
    );
    expect(rights.map(({ right }) => right).sort()).toEqual(['batasi', 'tarik']);
  });
});

describe('retention', () => {
  const keep = () => house.does((tx) => retain(tx, house.deps, orgDefaults, append));
  const close = (caseId: string, childBornBy: number | null) =>
    house.does((tx) =>
      tx.execute(
        sql`update cases set state = 'closed', closed_at = ${house.clock.now().toISOString()}::timestamptz,
              child_born_by = ${childBornBy} where id = ${caseId}::uuid`,
      ),
    );

  test('closed adults go after two years, children when they are grown up, held and open ones never', async () => {
    const adult = await open('f', 'PETUGAS');
    const child = await open('g', 'PETUGAS');
    const held = await open('h', 'PETUGAS');
    const neverOpened = await open('i', 'PETUGAS');
    await close(adult, null);
    await close(child, 2014);
    await close(held, null);
    await house.does((tx) => setLegalHold(tx, house.deps, siti, held, true));
    house.clock.set(new Date('2027-12-31T00:00:00Z'));
    await keep();
    expect(erased).toEqual([]);
    house.clock.set(new Date('2028-01-06T00:00:00Z'));
    await keep();
    expect(erased).toEqual([adult]);
    house.clock.set(new Date('2034-12-31T00:00:00Z'));
    await keep();
    expect(erased).toEqual([adult]);
    house.clock.set(new Date('2035-01-01T00:00:00Z'));
    await keep();
    expect(erased).toEqual([adult, child]);
    house.clock.set(new Date('2099-01-01T00:00:00Z'));
    await keep();
    expect(erased).toEqual([adult, child]);
    expect(await count('case_keys', neverOpened)).toBe(1);
  });
});
