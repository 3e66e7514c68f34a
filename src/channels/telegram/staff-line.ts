import type { Clock } from '../../clock.ts';
import type { AlarmLine, AlarmMessage, AlarmOutcome } from '../alarm-line.ts';
import { forApi, openApi } from './api.ts';
import { chatIdOf, messageIdOf } from './ids.ts';
import { sendTelegram } from './send.ts';

/** The team's own chats with the bot: an alarm with its button, and the words that take its place. */
export interface StaffLineOptions {
  token: string;
  apiRoot: string;
  clock: Clock;
}

export interface StaffLine extends AlarmLine {
  /** Ends calls that are on their way, and their connections. */
  close(): void;
}

/** Telegram polls elsewhere (connection.ts); this only sends, from any process. */
const pollSeconds = 1;

export function createStaffLine({ token, apiRoot, clock }: StaffLineOptions): StaffLine {
  const { calls, close } = openApi({ token, apiRoot, pollSeconds });
  const cutting = new AbortController();
  const sending = { calls, clock, signal: cutting.signal };
  return {
    kind: 'telegram',
    send: (address, message) => sendTelegram(sending, outgoingOf(address, message)) as Promise<AlarmOutcome>,
    strike: async (address, providerId, text) => {
      const chat_id = chatIdOf(address);
      const message_id = messageIdOf(providerId);
      if (chat_id === undefined || message_id === undefined) return;
      try {
        // Without reply_markup: with the words goes the button.
        await calls.editMessageText({ chat_id, message_id, text }, forApi(cutting.signal));
      } catch {
        // Deleted by her, or too old: an old line stays on a screen, and its button says that it is taken.
      }
    },
    close: () => {
      cutting.abort();
      close();
    },
  };
}

function outgoingOf(address: string, { text, button }: AlarmMessage) {
  const choices = button ? [{ token: button.token, label: button.label }] : [];
  return { messageId: '', address, part: { type: 'text' as const, text, choices, rails: [] } };
}
