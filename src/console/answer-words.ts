import { sourceOf } from '../../flows/kit/signs.ts';
import type { Answers, Source } from '../../flows/report/answers.ts';
import type { SafeContact } from '../conversation/snapshot.ts';
import type { Words } from './words.ts';

/** What a person answered, as sentences a volunteer of one week understands, with whose words they are. Pure. */

/** A code that has no words yet is shown as nothing rather than as a code. */
export function codeWords(words: Words, kind: string, code: string | null | undefined): string | undefined {
  return code ? words.find(`${kind}.${code}`) : undefined;
}

/** Several codes, or "tidak tahu" and "dilewati". */
function listWords(
  words: Words,
  kind: string,
  codes: readonly string[] | string | undefined,
): string | undefined {
  if (codes === undefined || typeof codes === 'string') return codeWords(words, kind, codes);
  return (
    codes
      .map((code) => codeWords(words, kind, code) ?? '')
      .filter(Boolean)
      .join(', ') || undefined
  );
}

const said = (words: Words, answer: string | undefined) => codeWords(words, 'said', answer);

/** How this person may be written to first. Silence counts as not safe (standards.md R11, R40). */
export function safetyWords(words: Words, answers: Answers | null, agreed?: SafeContact | null): string {
  const mode = codeWords(words, 'contact', answers?.contact) ?? words('contact.none');
  const hours = listWords(words, 'hours', answers?.contact === 'hours' ? answers.hours : undefined);
  const may = answers?.contact === 'anytime' || answers?.contact === 'hours';
  const none = words('agreed.none');
  const first = words('agreed', { line: agreed?.line ?? none, word: agreed?.word ?? none });
  return [hours ? `${mode}: ${hours}` : mode, ...(may ? [first] : [])].join('; ');
}

/** What is wanted of us. */
export function wantedWords(words: Words, answers: Answers | null): string {
  const help = answers?.help;
  return (help === undefined ? words('help.none') : listWords(words, 'help', help)) ?? words('help.none');
}

function whereWords(words: Words, where: Answers['where']): string | undefined {
  if (where === undefined) return undefined;
  if (where === 'unknown' || where === 'skipped') return words(`where.${where}`);
  return where.country === 'ID' ? where.label : `${where.label} (${words('where.abroad')})`;
}

function consentWords(words: Words, given: boolean | undefined): string | undefined {
  return given === undefined ? undefined : words(given ? 'consent.yes' : 'consent.no');
}

type Row = [what: string, answer: string | undefined];

const fromWhom = (words: Words, source: Source) => words(`source.${source}`);

/** The codes as they are exported, so that nobody codes them a second time. */
function indicatorWords(words: Words, { indicators }: Answers): string | undefined {
  const [first] = indicators ?? [];
  if (!first) return undefined;
  return `${(indicators ?? []).map(({ code }) => code).join(', ')} (${fromWhom(words, first.source)})`;
}

/** All pages of the question about the internet are one list of standards.md §3.5. */
function onlineWords(words: Words, answers: Answers): string | undefined {
  const pages = [answers.onlinePictures, answers.onlineAccount, answers.onlineAttack];
  const codes = pages.flatMap((page) => (Array.isArray(page) ? [...page] : []));
  return codes.length > 0 ? listWords(words, 'online', codes) : undefined;
}

function whoRows(words: Words, answers: Answers): Row[] {
  return [
    [words('fact.who'), codeWords(words, 'who', answers.who)],
    [words('fact.orgType'), codeWords(words, 'orgType', answers.orgType)],
    [words('fact.orgAgreed'), codeWords(words, 'orgAgreed', answers.orgAgreed)],
    [words('fact.orgDone'), listWords(words, 'orgDone', answers.orgDone)],
    [words('fact.knows'), said(words, answers.knows)],
    [words('fact.herNumber'), said(words, answers.herNumber)],
    [words('fact.age'), codeWords(words, 'age', answers.age)],
    [words('fact.topic'), codeWords(words, 'topic', answers.topic)],
    [words('fact.notice'), codeWords(words, 'notice', answers.notice)],
    [words('fact.dangerNow'), codeWords(words, 'dangerNow', answers.dangerNow)],
  ];
}

function workRows(words: Words, answers: Answers): Row[] {
  return [
    [words('fact.leaves'), codeWords(words, 'leaves', answers.leaves)],
    [words('fact.fee'), said(words, answers.fee)],
    [words('fact.canLeave'), said(words, answers.canLeave)],
    [words('fact.papersHeld'), said(words, answers.papersHeld)],
    [words('fact.threatened'), said(words, answers.threatened)],
    [words('fact.forced'), said(words, answers.forced)],
    [words('fact.wagesHeld'), said(words, answers.wagesHeld)],
    [words('fact.owes'), said(words, answers.owes)],
    [words('fact.deceived'), said(words, answers.deceived)],
    [words('fact.cutOff'), said(words, answers.cutOff)],
    [words('fact.indicators'), indicatorWords(words, answers)],
    [words('fact.work'), codeWords(words, 'work', answers.work)],
    [words('fact.leftWith'), codeWords(words, 'leftWith', answers.leftWith)],
    [words('fact.familyPapers'), said(words, answers.familyPapers)],
    [words('fact.ransom'), said(words, answers.ransom)],
  ];
}

function violenceRows(words: Words, answers: Answers): Row[] {
  return [
    [words('fact.forms'), listWords(words, 'forms', answers.forms)],
    [words('fact.weapon'), codeWords(words, 'weapon', answers.weapon)],
    [words('fact.threatKill'), said(words, answers.threatKill)],
    [words('fact.fearsKill'), said(words, answers.fearsKill)],
    [words('fact.choked'), codeWords(words, 'choked', answers.choked)],
    [words('fact.near'), said(words, answers.near)],
    [words('fact.needs'), codeWords(words, 'needs', answers.needs)],
    [words('fact.deadline'), codeWords(words, 'deadline', answers.deadline)],
    [words('fact.online'), onlineWords(words, answers)],
    [words('fact.other'), codeWords(words, 'other', answers.other)],
    [words('fact.selfHarm'), said(words, answers.selfHarm)],
  ];
}

function restRows(words: Words, answers: Answers): Row[] {
  return [
    [words('fact.when'), codeWords(words, 'when', answers.when)],
    [words('fact.where'), whereWords(words, answers.where)],
    [words('fact.help'), answers.help === undefined ? undefined : wantedWords(words, answers)],
    [words('fact.contact'), codeWords(words, 'contact', answers.contact)],
    [words('hours'), listWords(words, 'hours', answers.hours)],
    [words('fact.guardian'), said(words, answers.guardian)],
    [words('fact.consentService'), consentWords(words, answers.consentService)],
    [words('fact.consentStatistics'), consentWords(words, answers.consentStatistics)],
  ];
}

/**
 * Everything that was answered, as pairs of question and answer; what was not asked is left out. What somebody
 * else says of the person is marked so: her own words may differ.
 */
export function answerList(words: Words, answers: Answers): { what: string; answer: string }[] {
  const source = sourceOf(answers);
  const mark = source === 'self' ? '' : ` (${fromWhom(words, source)})`;
  const said = [...workRows(words, answers), ...violenceRows(words, answers)].map(
    ([what, answer]): Row => [what, answer && !answer.endsWith(mark) ? `${answer}${mark}` : answer],
  );
  const all = [...whoRows(words, answers), ...said, ...restRows(words, answers)];
  return all.flatMap(([what, answer]) => (answer === undefined ? [] : [{ what, answer }]));
}
