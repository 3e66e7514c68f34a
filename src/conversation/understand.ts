import { readChoice } from '../../flows/kit/choices.ts';
import type { Option } from '../../flows/kit/effects.ts';
import type { Danger, FlowEvent, GlobalWord } from '../../flows/kit/events.ts';
import { hear, readNumber, readSecret, soundsUnsafe } from '../../flows/kit/hearing.ts';
import type { InboxEvent } from './messages.ts';
import type { Asked } from './snapshot.ts';

/**
 * What came in, as what happened. Pure. The order of hearing is fixed (design §7): danger, then the safe
 * word, then the other words, then the open question. No text is ever lost here: the host keeps the words
 * whatever they are understood as.
 */
export interface Understood {
  events: FlowEvent[];
  /** For the host itself: a button of an older question, or something no parser could read. */
  also: 'nothing' | 'askAgain' | 'unreadable';
  /** A number or a PIN: what was typed is kept nowhere, not even in the case. */
  hides?: true;
}

/** What understanding depends on besides the message. */
export interface Setting {
  asked: Asked | null;
  askedBefore: string | null;
  /** First contact, or more than 30 minutes of silence: safe-to-chat is asked before anything (R2). */
  isNewSession: boolean;
  /** The options' labels in the language of the person, as they were shown. */
  labelOf: (option: Option) => string;
  /** Whether files that come this way can be fetched. */
  takesFiles?: boolean;
  /** Words that leave this chat beside KELUAR, 0 and STOP: her own, and the organisation's. */
  leaving?: readonly string[];
}

const none: Understood = { events: [], also: 'nothing' };
const only = (...events: FlowEvent[]): Understood => ({ events, also: 'nothing' });

export function understand(event: InboxEvent, setting: Setting): Understood {
  switch (event.type) {
    case 'inbound.start':
      return only({ type: 'person.arrived' });
    case 'inbound.text':
      return understandSecret(event.text, setting) ?? only(...understandText(event.text, setting));
    case 'inbound.tap':
      return understandTap(event.token, setting);
    case 'inbound.media':
      return only(...understandMedia(event, setting));
    case 'inbound.unreadable':
      return { events: setting.isNewSession ? [{ type: 'person.arrived' }] : [], also: 'unreadable' };
    case 'inbound.edited':
      return only(...(event.text === null ? [] : understandEdited(event.text, setting)));
    case 'chat.blocked':
    case 'chat.unblocked':
      return { events: [], also: 'nothing' };
    case 'counsellor.said':
      return only({ type: 'counsellor.said', text: event.text });
    case 'counsellor.joined':
    case 'counsellor.left':
    case 'counsellor.away':
    case 'duty.empty':
    case 'case.closed':
      return only({ type: event.type });
    case 'receipt.checked':
      return { ...only(event.result), hides: true };
    case 'story.begun':
    case 'story.chosen':
    case 'story.gone':
    case 'case.joined':
    case 'case.parted':
    case 'receipt.offered':
      return understandStory(event);
    case 'right.decided':
      return only({ type: 'right.decided', outcome: event.outcome });
  }
}

type StoryEvent = Extract<
  InboxEvent,
  {
    type: 'story.begun' | 'story.chosen' | 'story.gone' | 'case.joined' | 'case.parted' | 'receipt.offered';
  }
>;

/** Which of several stories is spoken of; that a chat is of its own case again is said by nothing (stories.ts). */
function understandStory(event: StoryEvent): Understood {
  if (event.type === 'case.parted') return none;
  if (event.type !== 'story.chosen') return only({ type: event.type });
  const { away, told, wanted } = event;
  return only({ type: 'story.resumed', away, told, wanted });
}

/**
 * A number or a PIN, heard after danger, the words and the buttons. It goes out to be looked at and is kept
 * nowhere as words: neither in the inbox nor in the case, and not in the state that remembers the talk.
 */
function understandSecret(text: string, setting: Setting): Understood | undefined {
  const { danger, word } = hear(text, setting.leaving);
  if (danger || word || chosenBy(text, setting)) return undefined;
  const number = readNumber(text);
  if (number !== null) return { ...only({ type: 'person.gaveNumber', number }), hides: true };
  if (!setting.asked?.question.secret) return undefined;
  const secret = readSecret(text);
  if (secret === undefined) return undefined;
  // After a silence nobody knows who types here; the digits are hidden all the same.
  const event = setting.isNewSession
    ? { type: 'person.arrived' as const }
    : { type: 'person.gaveSecret' as const, secret };
  return { ...only(event), hides: true };
}

function understandText(text: string, setting: Setting): FlowEvent[] {
  const { danger, word } = hear(text, setting.leaving);
  // "DARURAT" is a sign and a command; as the command it also shows the numbers, beside a counsellor too.
  if (word === 'emergency') return [{ type: 'person.spoke', word }];
  const chosen = chosenBy(text, setting);
  if (danger && !(chosen && isAnswer(danger, text, setting))) return [{ type: 'danger.heard', danger }];
  if (word) return spoke(word, setting);
  return chosen ?? (setting.isNewSession ? [{ type: 'person.arrived' }] : [{ type: 'person.wrote', text }]);
}

/**
 * What she changed is heard for danger and for the words that always work, and answers no question: it was
 * written for another one, and changing a word must not press a button.
 */
function understandEdited(text: string, setting: Setting): FlowEvent[] {
  const heard = understandText(text, { ...setting, asked: null, askedBefore: null });
  return heard.some(({ type }) => type === 'person.wrote' || type === 'person.arrived') ? [] : heard;
}

/** Words that show something, or only change how it is shown: after a silence the safe question comes first. */
const showing: ReadonlySet<GlobalWord> = new Set([
  ...(['show', 'showAll', 'change', 'back', 'privacy'] as const),
  ...(['withdraw', 'restrict', 'help', 'language', 'simple', 'menu'] as const),
  ...(['another', 'status', 'newNumber'] as const),
]);

function spoke(word: GlobalWord, { isNewSession }: Setting): FlowEvent[] {
  const said: FlowEvent = { type: 'person.spoke', word };
  return isNewSession && showing.has(word) ? [{ type: 'person.arrived' }, said] : [said];
}

/**
 * Two texts that carry a sign and are yet only the answer we asked for: a label as we wrote it ("Disakiti di
 * rumah"), which means what its button means, and an age in words ("umur saya 15"), which triage judges.
 * Heard as danger they would lead away from the question each time it is answered.
 */
function isAnswer(danger: Danger, text: string, { asked, labelOf }: Setting): boolean {
  const said = text.trim().toLowerCase();
  const options = asked?.question.options ?? [];
  const isAge = danger.kind === 'child' && danger.urgency === 2;
  return isAge || options.some((option) => labelOf(option).toLowerCase() === said);
}

/**
 * After a silence an old question is not simply gone on with (R2), but an answer to "is it safe?" is one, and
 * a yes to "is there danger now?" is heard whenever it comes.
 */
function isHeardNow(choice: string, { asked, isNewSession }: Setting): boolean {
  const key = asked?.question.text.key;
  return !isNewSession || key === 'common.opening' || (key === 'report.dangerNow' && choice === 'yes');
}

function chosenBy(text: string, setting: Setting): FlowEvent[] | undefined {
  const events = readAnswer(text, setting);
  return events?.every(({ choice }) => isHeardNow(choice, setting)) ? events : undefined;
}

type Chose = Extract<FlowEvent, { type: 'person.chose' }>;

/** standards.md §7.5: what is longer is no label that was typed. */
const labelCharsMax = 20;

function readAnswer(text: string, setting: Setting): Chose[] | undefined {
  if (!setting.asked) return undefined;
  const { options, rails, many, text: question } = setting.asked.question;
  // After the end of one story "ada lagi yang mau saya ceritakan" begins another, and is no yes to how it was.
  if (question.key.startsWith('handoff.feedback.') && text.trim().length > labelCharsMax) return undefined;
  // "Tidak aman" begins with a no, and would deny the danger it speaks of.
  if (soundsUnsafe(text) && !options.some(({ id }) => id === 'notSafe')) return undefined;
  const read = readChoice(
    text,
    options.map((option) => ({ id: option.id, label: setting.labelOf(option) })),
  );
  switch (read.is) {
    case 'choice':
      return [{ type: 'person.chose', choice: read.id }];
    case 'many':
      return many && read.ids.map((choice) => ({ type: 'person.chose', choice }));
    case 'skip':
      return rails.includes('skip') ? [{ type: 'person.chose', choice: 'skipped' }] : undefined;
    case 'unknown':
      return [{ type: 'person.chose', choice: 'unknown' }];
    case 'none':
      return undefined;
  }
}

/**
 * A token is "number.choice". It counts only for the question that stands open and only for a choice that
 * was offered: stale and forged buttons change nothing. The second press of the button just used is
 * silent; any older one brings the open question back, and where none is open, the way in.
 */
function understandTap(token: string, setting: Setting): Understood {
  const [number, choice] = splitToken(token);
  if (number === setting.askedBefore && !setting.isNewSession) return { events: [], also: 'nothing' };
  const meant = setting.asked?.number === number ? tapped(choice, setting.asked) : undefined;
  if (meant && (meant.type !== 'person.chose' || isHeardNow(meant.choice, setting))) return only(meant);
  if (setting.isNewSession || !setting.asked) return only({ type: 'person.arrived' });
  return { events: [], also: 'askAgain' };
}

function tapped(choice: string, { question: { options, rails } }: Asked): FlowEvent | undefined {
  if (options.some((option) => option.id === choice)) return { type: 'person.chose', choice };
  if (choice === 'skip' && rails.includes('skip')) return { type: 'person.chose', choice: 'skipped' };
  if (choice === 'human' && rails.includes('human')) return { type: 'person.spoke', word: 'human' };
  if (choice === 'leave' && rails.includes('leave')) return { type: 'person.spoke', word: 'leave' };
  return undefined;
}

function splitToken(token: string): [number: string, choice: string] {
  const dot = token.indexOf('.');
  return dot < 0 ? [token, ''] : [token.slice(0, dot), token.slice(dot + 1)];
}

function understandMedia(
  event: Extract<InboxEvent, { type: 'inbound.media' }>,
  setting: Setting,
): FlowEvent[] {
  const danger = event.caption ? hear(event.caption).danger : null;
  if (danger) return [{ type: 'danger.heard', danger }];
  if (setting.isNewSession) return [{ type: 'person.arrived' }];
  // A picture that was asked about before it was chosen is a file like any other.
  const media = event.judged === 'no' && event.media === 'photo' ? 'document' : event.media;
  const unfetched = setting.takesFiles === false ? { unfetched: true as const } : {};
  return [{ type: 'person.sentMedia', media, ...unfetched }];
}
