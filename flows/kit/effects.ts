import type { MessageKey, Messages } from '../../locales/messages.ts';
import type { Answers } from '../report/answers.ts';
import type { Language, Place, Urgency } from './events.ts';

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
  /** The neutral name of the chat, from the organisation's page. */
  | { org: 'chatName' }
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
  note: { what: 'left' | 'askedForHuman' | 'askedToDelete' };
  switchLanguage: { to: Language | 'other' };
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
  clearScreen: () => {},
  forgetDraft: () => {},
};

export const effectNames: ReadonlySet<string> = new Set(Object.keys(effects));
