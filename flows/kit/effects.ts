import type { MessageKey, Messages } from '../../locales/messages.ts';
import type { Answers, Feedback } from '../report/answers.ts';
import type { GlobalWord, Language, Place, StoryWish, Urgency } from './events.ts';

/** A text and its variables. `label` values are message keys that the renderer looks up first. */
export type Text = {
  [Key in MessageKey]: Messages[Key] extends Record<string, never>
    ? { key: Key }
    : { key: Key; values: { [Name in keyof Messages[Key]]: Value } };
}[MessageKey];

/** Plain words, the words of another key, or lines of both. */
export type Value =
  | string
  | { key: MessageKey }
  /** From the organisation's page; what nobody filled in is said so. */
  | { org: 'chatName' | 'trial' | 'legalName' | 'privacyContact' | 'closedAdultYears' | 'childUntilAge' }
  | { list: Value[] }
  | { text: Text }
  | { lines: Value[] };

/** A label is a key of its own text, or words from an official list (place names). */
export interface Option {
  id: string;
  label: { key: MessageKey } | string;
}

/** The quiet row: skip (8), a human (9), leave (0). */
export type Rail = 'skip' | 'human' | 'leave';

export interface Question {
  text: Text;
  /** At most 7 (standards.md §7.5). */
  options: Option[];
  rails: Rail[];
  /** Several may be chosen in one answer ("1 dan 3"); anywhere else that is no answer. */
  many?: true;
  /** What is typed here is a PIN: it is checked, never kept as words. */
  secret?: true;
}

export type Right = 'lihat' | 'perbaiki' | 'tarik' | 'hapus' | 'batasi';

/** The hours, the neutral line that goes first and the word that answers it, as the person chose them. */
export interface WishedContact {
  mode: 'anytime' | 'hours' | 'iReturn' | 'unknown';
  hours: ('morning' | 'noon' | 'afternoon' | 'evening')[];
  line: Value | null;
  word: Value | null;
}

export type CaseReason = 'danger' | 'askedForHuman' | 'answers' | 'filed';

/**
 * What a flow wants done, as data. The host carries these out in the turn's transaction; nothing happens
 * while the machine runs.
 */
export interface EffectParams {
  say: Text;
  ask: Question;
  /** The open question once more, in the language of now. */
  askAgain: Record<string, never>;
  /** A counsellor's own words to the person. */
  relay: { text: string };
  /** The person left the screen: her words wait in the case and are not sent. */
  holdBack: { text: string };
  /** The numbers that are reachable from where the person is (directory/numbers.ts). */
  giveNumbers: { place: Place | null; options: Option[]; rails: Rail[] };
  /** Answered in the same turn with places.found. */
  findPlaces: { text: string };
  /** Opens a case, or adds to the one in focus; answered in the same turn with case.opened. */
  openCase: { reason: CaseReason; urgency: Urgency; rules: string[]; answers: Answers };
  /** Only an open case: urgency never falls by this. */
  raiseCase: { urgency: Urgency; rules: string[] };
  /** Only an open case: the newest structured answers join it. */
  recordAnswers: { answers: Answers };
  recordConsent: { purpose: 'service' | 'statistics'; text: Text; given: boolean };
  /** A line in the case's own record of what happened. */
  note: { what: 'left' | 'askedForHuman' | 'askedToDelete' | 'refusedPin' | 'heldSent' };
  switchLanguage: { to: Language | 'other' };
  /** Short words and short sentences from now on, or the ordinary ones again (R38). */
  setSimple: { to: 'simple' | 'other' };
  /** How this person may be written to first (R11): kept with the chat and in the case. */
  keepContact: WishedContact;
  /**
   * How somebody can be reached who does not write herself: kept in the case apart from the talk, and her words of
   * this turn nowhere else (R37, L10).
   */
  keepHerContact: { words: string; basis: 'agreed' | 'u1' };
  /** Her answers about how it was (R49); null while more are to come. Kept nowhere as words. */
  giveFeedback: { answers: Feedback | null };
  /** Looked at after the turn; answered with number.found, .unknown or .blocked. */
  checkNumber: { number: string };
  /** Answered after the turn with pin.right, .wrong, .blocked or .forced. */
  checkPin: { receiptId: string; number: string; pin: string };
  /** `forced`: the second PIN. Answered after the turn with pin.kept or pin.same. */
  choosePin: { number: string; pin: string; forced: boolean };
  /** Four digits by chance; answered in the same turn with pin.made. */
  makePin: Record<string, never>;
  /** No PIN is wanted: nothing may wait for a number alone. */
  refusePin: { number: string };
  /** These words go into the case that was found, not into one of this chat's own. */
  addToCase: {
    caseId: string;
    /** It was typed behind the second PIN; `urgency`: what was heard in it. */
    forced?: { urgency: Urgency | null };
  };
  /** Number and PIN were right: this chat speaks of that case now, and the others fall silent. */
  joinCase: { caseId: string };
  /** The other chats of the case go on hearing. */
  unmuteOthers: { caseId: string };
  /** A new number for the open case, the old one finds nothing any more; answered at once with receipt.renewed. */
  renewReceipt: Record<string, never>;
  /** The open story rests as it is, and another begins: story.begun comes after the turn. */
  beginStory: Record<string, never>;
  /** Another story of this chat is spoken of: story.resumed comes after the turn, in its own talk. */
  goToStory: { id: string; wanted: StoryWish | null };
  /** L3: a human answers within 72 hours. `caseId` null: the case in focus. */
  askRight: { right: Right; verified: boolean; caseId: string | null };
  /** The person's own word that leaves the chat; null forgets it. */
  keepDisguise: { word: string | null };
  /** A button that means a word: heard in the same turn as if it had been typed. */
  speak: { word: GlobalWord };
  /** What waited for number and PIN, oldest first. */
  showReplies: { texts: string[] };
  clearScreen: Record<string, never>;
  /** Everything not yet in a case is emptied at once. */
  forgetDraft: Record<string, never>;
}

export type EffectName = keyof EffectParams;
export type Effect = { [Name in EffectName]: { type: Name; params: EffectParams[Name] } }[EffectName];

type Actions = { [Name in EffectName]: (_: unknown, params: EffectParams[Name]) => void };

/** Do-nothing actions for setup(): XState resolves their params, the host does the work. */
export const effects: Actions = {
  say: () => {},
  ask: () => {},
  askAgain: () => {},
  relay: () => {},
  holdBack: () => {},
  giveNumbers: () => {},
  findPlaces: () => {},
  openCase: () => {},
  raiseCase: () => {},
  recordAnswers: () => {},
  recordConsent: () => {},
  note: () => {},
  switchLanguage: () => {},
  setSimple: () => {},
  keepContact: () => {},
  keepHerContact: () => {},
  giveFeedback: () => {},
  checkNumber: () => {},
  checkPin: () => {},
  choosePin: () => {},
  makePin: () => {},
  refusePin: () => {},
  addToCase: () => {},
  joinCase: () => {},
  unmuteOthers: () => {},
  renewReceipt: () => {},
  beginStory: () => {},
  goToStory: () => {},
  askRight: () => {},
  keepDisguise: () => {},
  speak: () => {},
  showReplies: () => {},
  clearScreen: () => {},
  forgetDraft: () => {},
};

export const effectNames: ReadonlySet<string> = new Set(Object.keys(effects));
