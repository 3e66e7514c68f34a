import type { Language } from '../../flows/kit/events.ts';
import { texts } from '../../locales/texts.ts';
import type { CaseHead } from '../store/case-contents.ts';
import { wordsOf } from './words.ts';

/**
 * Ready words for a counsellor, in the language of the person she writes to. They keep to the rules of every
 * other text to a person (standards.md R51; locales/quick.json), land in her box and are never sent by one tap.
 */
export const quickNames = [
  'summary',
  'safeNow',
  'slowly',
  'whatNeed',
  'mayCall',
  'wait',
  'consent',
  'back',
  'goodbye',
] as const;
export type QuickName = (typeof quickNames)[number];

/** Whom a sentence is for: a child who writes (R34), somebody who asked for short words (R38), anybody else. */
export const quickManners = ['child', 'simple', 'plain'] as const;
export type QuickManner = (typeof quickManners)[number];

const suffixes: Record<QuickManner, string> = { child: 'Child', simple: 'Simple', plain: '' };

/** Who writes for a child is no child: those are spoken to as grown-ups. */
const forSomebody: ReadonlySet<string | null> = new Set(['family', 'other', 'child', 'organisation']);

/** The manners, the right one for this person first. @param head null before anything is known */
export function mannersFor(head: CaseHead | null): readonly QuickManner[] {
  const isChild = head?.child === true && !forSomebody.has(head.who);
  if (isChild) return ['child', 'simple', 'plain'];
  return head?.simple ? ['simple', 'plain', 'child'] : ['plain', 'simple', 'child'];
}

/**
 * @param head tells the person's language and what was understood so far; null before anything is known
 * @param manner the right one for her unless another was chosen
 */
export function quickText(
  name: QuickName,
  head: CaseHead | null,
  manner: QuickManner = mannersFor(head)[0] ?? 'plain',
): string {
  const language: Language = head?.language ?? 'id';
  const what = whatOf(head, language);
  // Nothing to sum up yet: the greeting alone is still true (R43).
  const key = `${name === 'summary' && what === undefined ? 'quick.hello' : `quick.${name}`}${suffixes[manner]}`;
  const text = texts[language]?.[key] ?? texts.id?.[key] ?? '';
  return text.replaceAll('{{what}}', what ?? '');
}

/** The topic in the person's own language; undefined while it was not answered. */
function whatOf(head: CaseHead | null, language: Language): string | undefined {
  const topic = head?.topic;
  if (!topic || topic === 'unknown' || topic === 'skipped') return undefined;
  return wordsOf(language).find(`topic.${topic}`);
}
