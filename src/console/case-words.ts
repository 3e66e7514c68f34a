import type { Urgency } from '../../flows/kit/events.ts';
import { provinces } from '../directory/areas.ts';
import type { CaseHead, CaseItem } from '../store/case-contents.ts';
import { codeWords } from './answer-words.ts';
import type { Words } from './words.ts';

/** Codes of a case as sentences a volunteer of one week understands. Pure. */
const provinceNames = new Map(provinces.map(({ code, name }) => [code, name]));

/**
 * "Seorang anak · 12–17 · kekerasan di rumah": who is in danger, in five words. Somebody whose first line
 * cried for help has answered nothing yet: then it is what was heard in it.
 */
export function headline(words: Words, head: CaseHead): string {
  const known = [
    isAnswered(head.who) && codeWords(words, 'who', head.who),
    isAnswered(head.age) && codeWords(words, 'age', head.age),
    isAnswered(head.topic) ? codeWords(words, 'topic', head.topic) : codeWords(words, 'rule', head.rules[0]),
    head.handedIn && words('head.handedIn'),
  ].filter((part) => typeof part === 'string');
  const text = known.join(' · ') || words('queue.noHead');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isAnswered(code: string | null | undefined): boolean {
  return Boolean(code) && code !== 'unknown' && code !== 'skipped';
}

/** Who is writing to us, as far as the answers say. */
export function writerWords(words: Words, head: CaseHead): string {
  const writer = codeWords(words, 'writer', head.who) ?? words('writer.none');
  return head.language === 'en' ? `${writer}, ${words('writer.english')}` : writer;
}

/** Where the person is: the country when it is another one, else the province. */
export function placeWords(
  words: Words,
  province: string | null,
  country: string | null | undefined,
): string {
  if (country && country !== 'ID') return countryWords(words, country);
  return (province && provinceNames.get(province)) || words('queue.provinceUnknown');
}

/** @param country an ISO code; one that has no name is still known to be abroad */
function countryWords(words: Words, country: string): string {
  const names = new Intl.DisplayNames(words.language, { type: 'region', fallback: 'none' });
  return (/^[A-Z]{2}$/.test(country) && names.of(country)) || words('where.abroad');
}

export function urgencyWords(words: Words, urgency: Urgency): string {
  return words(`urgency.${urgency}`);
}

/** The triage rules that fired, in plain words, each once. */
export function whyWords(words: Words, rules: readonly string[]): string {
  if (rules.length === 0) return words('rule.none');
  const said = rules.map((rule) => words.find(`rule.${rule}`) ?? words('rule.unknown'));
  return [...new Set(said)].join('; ');
}

export function closeWords(words: Words, reason: string | null | undefined): string {
  return codeWords(words, 'close', reason) ?? words('close.unknown');
}

type Happened = Extract<CaseItem, { kind: 'happened' }>;

/** What somebody of the team did, said with her name. */
const named = [
  'claimed',
  'released',
  'away',
  'calling',
  'transferAccepted',
  'transferDeclined',
  'attachmentRemoved',
  'offeredNumber',
  'joinAsked',
  'joined',
  'parted',
  'joinDeclined',
] as const;
const ofRights = ['askedRight', 'rightDone', 'rightRefused'] as const;

function isOneOf<T extends string>(list: readonly T[], what: string): what is T {
  return list.some((one) => one === what);
}

/** "Sari mengambil kasus ini". @param nameOf a member's name by id */
export function happenedWords(
  words: Words,
  item: Happened,
  nameOf: (memberId: string) => string | undefined,
): string {
  const nameOr = (id: string | undefined) => (id && nameOf(id)) || words('happened.somebody');
  const name = nameOr(item.memberId);
  const { what } = item;
  if (isOneOf(named, what)) return words(`happened.${what}`, { name });
  if (isOneOf(ofRights, what)) return words(`happened.${what}`, { what: rightWords(words, item.words?.[0]) });
  if (what === 'transferAsked') return words('happened.transferAsked', { name, to: nameOr(item.toMemberId) });
  if (what === 'closed') return words('happened.closed', { name, why: closeWords(words, item.words?.[0]) });
  if (what === 'raised') return words('happened.raised', { why: whyWords(words, item.words ?? []) });
  return words(`happened.${what}`);
}

/** One of the rights of L3, by its fixed word. */
function rightWords(words: Words, right: string | undefined): string {
  return codeWords(words, 'right', right) ?? words('right.other');
}
