import { assert } from '../../src/errors.ts';
import type { TelegramServer } from '../kit/telegram-server.ts';
import { sum } from './figures.ts';
import { type Kind, type Line, rehearse } from './people.ts';

/** A report's first twelve questions, asked and answered over a Bot API server; the thirteenth is not reached. */
const questions = 12;
const replyMilliseconds = 60_000;

/** Half of the people press buttons, half type; by chat id, so that another program can tell as well. */
const kinds: readonly Kind[] = ['taps', 'types'];
export const scripts: readonly (readonly Line[])[] = kinds.map((kind) => rehearse(kind).slice(0, questions));

/**
 * So many new people at once, each of whom writes again as soon as she is answered in full.
 * @param steps how many messages each of them writes
 * @returns seconds until everybody is through. @throws when a reply stays away
 */
export async function talkThrough(
  telegram: TelegramServer,
  chats: number,
  steps: number = questions,
): Promise<number> {
  const people = Array.from({ length: chats }, () => telegram.person());
  const began = performance.now();
  await Promise.all(people.map((person) => answerAll(person, steps)));
  return (performance.now() - began) / 1000;
}

/** Messages that so many people write. */
export const turnsOf = (chats: number) => chats * questions;

/** Messages that they are told, the chat ids being one after the other. */
export const repliesOf = (chats: number) =>
  (chats / scripts.length) * sum(scripts.flat().map(({ replyBytes }) => replyBytes.length));

async function answerAll(person: ReturnType<TelegramServer['person']>, steps: number): Promise<void> {
  const script = scripts[person.chatId % scripts.length];
  assert(script?.length === questions, 'dialogueTooShort');
  for (const { happened, replyBytes } of script.slice(0, steps)) {
    if (happened.type === 'inbound.text') person.say(happened.text);
    else if (happened.type === 'inbound.tap') person.tap(happened.token);
    for (const _ of replyBytes) await person.next(replyMilliseconds);
  }
}
