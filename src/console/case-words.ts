import type { Urgency } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import { provinces } from '../directory/areas.ts';
import { unreachable } from '../errors.ts';
import type { CaseHead, CaseItem } from '../store/case-contents.ts';
import type { Words } from './words.ts';

/** Codes of a case as sentences a volunteer of one week understands. Pure. */
const provinceNames = new Map(provinces.map(({ code, name }) => [code, name]));

/** A code that has no words yet is shown as nothing rather than as a code. */
function codeWords(words: Words, kind: string, code: string | null | undefined): string | undefined {
  return code ? words.find(`${kind}.${code}`) : undefined;
}

/**
 * "Seorang anak · 12–17 · kekerasan di rumah": who is in danger, in five words. Somebody whose first line
 * cried for help has answered nothing yet: then it is what was heard in it.
 */
export function headline(words: Words, head: CaseHead): string {
  const known = [
    isAnswered(head.who) && codeWords(words, 'who', head.who),
    isAnswered(head.age) && codeWords(words, 'age', head.age),
    isAnswered(head.topic) ? codeWords(words, 'topic', head.topic) : codeWords(words, 'rule', head.rules[0]),
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

/** How this person may be written to. Silence counts as not safe (standards.md R40). */
export function safetyWords(words: Words, answers: Answers | null): string {
  return codeWords(words, 'contact', answers?.contact) ?? words('contact.none');
}

/** What is wanted of us. */
export function wantedWords(words: Words, answers: Answers | null): string {
  const help = answers?.help;
  if (help === undefined) return words('help.none');
  if (help === 'unknown' || help === 'skipped') return words(`help.${help}`);
  return help.map((code) => words(`help.${code}`)).join(', ');
}

function whereWords(words: Words, where: Answers['where']): string | undefined {
  if (where === undefined) return undefined;
  if (where === 'unknown' || where === 'skipped') return words(`where.${where}`);
  return where.country === 'ID' ? where.label : `${where.label} (${words('where.abroad')})`;
}

function consentWords(words: Words, given: boolean | undefined): string | undefined {
  return given === undefined ? undefined : words(given ? 'consent.yes' : 'consent.no');
}

/** Everything that was answered, as pairs of question and answer; what was not asked is left out. */
export function answerList(words: Words, answers: Answers): { what: string; answer: string }[] {
  const all: [string, string | undefined][] = [
    [words('fact.who'), codeWords(words, 'who', answers.who)],
    [words('fact.age'), codeWords(words, 'age', answers.age)],
    [words('fact.topic'), codeWords(words, 'topic', answers.topic)],
    [words('fact.dangerNow'), codeWords(words, 'dangerNow', answers.dangerNow)],
    [words('fact.when'), codeWords(words, 'when', answers.when)],
    [words('fact.where'), whereWords(words, answers.where)],
    [words('fact.help'), answers.help === undefined ? undefined : wantedWords(words, answers)],
    [words('fact.contact'), codeWords(words, 'contact', answers.contact)],
    [words('fact.consentService'), consentWords(words, answers.consentService)],
    [words('fact.consentStatistics'), consentWords(words, answers.consentStatistics)],
  ];
  return all.flatMap(([what, answer]) => (answer === undefined ? [] : [{ what, answer }]));
}

export function closeWords(words: Words, reason: string | null | undefined): string {
  return codeWords(words, 'close', reason) ?? words('close.unknown');
}

type Happened = Extract<CaseItem, { kind: 'happened' }>;

/** "Sari mengambil kasus ini". @param nameOf a member's name by id */
export function happenedWords(
  words: Words,
  item: Happened,
  nameOf: (memberId: string) => string | undefined,
): string {
  const name = (item.memberId && nameOf(item.memberId)) || words('happened.somebody');
  switch (item.what) {
    case 'claimed':
    case 'released':
      return words(`happened.${item.what}`, { name });
    case 'closed':
      return words('happened.closed', { name, why: closeWords(words, item.words?.[0]) });
    case 'raised':
      return words('happened.raised', { why: whyWords(words, item.words ?? []) });
    case 'opened':
    case 'filed':
    case 'askedForHuman':
    case 'askedToDelete':
    case 'left':
    case 'failedTurn':
      return words(`happened.${item.what}`);
    default:
      return unreachable(item.what);
  }
}
