import type { Urgency } from '../../flows/kit/events.ts';
import { planCalmly } from '../../src/conversation/burst.ts';
import type { Inbound } from '../../src/conversation/messages.ts';
import { labelOf, type Renderer } from '../../src/conversation/render.ts';
import type { ConversationState } from '../../src/conversation/snapshot.ts';
import { createWords } from '../../src/conversation/words.ts';
import { numbersFor, services } from '../../src/directory/numbers.ts';
import { assert } from '../../src/errors.ts';

/**
 * Who writes in: three kinds of person, each rehearsed once through the real flow without a database. What
 * they say is then the same for everybody of a kind, down to the number inside each button, so that a bench
 * can send it without reading replies, and knows beforehand how many there must be.
 */
export type Kind = 'taps' | 'types' | 'inDanger';

/** Of ten people: six press buttons, three type what stands on them and tell a story, one is in danger. */
export const mix: readonly Kind[] = [
  'taps',
  'types',
  'taps',
  'inDanger',
  'taps',
  'types',
  'taps',
  'taps',
  'types',
  'taps',
];

/** One message of a person, and what its turn writes. */
export interface Line {
  happened: Inbound;
  /** Bytes before sealing: the inbox row's body, the state after it, and each reply in order. */
  inboundBytes: number;
  stateBytes: number;
  replyBytes: readonly number[];
}

export const renderer: Renderer = {
  words: createWords(() => 'Toko Melati'),
  numbersFor: (place) => numbersFor(services, place),
};

/** What is chosen wherever it is offered; everything else is answered with "do not know". */
const choices = ['safe', 'me', '26to40', 'home', 'no', 'overMonth', 'enough', 'legal', 'iReturn', 'correct'];
const closing = ['allow', 'goOn', '0'];
const wanted = [...choices, ...closing];

/** A longer text as people write it: every word of it is heard for danger. */
const story = `Kakak saya bekerja di luar kota sejak tahun lalu. Dulu dia telepon setiap minggu, tetapi sudah
  tiga bulan tidak ada kabar dan nomornya tidak aktif. Kami sekeluarga bingung harus bertanya kepada siapa.`;
const danger = 'saya disekap di mess, dia pegang parang';

/** As long, written out, as any moment of today: a timer's size is part of the state's. */
const rehearsedAt = new Date('2026-01-05T02:00:00Z');

/** Longer than any report; a flow that asks more has a loop. */
const linesMax = 40;

/** @returns everything a person of this kind says, from hello until her report is filed */
export function rehearse(kind: Kind): readonly Line[] {
  const talk: Talk = { kind, state: null, focus: null, lines: [], filed: false };
  say(talk, { type: 'inbound.text', text: 'halo' });
  while (!talk.filed) {
    assert(talk.lines.length < linesMax, 'rehearsalGoesRound');
    say(talk, answer(talk));
  }
  return talk.lines;
}

interface Talk {
  kind: Kind;
  state: ConversationState | null;
  focus: { urgency: Urgency; claimed: boolean } | null;
  lines: Line[];
  filed: boolean;
}

/** The fourth thing anybody says is her own words: at the question about age. */
const ownWordsAt = 3;

function answer({ kind, state, lines }: Talk): Inbound {
  const asked = state?.asked;
  assert(asked, 'nothingAsked');
  if (lines.length === ownWordsAt && kind === 'inDanger') return { type: 'inbound.text', text: danger };
  if (lines.length === ownWordsAt && kind === 'types') return { type: 'inbound.text', text: story };
  if (asked.question.text.key === 'report.where') return { type: 'inbound.text', text: 'Padang' };
  const { options } = asked.question;
  const option = wanted.flatMap((id) => options.filter((offered) => offered.id === id))[0] ?? options.at(-1);
  assert(option, 'nothingToChoose');
  if (kind === 'types') return { type: 'inbound.text', text: labelOf(renderer.words, 'id', option) };
  return { type: 'inbound.tap', token: `${asked.number}.${option.id}` };
}

function say(talk: Talk, happened: Inbound): void {
  const plan = planCalmly(renderer, {
    channel: 'telegram',
    state: talk.state,
    lasting: { language: 'id' },
    event: happened,
    focus: talk.focus,
    lastInboundAt: rehearsedAt,
    now: rehearsedAt,
    receipt: () => '0000000000000000',
    pin: () => '0000',
  });
  talk.state = JSON.parse(JSON.stringify(plan.state)) as ConversationState;
  if (plan.case) {
    const urgency = Math.min(plan.case.urgency ?? 4, talk.focus?.urgency ?? 4) as Urgency;
    talk.focus = { urgency, claimed: false };
  }
  talk.filed = plan.case?.filed ?? false;
  talk.lines.push({
    happened,
    inboundBytes: bytesOf(happened),
    stateBytes: bytesOf(plan.state),
    replyBytes: plan.replies.map(({ part }) => bytesOf(part)),
  });
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
