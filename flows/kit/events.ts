/**
 * Everything that can happen to a conversation, as the flows hear it. Past tense, plain data.
 * The host has already heard danger, the safe word and the global words (flows/kit/hearing.ts) and turned
 * taps, digits, words and typos into the choice they mean.
 */
export type Language = 'id' | 'en';

/** After how many milliseconds somebody who waits for a human is told so: U1 twice, U2 once (R19). */
export interface Waits {
  firstU1: number;
  secondU1: number;
  firstU2: number;
}

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
export type GlobalWord =
  | 'leave'
  | 'delete'
  | 'human'
  | 'emergency'
  | 'help'
  | 'language'
  | 'simple'
  | 'show'
  | 'menu'
  | 'back'
  | 'change'
  | 'privacy'
  /** The law's own spellings (standards.md L3). */
  | 'showAll'
  | 'withdraw'
  | 'restrict'
  /** Another story beside the open one; how the open one stands; a new number for the one that was lost. */
  | 'another'
  | 'status'
  | 'newNumber';

/** What was to be done when it had to be asked which story is meant. */
export type StoryWish = Extract<
  GlobalWord,
  'show' | 'showAll' | 'change' | 'status' | 'withdraw' | 'restrict' | 'newNumber'
>;

/** One of several stories of a chat. `id`: its case, `draft` for the one that was not sent. */
export interface Story {
  id: string;
  /** Its place, its day and the end of its number, which tell a stranger nothing; null for what was not sent. */
  label: string | null;
  /** The one that is spoken of now. */
  here: boolean;
}

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

/** What the law asks of an organisation depends on its kind (standards.md L8). */
export type OperatorKind = 'uptd_ppa' | 'lembaga_layanan_masyarakat' | 'lainnya';

/** A case that was found by its number: enough to say one status word and to go on (design §6). */
export interface FoundReceipt {
  receiptId: string;
  caseId: string;
  /** As it was typed, for the PIN that may follow: one is checked with the other. */
  number: string;
  hasPin: boolean;
  status: CaseStatus;
}

export type CaseStatus = 'waiting' | 'read' | 'taken' | 'closed';

/** What became of a number or a PIN that was looked at after its turn: nothing is hashed inside one. */
export type CheckEvent =
  | { type: 'number.found'; found: FoundReceipt }
  | { type: 'number.unknown' }
  | { type: 'number.blocked' }
  /** `replies`: what waited, oldest first; `others`: chats that were written to until now. */
  | {
      type: 'pin.right';
      replies: string[];
      others: number;
      urgency: Urgency;
      claimed: boolean;
      open: boolean;
    }
  | { type: 'pin.wrong' }
  | { type: 'pin.blocked' }
  /** The PIN for whoever is forced to show it, with what gives its page the shape of the first one's. */
  | { type: 'pin.forced'; others?: number; urgency?: Urgency; claimed?: boolean; open?: boolean }
  | { type: 'pin.kept' }
  /** The second PIN is the first one: it would open what it should hide. */
  | { type: 'pin.same' }
  /** It could not be looked at, again and again: she is asked once more. */
  | { type: 'check.lost' };

export type FlowEvent =
  | CheckEvent
  /** Sixteen digits, in any spacing. */
  | { type: 'person.gaveNumber'; number: string }
  /** A PIN or word where one was asked for; null when it cannot be one. Never kept as words. */
  | { type: 'person.gaveSecret'; secret: string | null }
  | { type: 'pin.made'; pin: string }
  /** A human answered a wish of L3. */
  | {
      type: 'right.decided';
      outcome: 'answered' | 'erased' | 'refusedHold' | 'refusedDanger' | 'refusedOther';
    }
  | { type: 'person.arrived' }
  /** After a silence, and words of ours wait for her: safe first, also beside a counsellor (R2, R11). */
  | { type: 'person.returned' }
  | { type: 'person.chose'; choice: string }
  | { type: 'person.wrote'; text: string }
  /** `unfetched`: this way of writing brings only the news of a file, not the file. */
  | { type: 'person.sentMedia'; media: MediaKind; unfetched?: true }
  | { type: 'person.spoke'; word: GlobalWord }
  | { type: 'danger.heard'; danger: Danger }
  | { type: 'places.found'; places: Place[] }
  | { type: 'case.opened'; receipt: string; urgency: Urgency }
  /** What was remembered of the talk is gone with its day key; an open case still stands. */
  | { type: 'case.found'; urgency: Urgency; claimed: boolean; away: boolean }
  /** `mayAsk`: something may be asked of her now, by R11 and her own wish; set by the host. */
  | { type: 'case.closed'; mayAsk?: true }
  /** The stories of this chat, oldest first; told by the host when there are several, and when they change. */
  | { type: 'stories.known'; stories: Story[] }
  /** Another story begins; the one before it rests as it is. */
  | { type: 'story.begun' }
  /** Back to this story. `told`: she asked for it, and hears which one it is. `away`: the screen is not safe. */
  | { type: 'story.resumed'; away: boolean; told: boolean; wanted: StoryWish | null }
  /** The one that was chosen is over by now. */
  | { type: 'story.gone' }
  /** A human knows her, and has brought this chat to the case she lost (design §6). */
  | { type: 'case.joined' }
  /** The old number finds nothing from now on. */
  | { type: 'receipt.renewed'; receipt: string }
  /** The counsellor lets a new number be offered; she never sees it. */
  | { type: 'receipt.offered' }
  /** Which kind of organisation runs this: told by the host before anything else, when it is new. */
  | { type: 'organisation.known'; operatorKind: OperatorKind; waits?: Waits }
  | { type: 'counsellor.joined' }
  | { type: 'counsellor.said'; text: string }
  | { type: 'counsellor.left' }
  /** The counsellor was not seen for too long while the person waited: others are called. */
  | { type: 'counsellor.away' }
  /** Nobody who could take the case is on duty. */
  | { type: 'duty.empty' };
