import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessCase } from '../../src/store/case-reading.ts';
import { claimCase, closeCase, releaseCase, sayToPerson } from '../../src/store/case-work.ts';
import { listQueue } from '../../src/store/queue.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { type House, openSetUpHouse } from '../store/team.ts';

let house: House;
let engine: Engine;
let siti: SignedIn;

beforeAll(async () => {
  const made = await openSetUpHouse();
  house = made;
  siti = await made.enter(made.token);
  engine = createEngine(house.db, house.deps);
});
afterAll(() => house.close());

const queue = () => house.db.transact((tx) => listQueue(tx, house.deps, siti));

describe('a turn', () => {
  test('answers a first hello with who we are, the safe question, danger and the way out (R1)', async () => {
    await engine.hear('chat-1', 'halo');
    await engine.settle();
    const [first] = engine.sent;
    expect(first?.part).toMatchObject({ type: 'text', text: expect.stringContaining('Ruang Tulis') });
    expect(first?.part.type === 'text' && first.part.choices.map((choice) => choice.token)).toEqual([
      '1.safe',
      '1.inDanger',
      '1.notSafe',
      '1.otherLanguage',
      '1.simpleWords',
    ]);
  });

  test('takes a second copy of a message as nothing', async () => {
    const before = engine.sent.length;
    await engine.hear('chat-2', 'halo', 'same');
    await engine.hear('chat-2', 'halo', 'same');
    await engine.settle();
    expect(engine.sent.length).toBe(before + 1);
  });

  test('brings a danger sign to the queue at once, with everything said so far sealed in the case', async () => {
    await engine.hear('chat-3', 'halo');
    await engine.settle();
    await engine.hear('chat-3', { type: 'inbound.tap', token: '1.safe' });
    await engine.settle();
    await engine.hear('chat-3', 'saya disekap di mess, dia pegang parang');
    await engine.settle();
    const [card] = await queue();
    expect(card).toMatchObject({ urgency: 1, claimedBy: null, head: { channel: 'telegram' } });
    const opened = await house.db.transact((tx) => accessCase(tx, house.deps, siti, card?.caseId ?? ''));
    const said = opened?.items.flatMap((item) => (item.kind === 'person' ? [item.text] : []));
    expect(said).toEqual(['halo', 'Ya, aman', 'saya disekap di mess, dia pegang parang']);
    expect(engine.heard('chat-3').join('\n')).toContain('110');
  });

  test('empties the inbox of words that went into a case', async () => {
    const rows = await house.db.transact((tx) =>
      tx.execute<{ left: string }>(
        sql`select count(*) as left from inbox i join case_conversations f
              on f.conversation_id = i.conversation_id where i.body_sealed is not null`,
      ),
    );
    expect(Number(rows[0]?.left)).toBe(0);
  });

  test('is silent while a counsellor is in the chat, and carries words both ways', async () => {
    const [card] = await queue();
    const caseId = card?.caseId ?? '';
    const act = <T>(work: Parameters<typeof house.db.transact<T>>[0]) => house.db.transact(work);
    expect(await act((tx) => claimCase(tx, house.deps, siti, caseId))).toEqual({ is: 'claimed' });
    await engine.settle();
    const before = engine.heard('chat-3').length;
    await engine.hear('chat-3', 'dia sudah pergi');
    await engine.settle();
    expect(engine.heard('chat-3').length).toBe(before);
    await engine.hear('chat-3', 'tolong, dia kembali bawa parang, saya mau dibunuh');
    await engine.settle();
    expect(engine.heard('chat-3').length).toBe(before);
    const marked = await act((tx) => accessCase(tx, house.deps, siti, caseId));
    expect(marked?.items.findLast((item) => item.kind === 'person')).toMatchObject({
      danger: { urgency: 1 },
    });
    await act((tx) => sayToPerson(tx, house.deps, siti, caseId, 'Saya di sini.', 'once'));
    await act((tx) => sayToPerson(tx, house.deps, siti, caseId, 'Saya di sini.', 'once'));
    await engine.settle();
    expect(engine.heard('chat-3').slice(before)).toEqual(['Saya di sini.']);
    const opened = await act((tx) => accessCase(tx, house.deps, siti, caseId));
    const words = opened?.items.find((item) => item.kind === 'counsellor');
    expect(words?.kind === 'counsellor' && opened?.deliveries[words.outboxSequence ?? 0]).toBe('sent');
    expect(await act((tx) => releaseCase(tx, house.deps, siti, caseId))).toBe('released');
    await engine.settle();
    await act((tx) => claimCase(tx, house.deps, siti, caseId));
    await engine.settle();
    const seen = (await act((tx) => accessCase(tx, house.deps, siti, caseId)))?.lastSequence ?? 0;
    expect(await act((tx) => closeCase(tx, house.deps, siti, caseId, 'selesai', seen))).toBe('closed');
    await engine.settle();
    // The case opened early: its number is said only now, and a PIN offered.
    expect(engine.heard('chat-3').slice(-3)).toEqual([
      expect.stringContaining('selesai'),
      expect.stringMatching(/(\d{4} ){3}\d{4}/),
      expect.stringContaining('PIN'),
    ]);
    await engine.hear('chat-3', 'halo lagi');
    await engine.settle();
    expect(engine.heard('chat-3').at(-1)).toContain('Aman untuk chat');
  });
});

describe('a storm from one chat', () => {
  test('is kept to the last word and answered with patience once; a cry in it is heard, and others are answered', async () => {
    const words = Array.from({ length: 120 }, (_, at) =>
      at === 90 ? 'tolong, dia mau bunuh saya' : `zzz ${at}`,
    );
    for (const text of ['halo', ...words.slice(0, 60)]) await engine.hear('storm', text);
    await engine.hear('calm', 'halo');
    for (const text of words.slice(60)) await engine.hear('storm', text);
    await engine.settle();
    const heard = engine.heard('storm');
    expect(heard.filter((text) => text.includes('Mohon tunggu sebentar'))).toHaveLength(1);
    expect(heard.length).toBeLessThan(25);
    expect(heard.join('\n')).toContain('110');
    expect(engine.heard('calm')).toHaveLength(1);
    const cards = await queue();
    const [card] = cards.filter(({ head }) => head?.lastWords === words.at(-1));
    const opened = await house.db.transact((tx) => accessCase(tx, house.deps, siti, card?.caseId ?? ''));
    const said = opened?.items.flatMap((item) => (item.kind === 'person' ? [item.text] : []));
    expect(said).toEqual(['halo', ...words]);
  });
});
