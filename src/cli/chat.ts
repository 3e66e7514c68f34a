import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { CheckEvent, Language, MediaKind, OperatorKind, Urgency } from '../../flows/kit/events.ts';
import { mannerOf } from '../../flows/report/manner.ts';
import {
  type ChannelName,
  capabilities,
  type InboxEvent,
  type Part,
  type RightOutcome,
} from '../conversation/messages.ts';
import type { TurnPlan } from '../conversation/plan.ts';
import type { Renderer } from '../conversation/render.ts';
import { answersIn, type ConversationState, type Lasting } from '../conversation/snapshot.ts';
import { type OpenCase, planAmong } from '../conversation/stories.ts';
import { createWords } from '../conversation/words.ts';
import { numbersFor, services } from '../directory/numbers.ts';
import { lineOf } from './chat-lines.ts';
import { followedBy, placed, settleFocus } from './chat-stories.ts';
import { insistOnNode } from './check.ts';

/**
 * `npm run chat -- --lang en --channel whatsapp`: a talk with the real flow in a terminal. No network, no
 * database, and no clock but the one you turn yourself. With `--record FILE` it becomes a transcript, in the
 * form that tests/flows/transcripts holds:
 *
 *   # what it shows
 *   > what the person writes      > (photo: words below it)      > (start)      > (unreadable)
 *   >> a button she presses       >> 3.safe is a button of the third question, long after
 *   < the keys we say, [choices]  ! what else happens
 *   @ 10 minutes                  @ the talk is forgotten (its day key is gone)     @ language en
 *   @ organisation uptd_ppa       whoever runs it must tell the police of sexual violence
 *   * what the team does: joined, left, closed, said: words
 */
export interface Talk {
  channel: ChannelName;
  language: Language;
  /** She left the screen: this lasts longer than the talk's own state. */
  away: boolean;
  /** What else lasts: short words, how she may be written to. */
  lasts: Omit<Lasting, 'language' | 'away'>;
  operatorKind: OperatorKind;
  state: ConversationState | null;
  /** Milliseconds since 1970; moved by "@ 10 minutes" only. */
  now: number;
  lastInboundAt: number;
  /** The case in focus. */
  focus: { urgency: Urgency; claimed: boolean } | null;
  /** All open cases of this chat as the database would know them, once there are several; and the one in focus. */
  cases: OpenCase[];
  focusId: string | null;
  /** What follows this turn at once: another story, in a turn of its own. */
  next: InboxEvent | null;
}

/** What one line of a talk brings about: each turn as it was planned, the waiting turns of time included. */
export interface Outcome {
  turns: TurnPlan[];
  /** The same as lines of a transcript. */
  lines: string[];
}

/** The words and numbers of a deployment that nobody has set up further. */
export const plainRenderer: Renderer = {
  words: createWords(() => 'Ruang Tulis'),
  numbersFor: (place) => numbersFor(services, place),
};

const minute = 60_000;
const railDigits: Readonly<Record<string, string>> = { skip: '8', human: '9', leave: '0' };

export function startTalk(channel: ChannelName, language: Language): Talk {
  const now = Date.UTC(2026, 0, 5, 2);
  return {
    ...{ channel, language, now, away: false, lasts: {}, operatorKind: 'lainnya' },
    ...{ state: null, lastInboundAt: 0, focus: null, cases: [], focusId: null, next: null },
  };
}

/** Takes one line of a talk; a line that is no input (a comment, something we said) does nothing. */
export function takeLine(talk: Talk, line: string): Outcome {
  const outcome: Outcome = { turns: [], lines: [] };
  if (line.startsWith('@')) passTime(talk, line.slice(1).trim(), outcome);
  const event = eventOf(talk, line);
  if (event) takeAll(talk, event, outcome);
  return outcome;
}

/** The event, and the story that it leads to. */
function takeAll(talk: Talk, event: InboxEvent | null, outcome: Outcome): void {
  const plan = takeEvent(talk, event);
  note(outcome, plan);
  if (talk.next) takeAll(talk, talk.next, outcome);
}

function note({ turns, lines }: Outcome, plan: TurnPlan): void {
  turns.push(plan);
  const manner = mannerOf(answersIn(plan.state), plan.lasting.simple ?? false);
  lines.push(...plan.effects.flatMap((effect) => lineOf(effect, plan.state, manner)));
}

function eventOf(talk: Talk, line: string): InboxEvent | null {
  if (line.startsWith('>>')) return pressed(talk, line.slice(2).trim());
  const sent = /^> \((\w+)(?:: (.*))?\)$/.exec(line);
  if (sent?.[1] === 'start') return { type: 'inbound.start' };
  if (sent?.[1] === 'unreadable') return { type: 'inbound.unreadable' };
  if (sent)
    return { type: 'inbound.media', media: sent[1] as MediaKind, reference: 'r', caption: sent[2] ?? null };
  if (line.startsWith('>')) return { type: 'inbound.text', text: line.slice(1).trim() };
  return line.startsWith('*') ? teamEvent(line.slice(1).trim()) : null;
}

/** Plain numbered text has no buttons: the person types the digit that stands before the label. */
function pressed(talk: Talk, choice: string): InboxEvent {
  const pictures = talk.state?.pictures;
  // The question about a picture stands beside the talk's own, and is answered first while it is the newest.
  const asked = (pictures?.isNewest ? pictures.asked : null) ?? talk.state?.asked;
  if (choice.includes('.')) return { type: 'inbound.tap', token: choice };
  if (capabilities[talk.channel].choices !== 'numbers')
    return { type: 'inbound.tap', token: `${asked?.number ?? ''}.${choice}` };
  const at = asked?.question.options.findIndex((option) => option.id === choice) ?? -1;
  return { type: 'inbound.text', text: at >= 0 ? String(at + 1) : (railDigits[choice] ?? choice) };
}

/** "joined 2": about the second case of this chat; without a number, the one in focus. */
function teamEvent(said: string): InboxEvent | null {
  const [, act, at, words] = /^(joined|left|away|closed|said) (\d)(:.*)?$/.exec(said) ?? [];
  const event = plainTeamEvent(act === undefined ? said : `${act}${words ?? ''}`);
  return event && at !== undefined ? ({ ...event, caseId: `case-${at}` } as InboxEvent) : event;
}

function plainTeamEvent(said: string): InboxEvent | null {
  const memberId = 'm';
  if (said === 'joined') return { type: 'counsellor.joined', memberId };
  if (said === 'offered') return { type: 'receipt.offered', caseId: 'case-1' };
  if (said === 'check lost') return checked({ type: 'check.lost' });
  if (said === 'left') return { type: 'counsellor.left', memberId };
  if (said === 'away') return { type: 'counsellor.away', memberId };
  if (said === 'nobody') return { type: 'duty.empty' };
  const [what = '', ...rest] = said.split(' ');
  const outcome = rest[0] as RightOutcome;
  if (what === 'decided') return { type: 'right.decided', memberId, outcome };
  if (what === 'number' || what === 'pin') return checkedEvent(what, rest);
  if (said === 'closed') return { type: 'case.closed', memberId, reason: 'selesai' };
  return said.startsWith('said:')
    ? { type: 'counsellor.said', memberId, text: said.slice('said:'.length).trim() }
    : null;
}

/** What became of a number or a PIN: "number found", "number unknown", "pin right: a reply", "pin forced" … */
function checkedEvent(what: 'number' | 'pin', [how = '', ...words]: string[]): InboxEvent | null {
  if (what === 'number' && how.startsWith('found')) {
    const found = { receiptId: 'r', caseId: 'c', number: '6543210987654321', status: 'read' as const };
    return checked({ type: 'number.found', found: { ...found, hasPin: how !== 'found-without-pin' } });
  }
  if (what === 'pin' && how.startsWith('right')) {
    const replies = words.length > 0 ? [words.join(' ')] : [];
    const others = how === 'right-alone' ? 0 : 1;
    return checked({ type: 'pin.right', replies, others, urgency: 2, claimed: false, open: true });
  }
  const type = `${what}.${how}`;
  return isPlainCheck(type) ? checked({ type }) : null;
}

const plainChecks = [
  'number.unknown',
  'number.blocked',
  'pin.wrong',
  'pin.blocked',
  'pin.forced',
  'pin.kept',
  'pin.same',
] as const;

function isPlainCheck(type: string): type is (typeof plainChecks)[number] {
  return plainChecks.some((known) => known === type);
}

function checked(result: CheckEvent): InboxEvent {
  return { type: 'receipt.checked', result };
}

function passTime(talk: Talk, said: string, outcome: Outcome): void {
  if (said === 'the talk is forgotten') talk.state = null;
  if (said === 'organisation uptd_ppa') talk.operatorKind = 'uptd_ppa';
  if (said === 'language en' || said === 'language id') talk.language = said === 'language en' ? 'en' : 'id';
  const [, count, unit] = /^(\d+) (minute|hour)s?$/.exec(said) ?? [];
  const until = talk.now + Number(count ?? 0) * (unit === 'hour' ? 60 : 1) * minute;
  for (;;) {
    const due = Math.min(...(talk.state?.timers ?? []).map((timer) => timer.dueAt), Number.POSITIVE_INFINITY);
    if (due > until) break;
    talk.now = due;
    takeAll(talk, null, outcome);
  }
  talk.now = until;
}

/** Takes one event of a talk, or its due timers when there is none. */
export function takeEvent(talk: Talk, event: InboxEvent | null): TurnPlan {
  const stories = placed(talk, event);
  const plan = planAmong(plainRenderer, {
    channel: talk.channel,
    state: talk.state,
    lasting: { ...talk.lasts, language: talk.language, away: talk.away },
    event,
    focus: talk.focus,
    lastInboundAt: new Date(talk.lastInboundAt),
    now: new Date(talk.now),
    receipt: () => '1234567890123456',
    pin: () => '4821',
    org: { operatorKind: talk.operatorKind },
    ...(stories ? { stories } : {}),
  });
  // Through JSON and back, as the database would: nothing can hide in memory between two turns.
  talk.state = JSON.parse(JSON.stringify(plan.state)) as ConversationState;
  const { language, away, ...lasts } = plan.lasting;
  Object.assign(talk, { language, away: away ?? false, lasts });
  if (event?.type.startsWith('inbound.')) talk.lastInboundAt = talk.now;
  settleFocus(talk, plan, event, stories);
  talk.next = followedBy(plan);
  return plan;
}

/** A bubble as a terminal can show it: buttons become numbered lines, for the digit means the same there. */
export function bubbleOf(part: Part): string {
  if (part.type === 'clear') return '';
  const choices = part.choices.map(({ label }, at) => `${at + 1} [${label}]`);
  const rails = part.rails.map(
    ({ token, label }) => `${railDigits[token.split('.')[1] ?? ''] ?? ''} [${label}]`,
  );
  return [part.text, ...choices, ...(rails.length > 0 ? [rails.join('  ')] : [])]
    .join('\n')
    .replace(/^/gm, '  │ ');
}

interface Wanted {
  language: Language;
  channel: ChannelName;
  record: string | undefined;
}

const usage = `npm run chat -- [--lang id|en] [--channel telegram|whatsapp|web] [--record FILE]
  write as the person would; a digit chooses
  * joined, * said: words, * left, * closed   what a counsellor does
  @ 10 minutes                               lets time pass
  Ctrl-D                                     ends the talk\n`;

/** @returns what was asked for, or nothing when it makes no sense */
export function readWanted(args: readonly string[]): Wanted | undefined {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args: [...args], options: { lang: text, channel: text, record: text } });
    const { lang = 'id', channel = 'telegram', record } = values;
    if ((lang !== 'id' && lang !== 'en') || !Object.hasOwn(capabilities, channel)) return undefined;
    return { language: lang, channel: channel as ChannelName, record };
  } catch {
    return undefined;
  }
}

/** Reads lines until the input ends, and answers each; the record is whole after every line. */
export async function talkIn(
  terminal: AsyncIterable<string>,
  wanted: Wanted,
  show: (words: string) => void,
): Promise<void> {
  const talk = startTalk(wanted.channel, wanted.language);
  const record = ['# A recorded talk', ...(wanted.language === 'en' ? ['@ language en'] : [])];
  for await (const typed of terminal) {
    const line = /^(>|@|\*)/.test(typed) ? typed : `> ${typed}`;
    const { turns, lines } = takeLine(talk, line);
    record.push(line, ...lines);
    if (wanted.record) writeFileSync(wanted.record, `${record.join('\n')}\n`);
    for (const happened of lines.filter((each) => each.startsWith('!'))) show(`  ${happened}\n`);
    for (const { part } of turns.flatMap((turn) => turn.replies)) show(`${bubbleOf(part)}\n\n`);
    show('> ');
  }
}

if (import.meta.main) {
  insistOnNode(import.meta.filename);
  const wanted = readWanted(process.argv.slice(2));
  const show = (words: string) => void process.stdout.write(words);
  show(wanted ? `${usage}\n> ` : usage);
  if (wanted) await talkIn(createInterface({ input: process.stdin }), wanted, show);
  else process.exitCode = 2;
}
