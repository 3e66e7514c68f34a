import type { Danger, Language, Urgency } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import type { ChannelName } from './messages.ts';
import type { SafeContact } from './snapshot.ts';

/** What lies sealed inside a case: the plain shapes of case_items.body and cases.head. */
export type CaseItem =
  | {
      kind: 'person';
      channel: ChannelName;
      text: string;
      media?: ItemMedia;
      forwarded?: true;
      danger?: Danger;
    }
  | { kind: 'bot'; text: string }
  /** Between colleagues: there is no way from here to the person. */
  | { kind: 'note'; memberId: string; text: string }
  /** "Jangan hubungi bila…": pinned until somebody takes it back. */
  | { kind: 'constraint'; memberId: string; text: string }
  /** @see constraintsOf (store/case-contents.ts) */
  | { kind: 'constraintRemoved'; memberId: string; of: string }
  /** A human judged how urgent it is, and says why (standards.md R24). */
  | { kind: 'judged'; memberId: string; from: Urgency; to: Urgency; reason: string }
  /** `held`: kept here and not sent, because the person had left the chat when it was written. */
  | {
      kind: 'counsellor';
      memberId: string;
      text: string;
      outboxSequence?: number;
      held?: true;
      /** Kept until her safe hours, or until she writes (R11). */
      waits?: true;
    }
  /**
   * How somebody can be reached who did not write herself (R37). Shown to nobody without a reason that is written
   * down (L10): reading a case leaves `words` out (store/case-reading.ts).
   */
  | ({ kind: 'contact' } & KeptContact)
  /** A contact was looked at. @see revealContact (store/reveals.ts) */
  | { kind: 'revealed'; memberId: string; of: string; reason: string; words?: string }
  /** On what ground a child's story is kept (L12): who decided, and why. The newest one counts. */
  | { kind: 'childBasis'; memberId: string; basis: ChildBasis; reason: string }
  /** The structured answers as they stood; the newest one counts. */
  | { kind: 'answers'; answers: Answers; contact?: SafeContact }
  | {
      kind: 'happened';
      what:
        | 'opened'
        | 'filed'
        | 'raised'
        | 'claimed'
        | 'released'
        | 'closed'
        | 'askedForHuman'
        | 'askedToDelete'
        | 'left'
        | 'failedTurn'
        | 'pictureNever'
        | 'attachmentGone'
        | 'attachmentRemoved'
        | 'blocked'
        | 'unblocked'
        | 'away'
        | 'nobodyOnDuty'
        | 'calling'
        | 'transferAsked'
        | 'transferAccepted'
        | 'transferDeclined'
        | 'transferOver'
        /** The number was typed here, from a chat that shows no PIN; what follows is hers or somebody else's. */
        | 'gaveNumber'
        | 'chosePin'
        | 'refusedPin'
        | 'cameBack'
        | 'unmutedOthers'
        /** The second PIN: somebody forces her. Not a word to that chat. */
        | 'forced'
        /** `words`: which right of L3. */
        | 'askedRight'
        | 'rightDone'
        | 'rightRefused'
        /** `words`: the id of a case whose number was shown in this chat, without its PIN. */
        | 'relatedTo'
        | 'waitsForHours'
        /** She has not said when it is safe: only what she writes brings the words out (ADR 0014). */
        | 'waitsForHer'
        | 'heldSent'
        /** The old number finds nothing any more; a counsellor let a new one be offered. */
        | 'renewedNumber'
        | 'offeredNumber'
        /** A human knows her: asked, confirmed, taken back (`words`: the other case). */
        | 'joinAsked'
        | 'joined'
        | 'parted'
        | 'joinDeclined'
        | 'heldUnsent'
        | 'revoked';
      memberId?: string;
      /** Whom it was asked of. */
      toMemberId?: string;
      /** A fixed word: the closing reason, the triage rules that fired. */
      words?: string[];
    };

/** `agreed`: the person said yes. `u1`: a life was in danger. A tel URI of a card, or words as they were typed. */
export interface KeptContact {
  basis: 'agreed' | 'u1';
  words: string;
}

/** UU 27/2022 art. 20 and 25: the guardian's yes, not yet asked for, or the child's vital interest without it. */
export type ChildBasis = 'wali_setuju' | 'wali_belum' | 'kepentingan_vital';

/** What came, even when it is never fetched. The bytes are in the attachment's own row (store/attachments.ts). */
export interface ItemMedia {
  kind: string;
  /** A place or a contact is its own content: a geo or tel URI. Empty for a file. */
  reference: string;
  attachment?: string;
  seconds?: number;
  bytes?: number;
}

/** The queue card in one look; at most 2 kB once sealed. */
export interface CaseHead {
  channel: ChannelName;
  language: Language;
  /** Who is affected, age band, topic: codes of flows/report/answers.ts; null while not asked. */
  who: string | null;
  age: string | null;
  topic: string | null;
  /** Somebody under 18 is affected: only those who hold the children's keys read on (standards.md L11). */
  child?: true;
  /** She asked for short words (standards.md R38). */
  simple?: true;
  /** Another body handed it in, and is owed an answer. */
  handedIn?: true;
  /** Where the person is, as an ISO code; absent in heads from before it was kept. */
  country?: string | null;
  /** Triage rules that fired, most urgent first (flows/kit/triage.ts). */
  rules: string[];
  /** The last thing the person wrote, at most 80 characters. */
  lastWords: string | null;
}
