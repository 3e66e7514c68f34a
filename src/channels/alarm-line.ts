import type { Outgoing, SendOutcome } from './channel.ts';

/**
 * The port of the ways on which a member is alarmed outside the browser. It carries fixed words of ours and an
 * opaque one-time id, never content; persons are spoken to through the outbox alone.
 */
export type AlarmKind = 'telegram' | 'push' | 'whatsapp';

export interface AlarmMessage {
  text: string;
  /** One button: what it says, and the one-time id that it carries. */
  button?: { label: string; token: string };
  /** A new alarm must ring again; what only reports may be quiet. */
  rings: boolean;
  /** Opaque, the same for all that is about one case: a newer one may take the older one's place on the screen. */
  thread: string;
}

/** `gone`: the platform says that this address is no more. */
export type AlarmOutcome = SendOutcome | { is: 'gone' };

export interface AlarmLine {
  readonly kind: AlarmKind;
  /** One message out. Never throws: what the world does is an outcome. */
  send(address: string, message: AlarmMessage): Promise<AlarmOutcome>;
  /** Puts other words in the place of an alarm that was sent; a platform that cannot leaves it. Never throws. */
  strike(address: string, providerId: string | null, text: string): Promise<void>;
}

/** A line over a channel that has neither buttons nor a way to change what was sent. */
export function plainLine(
  kind: AlarmKind,
  send: (outgoing: Outgoing) => Promise<SendOutcome>,
  messageId: () => string,
): AlarmLine {
  return {
    kind,
    send: (address, { text }) =>
      send({ messageId: messageId(), address, part: { type: 'text', text, choices: [], rails: [] } }),
    strike: async () => {},
  };
}

/** What a button of ours begins with, so that it is never taken for a person's answer. */
export const alarmTokenPrefix = 'alarm.';
