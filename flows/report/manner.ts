import type { MessageKey } from '../../locales/messages.ts';
import { type Answers, isChildWriting } from './answers.ts';

/**
 * How somebody is spoken to (standards.md R34, R38): a text may have a child's variant, `<key>Child`, and a
 * simple one, `<key>Simple`. The same question, the same choices; only the words differ.
 */
export interface Manner {
  child: boolean;
  simple: boolean;
}

export const plainManner: Manner = { child: false, simple: false };

/** @param simple the person asked for short words (it lasts with the chat) */
export function mannerOf(answers: Answers, simple: boolean): Manner {
  return { child: isChildWriting(answers), simple };
}

/**
 * The text that is really said. A child's text is short already, so it goes before the simple one; what has
 * no variant is said as it is.
 */
export function keyFor(key: MessageKey, manner: Manner, has: (key: string) => boolean): MessageKey {
  const wanted = [...(manner.child ? [`${key}Child`] : []), ...(manner.simple ? [`${key}Simple`] : [])];
  return (wanted.find(has) ?? key) as MessageKey;
}
