/**
 * Everything that can happen to a conversation, as the flows hear it. Past tense, plain data.
 * The host has already heard danger, the safe word and the global words (flows/kit/hearing.ts) and turned
 * taps, digits, words and typos into the choice they mean.
 */
export type Language = 'id' | 'en';

/** U1 darurat … U4 info: standards.md §4.7. 1 is the most urgent. */
export type Urgency = 1 | 2 | 3 | 4;

export type DangerKind =
  | 'violenceNow'
  | 'lockedIn'
  | 'papersTaken'
  | 'sexualAssault'
  | 'suicide'
  | 'child'
  | 'threat'
  | 'beingMoved'
  | 'medical'
  | 'stalked'
  | 'onlineThreat'
  | 'bareCry';

/** What the danger table heard in one text; `rule` names the row that fired, for the counsellor. */
export interface Danger {
  kind: DangerKind;
  urgency: 1 | 2;
  rule: string;
}

/** The words that work in every state (design §7). */
export type GlobalWord = 'leave' | 'delete' | 'human' | 'emergency' | 'help' | 'language' | 'show' | 'menu';

export type MediaKind =
  | 'photo'
  | 'voice'
  | 'video'
  | 'document'
  | 'location'
  | 'contact'
  | 'sticker'
  | 'other';

/** A place of the official list, or a country. Codes are Kemendagri's (never BPS) or ISO 3166 alpha-2. */
export interface Place {
  country: string;
  province: string | null;
  regency: string | null;
  label: string;
}

export type FlowEvent =
  | { type: 'person.arrived' }
  | { type: 'person.chose'; choice: string }
  | { type: 'person.wrote'; text: string }
  | { type: 'person.sentMedia'; media: MediaKind }
  | { type: 'person.spoke'; word: GlobalWord }
  | { type: 'danger.heard'; danger: Danger }
  | { type: 'places.found'; places: Place[] }
  | { type: 'case.opened'; receipt: string; urgency: Urgency }
  /** What was remembered of the talk is gone with its day key; an open case still stands. */
  | { type: 'case.found'; urgency: Urgency; claimed: boolean; away: boolean }
  | { type: 'case.closed' }
  | { type: 'counsellor.joined' }
  | { type: 'counsellor.said'; text: string }
  | { type: 'counsellor.left' };
