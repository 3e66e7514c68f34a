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
  leaseOver: false,
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
  claimedBy: sari,
  mine: true,
  head,
  answers: null,
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
    const page = queuePart(view, [held, card, mine, quiet]).markup;
    expect(seen(page)).toMatch(/3 menunggu .*Sedang dipegang/);
    expect(cardsIn(page)).toEqual(['2b', '1a', '4d', '3c']);
    expect(seen(page)).not.toContain('sudah lama tidak terlihat');
    expect(sidePart(view, [held, card, mine, quiet], '4d').markup.match(/id="side-4d"/g)).toHaveLength(1);
  });
});
