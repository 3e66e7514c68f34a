import type { CheckEvent } from '../../flows/kit/events.ts';
import { startTalk, type Talk, takeEvent } from '../../src/cli/chat.ts';
import type { InboxEvent } from '../../src/conversation/messages.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';
import { restore } from '../../src/conversation/snapshot.ts';

/**
 * Somebody who does anything at any time, over the real planTurn: right answers and wrong ones, the words
 * that always work, cries, silences, old buttons; a counsellor who comes and goes. One seed, one walk.
 */
export interface Step {
  before: Talk;
  /** Null when only time passed. */
  event: InboxEvent | null;
  plan: TurnPlan;
  after: Talk;
}

type Draw = () => number;

/** Mulberry32: small, and the same everywhere. */
export function drawFrom(seed: number): Draw {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const words = [
  ...['KELUAR', 'PETUGAS', 'DARURAT', 'BANTUAN', 'HAPUS', 'LIHAT', 'BAHASA', 'MENU', 'UBAH', 'KEMBALI'],
  ...['PRIVASI', 'LIHAT DATA', 'PERBAIKI', 'TARIK', 'HAPUS DATA', 'BATASI'],
  ...['LAPOR LAIN', 'STATUS', 'NOMOR BARU'],
];
export const cries = ['tolong, dia mau bunuh saya', 'saya dikunci di kamar', 'saya mau bunuh diri'];
const chatter = [
  'halo',
  'merah',
  'tidak aman',
  'padang',
  'kupang',
  'malaysia',
  'wakanda utara',
  'saya mau cerita dulu ya kak, ini soal tetangga saya yang baru pulang',
  'umur saya 15',
  'tidak tahu',
  '1 dan 3',
  '8',
  '???',
  '6543 2109 8765 4321',
  '4821',
  '👍',
  '',
];

/** The same talk, to be gone on with in two ways: what is inside is replaced by a turn, never changed. */
export const copyOf = (talk: Talk): Talk => ({
  ...talk,
  cases: talk.cases.map((each) => ({ ...each })),
});

/** What tells two resting points of the flow apart, for a reader: where it stands, and who is called. */
export function placeOf(talk: Talk): string {
  if (!talk.state) return 'new';
  const { value, context } = restore(talk.state);
  const { human, filed, started, away, editing, urgency, stories = [] } = context;
  return JSON.stringify([value, human, filed, started, away, editing, urgency, Math.min(stories.length, 2)]);
}

export function counsellorIsHere({ state, focus, away }: Talk): boolean {
  if (!state) return focus?.claimed === true && !away;
  // She joined while nobody might be written to: the person does not know of her yet.
  if (state.unsaid) return false;
  return JSON.stringify(restore(state).value).includes('"listening"');
}

/** @param watch called with every turn taken */
export function walk(start: Talk, seed: number, turns: number, watch: (step: Step) => void): void {
  const draw = drawFrom(seed);
  let talk = start;
  // Some answer patiently and come to the end of the questions; some do anything at all.
  let isPatient = false;
  for (let turn = 0; turn < turns; turn += 1) {
    if (draw() < 0.04) {
      talk = startTalk(talk.channel, talk.language);
      isPatient = draw() < 0.5;
    }
    const isOdd = !isPatient || draw() < 0.06;
    if (isOdd && draw() < 0.02) talk.state = null;
    if (isOdd && draw() < 0.12) passTime(talk, pickFrom(draw, [1, 5, 16, 31, 61]), watch);
    takeStep(talk, isOdd ? eventFor(talk, draw) : patientAnswer(talk, draw), watch);
  }
}

function takeStep(talk: Talk, event: InboxEvent | null, watch: (step: Step) => void): void {
  const before = copyOf(talk);
  const plan = takeEvent(talk, event);
  watch({ before, event, plan, after: copyOf(talk) });
  // Another story comes a moment later.
  if (talk.next) takeStep(talk, talk.next, watch);
}

function passTime(talk: Talk, minutes: number, watch: (step: Step) => void): void {
  const until = talk.now + minutes * 60_000;
  for (;;) {
    const due = Math.min(...(talk.state?.timers ?? []).map((timer) => timer.dueAt), Number.POSITIVE_INFINITY);
    if (due > until) break;
    talk.now = due;
    takeStep(talk, null, watch);
  }
  talk.now = until;
}

function pickFrom<Item>(draw: Draw, items: readonly Item[]): Item {
  return items[Math.floor(draw() * items.length)] as Item;
}

/** What became of a number or a PIN, as it comes a moment after its turn; now and then much later. */
function checked(talk: Talk, draw: Draw): InboxEvent | null {
  const { value } = talk.state ? restore(talk.state) : { value: null };
  const place = JSON.stringify(value ?? '');
  const result = (one: CheckEvent): InboxEvent => ({ type: 'receipt.checked', result: one });
  const found = {
    receiptId: 'r',
    caseId: 'c',
    number: '6543210987654321',
    hasPin: true,
    status: 'read' as const,
  };
  const right = { type: 'pin.right' as const, urgency: 2 as const, claimed: false, open: true, others: 1 };
  if (place.includes('"checkingNumber"'))
    return result(pickFrom<CheckEvent>(draw, [{ type: 'number.found', found }, { type: 'number.unknown' }]));
  if (place.includes('"checkingPin"'))
    return result(
      pickFrom<CheckEvent>(draw, [
        { ...right, replies: ['Halo.'] },
        { type: 'pin.wrong' },
        { type: 'pin.forced' },
      ]),
    );
  return place.includes('"keeping') ? result({ type: 'pin.kept' }) : null;
}

function eventFor(talk: Talk, draw: Draw): InboxEvent {
  const chance = draw();
  const answered = chance < 0.5 ? checked(talk, draw) : null;
  if (answered) return answered;
  if (talk.focus && chance < 0.1) return teamEvent(talk, draw);
  if (chance < 0.6) return answer(talk, draw);
  if (chance < 0.72) return { type: 'inbound.text', text: pickFrom(draw, words) };
  if (chance < 0.78) return { type: 'inbound.text', text: pickFrom(draw, cries) };
  if (chance < 0.93) return { type: 'inbound.text', text: pickFrom(draw, chatter) };
  return pickFrom<InboxEvent>(draw, [
    { type: 'inbound.start' },
    { type: 'inbound.unreadable' },
    { type: 'inbound.media', media: 'photo', reference: 'r', caption: null },
    { type: 'inbound.tap', token: '1.safe' },
    { type: 'inbound.tap', token: 'nonsense' },
  ]);
}

const endings: ReadonlySet<string> = new Set([
  'simpleWords',
  'notSafe',
  'inDanger',
  'eraseAll',
  'otherLanguage',
  'refuse',
]);

function patientAnswer(talk: Talk, draw: Draw): InboxEvent {
  const answered = checked(talk, draw);
  if (answered) return answered;
  if (talk.state?.asked?.question.text.key === 'report.where' && draw() < 0.8)
    return { type: 'inbound.text', text: pickFrom(draw, ['padang', 'kupang', 'malaysia', 'wakanda utara']) };
  // Skipping now and then, or nobody would come to the end of so many questions.
  const event =
    draw() < 0.5 && talk.state?.asked?.question.rails.includes('skip') ? skipping(talk) : answer(talk, draw);
  const choice = event.type === 'inbound.tap' ? event.token.split('.')[1] : '';
  return endings.has(choice ?? '') ? answer(talk, draw) : event;
}

function skipping(talk: Talk): InboxEvent {
  if (talk.channel === 'whatsapp') return { type: 'inbound.text', text: '8' };
  return { type: 'inbound.tap', token: `${talk.state?.asked?.number}.skip` };
}

function answer(talk: Talk, draw: Draw): InboxEvent {
  const asked = talk.state?.asked;
  if (!asked) return { type: 'inbound.text', text: 'halo' };
  const { options, rails } = asked.question;
  const at = Math.floor(draw() * (options.length + rails.length));
  const choice = options[at]?.id ?? rails[at - options.length];
  if (talk.channel !== 'whatsapp') return { type: 'inbound.tap', token: `${asked.number}.${choice}` };
  const digits = { skip: '8', human: '9', leave: '0' } as Record<string, string>;
  return { type: 'inbound.text', text: options[at] ? String(at + 1) : (digits[choice ?? ''] ?? '') };
}

function teamEvent(talk: Talk, draw: Draw): InboxEvent {
  const memberId = 'm';
  if (!talk.focus?.claimed) return { type: 'counsellor.joined', memberId };
  return pickFrom<InboxEvent>(draw, [
    { type: 'counsellor.said', memberId, text: 'Saya di sini.' },
    { type: 'counsellor.said', memberId, text: 'Kita pelan-pelan saja.' },
    { type: 'counsellor.left', memberId },
    { type: 'case.closed', memberId, reason: 'selesai' },
  ]);
}
