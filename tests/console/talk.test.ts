import { describe, expect, it } from 'vitest';
import { readAssets } from '../../src/console/assets.ts';
import { queueCard } from '../../src/console/pages/card.ts';
import { queuePart, sidePart } from '../../src/console/pages/queue.ts';
import { talk } from '../../src/console/pages/talk.ts';
import type { View } from '../../src/console/view.ts';
import { wordsOf } from '../../src/console/words.ts';
import type { CaseHead, OpenedCase, QueueCard } from '../../src/store/case-contents.ts';
import { cardsIn, seen } from './scene.ts';

const now = new Date('2026-11-21T02:00:00Z');
const sari = { id: '11111111-1111-4111-8111-111111111111', name: 'Sari', roles: [] };
const view: View = {
  words: wordsOf('id'),
  language: 'id',
  theme: 'auto',
  now,
  isNight: false,
  csrf: 'x',
  path: '/console',
  notice: undefined,
  me: sari,
  assets: readAssets(),
  banners: [],
  lockSeconds: null,
};
const head: CaseHead = {
  channel: 'whatsapp',
  language: 'id',
  who: null,
  age: null,
  topic: null,
  country: 'MY',
  rules: [],
  lastWords: null,
};
const card: QueueCard = {
  caseId: '1a',
  urgency: 1,
  openedAt: now,
  waitingSince: now,
  province: null,
  filed: false,
  claimedBy: null,
  mine: false,
  offered: false,
  isLost: false,
  claimEnds: null,
  callingUntil: null,
  askedOfMe: false,
  isChild: false,
  head,
};
const opened: OpenedCase = {
  id: '1a',
  urgency: 1,
  state: 'open',
  province: null,
  openedAt: now,
  filedAt: null,
  waitingSince: null,
  closedAt: null,
  closeReason: null,
  reportDueAt: null,
  isWithdrawn: false,
  isRestricted: false,
  claimedBy: sari,
  mine: true,
  head,
  answers: null,
  attachments: new Map(),
  items: [
    { kind: 'counsellor', memberId: sari.id, text: 'Bu?', held: true, id: 'i', sequence: 4, at: now },
    { kind: 'counsellor', memberId: sari.id, text: 'Halo', id: 'j', sequence: 5, at: now },
  ],
  deliveries: {},
  channels: ['whatsapp'],
  revision: 1,
  lastSequence: 5,
};

describe('the conversation of a case', () => {
  it('says of words held back that they were not sent, and not that they wait to be', () => {
    const said = seen(talk(view, opened, () => undefined).markup);
    expect(said).toMatch(/Bu\? Kamu · [\d.]+ · tidak dikirim: orangnya sudah keluar dari chat/);
    expect(said).toMatch(/Halo Kamu · [\d.]+ · menunggu terkirim/);
  });

  it('carries the number of what it shows into the form that closes the case', () => {
    expect(talk(view, opened, () => undefined).markup).toContain('name="seen" form="close" value="5"');
  });
});

describe('a card', () => {
  it('of somebody abroad names the country', () => {
    expect(seen(queueCard(view, card).markup)).toContain('Malaysia · WhatsApp');
    const home = { ...card, head: { ...head, country: null } };
    expect(seen(queueCard(view, home).markup)).toContain('Wilayah belum diketahui · WhatsApp');
  });

  it('of an emergency that waits for its holder stands among those that wait, and only once beside a case', () => {
    const held = { ...card, caseId: '2b', claimedBy: { id: '2', name: 'Rahel' } };
    const quiet = { ...held, caseId: '3c', waitingSince: null };
    const mine = { ...held, caseId: '4d', claimedBy: sari, mine: true };
    const page = queuePart(view, { cards: [held, card, mine, quiet], page: 0, hasNext: false }).markup;
    expect(seen(page)).toMatch(/3 menunggu .*Sedang dipegang/);
    expect(cardsIn(page)).toEqual(['2b', '1a', '4d', '3c']);
    expect(seen(page)).not.toContain('Ditawarkan');
    expect(sidePart(view, [held, card, mine, quiet], '4d').markup.match(/id="side-4d"/g)).toHaveLength(1);
  });

  it('says how it stands with its holder: her clock, the telephone, the line, an offer, a colleague who asks', () => {
    const rahel = { id: '2', name: 'Rahel' };
    const soon = new Date(now.getTime() + 100_000);
    const said = (change: Partial<QueueCard>) =>
      seen(queueCard(view, { ...card, claimedBy: rahel, ...change }).markup);
    expect(said({ claimedBy: sari, mine: true, claimEnds: soon })).toContain('Kamu: 1:40 lagi');
    expect(said({ claimEnds: soon })).toContain('Rahel: 1:40 lagi');
    expect(said({ claimEnds: new Date(now.getTime() - 1) })).toContain('waktunya habis');
    expect(said({ callingUntil: soon, claimEnds: soon })).toMatch(/Menelepon, 1:40 lagi(?!.*Rahel: )/);
    expect(said({ isLost: true })).toMatch(/Terputus.*Dipegang Rahel/);
    expect(said({ askedOfMe: true })).toContain('Rahel menyerahkan kasus ini kepadamu');
    const offered = queueCard(view, { ...card, claimedBy: rahel, offered: true, isLost: true }).markup;
    expect(seen(offered)).toMatch(/Ditawarkan Dipegang Rahel .*Ambil alih/);
    expect(offered).toContain('/console/cases/1a/claim');
    expect(queueCard(view, { ...card, claimedBy: rahel, isLost: true }).markup).not.toContain('/claim');
  });

  it('of a case she holds no key to tells its urgency and nothing else', () => {
    const locked = queueCard(view, { ...card, head: null });
    expect(seen(locked.markup)).toMatch(/Darurat baru saja Terkunci untukmu/);
    expect(locked.markup).not.toMatch(/\/claim|href=/);
    const child = queueCard(view, { ...card, head: null, isChild: true }).markup;
    expect(seen(child)).toMatch(/Darurat baru saja Kasus anak Isinya hanya untuk pemegang kunci/);
  });
});

describe('the queue', () => {
  const part = (cards: QueueCard[], page = 0, hasNext = false) =>
    queuePart(view, { cards, page, hasNext }).markup;

  it('offers the topmost under the thumb only while there is one that she may take', () => {
    expect(part([card])).toContain('action="/console/take"');
    for (const none of [
      { head: null },
      { mine: true, claimedBy: sari },
      { claimedBy: { id: '2', name: 'R' } },
    ])
      expect(part([{ ...card, ...none }])).not.toContain('/console/take');
    expect(part([card], 1)).not.toContain('/console/take');
  });

  it('goes on to the next thirty, and back, by links that work without a script', () => {
    expect(part([card])).not.toContain('class="pages"');
    expect(part([card], 0, true)).toContain('href="/console?page=1"');
    expect(part([card], 2, true)).toMatch(/href="\/console"[\s\S]*href="\/console\?page=3"/);
    expect(part([card], 2)).toContain('hx-get="/console/queue?page&#61;2"');
  });
});

describe('a note', () => {
  const note = {
    kind: 'note',
    memberId: '2',
    text: 'suaminya polisi',
    id: 'n',
    sequence: 6,
    at: now,
  } as const;
  it('is drawn unlike anything that goes to a person, and says what it is', () => {
    const said = talk(view, { ...opened, items: [note] }, () => 'Rahel').markup;
    expect(said).toMatch(/<li class="note-line"/);
    expect(said).not.toContain('class="said');
    expect(seen(said)).toMatch(/Catatan tim · Rahel · [\d.]+ suaminya polisi/);
  });
});

describe('words that wait for her safe hours', () => {
  const waits = {
    ...opened.items[1],
    kind: 'counsellor',
    memberId: sari.id,
    text: 'Bu?',
    waits: true,
    id: 'i',
    sequence: 4,
    at: now,
  } as const;
  const later = (what: 'heldSent' | 'heldUnsent') =>
    ({ kind: 'happened', what, id: what, sequence: 7, at: now }) as const;
  const said = (items: OpenedCase['items']) => seen(talk(view, { ...opened, items }, () => undefined).markup);

  it('say so, and later that they went out, or that they have to be sent again', () => {
    expect(said([waits])).toMatch(/Bu\? Kamu · [\d.]+ · menunggu jam aman/);
    expect(said([waits, later('heldSent')])).toContain('dikirim setelah jam aman');
    expect(said([waits, later('heldUnsent')])).toMatch(/belum terkirim.*Kirim lagi/);
  });
});

describe('words that did not go out', () => {
  const lost = {
    kind: 'counsellor',
    memberId: sari.id,
    text: 'Bu?',
    outboxSequence: 9,
    id: 'i',
    sequence: 4,
    at: now,
  } as const;
  const shown = (change: Partial<OpenedCase>) =>
    talk(view, { ...opened, items: [lost], deliveries: { 9: 'expired' }, ...change }, () => undefined).markup;

  it('are sent again by one tap, as one message however often it is pressed', () => {
    expect(seen(shown({}))).toContain('belum terkirim');
    expect(shown({})).toMatch(/class="again"[\s\S]*name="nonce" value="i"[\s\S]*name="text" value="Bu\?"/);
  });

  it('offer it only to whoever holds the open case, and not once they were written again', () => {
    expect(shown({ mine: false })).not.toContain('class="again"');
    expect(shown({ state: 'closed' })).not.toContain('class="again"');
    expect(shown({ deliveries: { 9: 'sent' } })).not.toContain('class="again"');
    const repeated = { ...lost, id: 'j', sequence: 5 };
    expect(shown({ items: [lost, repeated] }).match(/class="again"/g)).toHaveLength(1);
  });
});
