import type { Language, MediaKind } from '../../flows/kit/events.ts';

/** The shapes that travel between channels and conversations: what came in, what goes out. Plain data. */
export type ChannelName = 'telegram' | 'whatsapp' | 'web';

/** What a channel heard, before anything is understood. */
export type Inbound =
  /** Telegram's /start, or the first message of the web page, which names the language it was shown in. */
  | { type: 'inbound.start'; language?: Language }
  | { type: 'inbound.text'; text: string }
  /** A button. `token` is what we put into it: the question's number and the choice (render.ts). */
  | { type: 'inbound.tap'; token: string }
  /** `reference` is the platform's own, kept for a later fetch on purpose; nothing is downloaded. */
  | { type: 'inbound.media'; media: MediaKind; reference: string; caption: string | null }
  /** The platform gave us something no parser understands. The person hears about it. */
  | { type: 'inbound.unreadable' };

/** What the team did. It takes the same door as a message. */
export type TeamEvent =
  | { type: 'counsellor.joined'; memberId: string }
  | { type: 'counsellor.said'; memberId: string; text: string }
  | { type: 'counsellor.left'; memberId: string }
  | { type: 'case.closed'; memberId: string; reason: string };

export type InboxEvent = Inbound | TeamEvent;

export interface Choice {
  token: string;
  label: string;
}

/** One message on the platform. Choices come one under the other; rails are the quiet row beneath. */
export type Part =
  | { type: 'text'; text: string; choices: Choice[]; rails: Choice[] }
  /** The safe word: take our own messages off the screen, where the platform can. */
  | { type: 'clear'; messages: { messageId: string; providerId: string | null }[] };

/** What a platform can do; rendering and the flow tests depend on nothing else. */
export interface Capabilities {
  /** How choices look: buttons under the text, numbers inside it, or a form of the page. */
  choices: 'buttons' | 'numbers' | 'form';
  textCharsMax: number;
  /** Whether the safe word can take our messages off the person's screen. */
  clearsScreen: boolean;
}

export const capabilities: Readonly<Record<ChannelName, Capabilities>> = {
  telegram: { choices: 'buttons', textCharsMax: 4096, clearsScreen: true },
  whatsapp: { choices: 'numbers', textCharsMax: 4096, clearsScreen: false },
  web: { choices: 'form', textCharsMax: 4096, clearsScreen: true },
};
