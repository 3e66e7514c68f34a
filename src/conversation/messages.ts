import type { CheckEvent, Language, MediaKind, StoryWish } from '../../flows/kit/events.ts';

/** The shapes that travel between channels and conversations: what came in, what goes out. Plain data. */
export type ChannelName = 'telegram' | 'whatsapp' | 'web';

/** What a channel heard, before anything is understood. */
export type Inbound =
  /** Telegram's /start, or the first message of the web page, which names the language it was shown in. */
  | { type: 'inbound.start'; language?: Language; campaign?: string }
  | { type: 'inbound.text'; text: string; forwarded?: true }
  /** A button. `token` is what we put into it: the question's number and the choice (render.ts). */
  | { type: 'inbound.tap'; token: string }
  /** `reference` is the platform's own, kept for a later fetch on purpose; nothing is downloaded. */
  | ({ type: 'inbound.media'; media: MediaKind; reference: string; caption: string | null } & MediaFacts)
  /** Words of hers that she changed, or took back (null). `of` is the external id of what they were. */
  | { type: 'inbound.edited'; of: string; text: string | null }
  /** She shut us out, or let us in again, without a word: nothing is answered, the counsellor sees it. */
  | { type: 'chat.blocked' | 'chat.unblocked' }
  /** The platform gave us something no parser understands. The person hears about it. */
  | { type: 'inbound.unreadable' };

/** What a platform tells of a file without opening it. */
export interface MediaFacts {
  /** The row that will hold it, when it is a file; chosen where it is kept (store/inbox.ts). */
  attachment?: string;
  /** Pictures sent in one act: asked about once. */
  album?: string;
  seconds?: number;
  bytes?: number;
  forwarded?: true;
  /** The page asked before the file was chosen: no body without clothes, and no child, is in it. */
  judged?: 'no';
}

/** Which case it is about: a chat may have several, and one in focus. Absent in rows from before there were. */
interface OfCase {
  caseId?: string;
}

/** What the team did. It takes the same door as a message. */
export type TeamEvent = OfCase & TeamAct;

type TeamAct =
  | { type: 'counsellor.joined'; memberId: string }
  | { type: 'counsellor.said'; memberId: string; text: string }
  | { type: 'counsellor.left'; memberId: string }
  /** She holds the case and was not seen for too long: others are called, and the bot answers again. */
  | { type: 'counsellor.away'; memberId: string }
  /** Nobody who could take the case is on duty: the person hears the truth at once (design §7). */
  | { type: 'duty.empty' }
  /** A new number may be made for this case, if she wants one. */
  | { type: 'receipt.offered' }
  | { type: 'case.closed'; memberId: string; reason: string };

/** What we found out after a turn, because it takes too long inside one. */
export type FoundEvent =
  | { type: 'receipt.checked'; result: CheckEvent }
  /** A human decided about a wish of L3; the person is told. */
  | { type: 'right.decided'; memberId: string; outcome: RightOutcome; caseId?: string }
  /** She begins another story beside the open one. */
  | { type: 'story.begun' }
  /** Another story of this chat is spoken of from now on; null is the one that was not sent. */
  | {
      type: 'story.chosen';
      caseId: string | null;
      wanted: StoryWish | null;
      told: boolean;
      away: boolean;
    }
  /** The one that was meant is over by now. */
  | { type: 'story.gone' }
  /** A human who knows her brought this chat to the case she lost, or took it back. */
  | { type: 'case.joined' | 'case.parted'; caseId: string };

/** `erased` only beside another open case of the chat: alone, the erasure says it itself (store/erasure.ts). */
export type RightOutcome = 'answered' | 'erased' | 'refusedHold' | 'refusedDanger' | 'refusedOther';

export type InboxEvent = Inbound | TeamEvent | FoundEvent;

/** A number or a PIN that is to be looked at after the turn. Sealed for the day while it waits. */
export type CheckRequest =
  | { kind: 'number'; number: string }
  | { kind: 'pin'; receiptId: string; number: string; pin: string }
  | { kind: 'choose'; number: string; pin: string; forced: boolean }
  | { kind: 'refuse'; number: string };

export interface Choice {
  token: string;
  label: string;
}

/** One message on the platform. Choices come one under the other; rails are the quiet row beneath. */
export type Part =
  /** `secret`: shown to her and kept in no case: a PIN, or words that stand in another one. */
  | ({ type: 'text'; text: string; choices: Choice[]; rails: Choice[]; secret?: true } & PartMarks)
  /** The safe word: take our own messages off the screen, where the platform can. */
  | { type: 'clear'; messages: { messageId: string; providerId: string | null }[] };

export interface PartMarks {
  /** Numbers to call, the nomor resi: may be copied and passed on; everything else is protected where it can be. */
  isShareable?: true;
  /** It stands in a case already: what opens later in this chat does not copy it. */
  inCase?: true;
  /** A counsellor's own words: the platform may say that somebody is writing. */
  isHuman?: true;
}

/** What a platform can do; rendering and the flow tests depend on nothing else. */
export interface Capabilities {
  /** How choices look: buttons under the text, numbers inside it, or a form of the page. */
  choices: 'buttons' | 'numbers' | 'form';
  textCharsMax: number;
  /** Whether the safe word can take our messages off the person's screen. */
  clearsScreen: boolean;
  /** Whether a file that came this way can be fetched; if not, nobody is told that it will be looked at. */
  takesFiles: boolean;
}

export const capabilities: Readonly<Record<ChannelName, Capabilities>> = {
  telegram: { choices: 'buttons', textCharsMax: 4096, clearsScreen: true, takesFiles: true },
  whatsapp: { choices: 'numbers', textCharsMax: 4096, clearsScreen: false, takesFiles: false },
  web: { choices: 'form', textCharsMax: 4096, clearsScreen: true, takesFiles: true },
};
