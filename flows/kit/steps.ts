import type { MessageKey, Messages } from '../../locales/messages.ts';
import type { Option, Question, Rail, Text } from './effects.ts';

/** Keys of texts without variables. */
export type PlainKey = {
  [Key in MessageKey]: Messages[Key] extends Record<string, never> ? Key : never;
}[MessageKey];

/** Short forms for the actions that every state uses. */
export function say(key: PlainKey): { type: 'say'; params: Text } {
  return { type: 'say', params: { key } as Text };
}

export function ask(key: PlainKey, options: Option[], rails: Rail[]): { type: 'ask'; params: Question } {
  return { type: 'ask', params: { text: { key } as Text, options, rails } };
}

export const askAgain: { type: 'askAgain'; params: Record<string, never> } = { type: 'askAgain', params: {} };

/** Names the numbers without opening a question: the one that stands open stays open. */
export const onlyNumbers = {
  type: 'giveNumbers' as const,
  params: { place: null, options: [] as Option[], rails: [] as Rail[] },
};
