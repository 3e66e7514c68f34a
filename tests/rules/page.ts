import type { Rule } from './rule.ts';
import { orderOf, rules } from './rules.ts';

/** docs/rules.md, drawn from the rules themselves. */
export const pageFile = 'docs/rules.md';
/** Where every rule is tried on the real thing and on its copy with a breach. */
export const homeFile = 'tests/rules/rules.test.ts';

/** Requirements that belong to a part that comes later, and which. */
export const later: Readonly<Record<string, string>> = {
  L6: 'A workflow for a breach of data: an incident, who is affected, a 72-hour clock and the three letters. Nothing of it is in the product yet; it comes with the operating of an organisation.',
  L7: 'A DPIA, a field for the data protection officer and a list of processors are papers of the organisation that runs Suar; they come with the documents for operators.',
  L9: 'There is no mediation in Suar, so nothing has to be kept from it; the guard comes with the actions of a case’s later life.',
  L14: 'A task to have content removed comes with the tasks of a case.',
  L17: 'Statistics come with the reports. Until then none is shown to anybody but the figures of the queue, which name no case.',
  L19: 'Nothing is exported as evidence yet; the export comes with the documents of a case.',
};

/** What no test can judge: somebody looks, and writes down who and when. */
const byHand: readonly [rule: string, what: string][] = [
  [
    'R9',
    'The organisation’s chat name, picture and sender name on Telegram and WhatsApp tell an onlooker nothing.',
  ],
  ['R9', 'The icon and the name of the saved page tell an onlooker nothing.'],
  ['R22', 'Two counsellors have read every advice (“…Advice” in locales/) and would say it themselves.'],
  ['R38', 'A report was told to its end with a screen reader, with words alone, in simple language.'],
  ['R51', 'Two counsellors have read the ready words and would say them themselves.'],
];

/** Every id that the page has to have a line for. */
export const wantedIds: readonly string[] = [
  ...Array.from({ length: 55 }, (_, at) => `R${at + 1}`),
  ...Array.from({ length: 20 }, (_, at) => `L${at + 1}`),
];

const cell = (text: string) => text.replaceAll('|', '\\|');

function rowOf({ id, says, heldBy, planted }: Rule): string {
  const tests = [`${homeFile} › ${id}`, ...heldBy].map((each) => {
    const [file = '', name = ''] = each.split(' › ');
    return `\`${file}\` ${name}`;
  });
  return `| ${id} | ${cell(says)} | ${tests.map(cell).join('<br>')} | ${cell(planted)} |`;
}

function laterRow([id, why]: [string, string]): string {
  return `| ${id} | ${cell(why)} | later | |`;
}

/** The whole page, as it has to stand. */
export function drawRules(): string {
  const rows = [
    ...rules.map((rule) => [rule.id, rowOf(rule)] as const),
    ...Object.entries(later).map(([id, why]) => [id, laterRow([id, why])] as const),
  ].toSorted(([one], [other]) => orderOf(one) - orderOf(other));
  return `# The rules, and the tests that hold them

R1 to R55 are rules of the field for a chat with people in danger; L1 to L20 are what Indonesian law asks. Each
stands here in the form that this project decided on. Every rule is a look at the real flow, texts, tables or
sources, and the same look is taken at a copy with **one planted breach**, which it must find: both are tests of
\`${homeFile}\`, under the rule’s id. The other tests named hold more of the same rule, most against a real
database or in a browser.

This page is drawn from the rules in \`tests/rules/\`; \`tests/rules/page.test.ts\` fails when it is stale
(\`vitest run --project pure tests/rules/page.test.ts -u\` draws it anew) and when a test it names does not exist.

| rule | what must be true | held by | the planted breach |
|---|---|---|---|
${rows.map(([, row]) => row).join('\n')}

## By hand

What a test cannot judge. Before an organisation opens, and after every change of these texts or names, somebody looks
and writes down when.

| rule | looked at | who, and when |
|---|---|---|
${byHand.map(([id, what]) => `| ${id} | ${what} | |`).join('\n')}
`;
}
