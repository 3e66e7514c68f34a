import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import { type DirectedGraphNode, toDirectedGraph } from 'xstate/graph';
import { flows } from '../../flows/index.ts';
import type { Text } from '../../flows/kit/effects.ts';
import { keepWords } from '../../flows/report/questions.ts';
import { pictureOf } from './draw-picture.ts';
import { type Offered, questionOf, renderBoth, textsIn, variantsOf } from './draw-texts.ts';
import { actionWords, eventWords, guardWords, wordWords } from './draw-words.ts';

/**
 * `npm run draw`: docs/flows/<flow>.md, from the flow itself, for the lawyer and the counsellor who review
 * it. `--check` writes nothing and fails when a page no longer says what the flow does.
 */
const folder = join(import.meta.dirname, '../../docs/flows');

/** @returns path of every page, and what it should say */
export function drawPages(): Map<string, string> {
  return new Map(
    Object.entries(flows).map(([id, { machine, version }]) => [
      join(folder, `${id}.md`),
      pageOf(id, version, toDirectedGraph(machine)),
    ]),
  );
}

/** @returns the pages that are missing or no longer true */
export function stalePages(pages: ReadonlyMap<string, string>): string[] {
  return [...pages].flatMap(([path, text]) => {
    try {
      return readFileSync(path, 'utf8') === text ? [] : [path];
    } catch {
      return [path];
    }
  });
}

/** The page of one flow. @throws Bug when a name of the flow has no words in draw-words.ts */
export function pageOf(id: string, version: number, graph: DirectedGraphNode): string {
  const parts = [
    `# The flow "${id}", version ${version}`,
    '<!-- Made by `npm run draw` from flows/. Change the flow or the texts in locales/, never this page. -->',
    graph.stateNode.description ?? '',
    howToRead,
    '## Pictures',
    'Left out: what is heard everywhere (the words that always work, danger, a counsellor who comes or closes). ' +
      'It stands under [talk](#talk).',
    ...allNodes(graph).flatMap(pictureOf),
    '## State by state',
    ...allNodes(graph)
      .slice(1)
      .filter(({ stateNode }) => stateNode.type !== 'history')
      .map(({ stateNode }) => sectionOf(stateNode)),
    '### Words that fit no choice',
    'What is written is kept in every case. A story is thanked for; what was not understood twice is met with a human.',
    keptTable(),
  ];
  return `${parts.join('\n\n')}\n`;
}

const howToRead = `How to read it: every state has what it is for, what we say on coming there (as it is really said, to somebody
about whom little is known yet), and a table of what may happen and where it leads. The first line of a table that
fits is what happens. What a state does not answer itself is answered by the one around it: \`asking.who\` by
[asking](#asking), that by [talk](#talk).

Silence: nobody is urged to write. A question stays open; what is written after 30 minutes is met by the question
whether the screen is safe ([opening](#opening)); what was not sent is gone after 24 hours. Who waits for a human is told
how long it takes, see [human.called](#humancalled); the organisation may set other waits there, inside the bounds of
its own page.`;

function allNodes(graph: DirectedGraphNode): DirectedGraphNode[] {
  return [graph, ...graph.children.flatMap(allNodes)];
}

/** "report.talk.asking.who" is "asking.who" to its readers. */
export function nameOf(node: AnyStateNode): string {
  return node.id.replace(/^\w+\.(talk\.)?/, '');
}

function sectionOf(node: AnyStateNode): string {
  const entry = actionsOf(node.entry);
  const offered = questionOf(entry);
  const said = [...textsIn(entry), ...(offered.texts.length > 0 ? [offered.texts] : [])];
  const done = doneBy(entry);
  const parts = [
    `### ${nameOf(node)}`,
    node.description ?? '',
    ...(done.length > 0 ? [`On coming here: ${done.join('; ')}.`] : []),
    ...silenceIn(node),
    ...(said.length > 0 ? [sayingTable(said, offered)] : []),
    ...waysTable(node, offered),
    ...(node.type === 'final'
      ? [`Leads on: see [${nameOf(node.parent as AnyStateNode)}](${linkTo(node.parent as AnyStateNode)}).`]
      : []),
  ];
  return parts.join('\n\n');
}

interface Action {
  type: string;
  params?: unknown;
}

/** The flow names an action with or without params; XState adds its own, which set the clocks. */
function actionsOf(actions: readonly unknown[]): Action[] {
  return actions
    .map((action) => (typeof action === 'string' ? { type: action } : (action as Action)))
    .filter(({ type }) => !type.startsWith('xstate.'));
}

const cell = (words: string) => words.replaceAll('|', '\\|').replaceAll('\n', '<br>');
const tableOf = (head: string[], rows: string[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const linkTo = (node: AnyStateNode) => `#${nameOf(node).replaceAll('.', '').toLowerCase()}`;
const doneBy = (actions: readonly Action[]) => [
  ...new Set(
    actions
      .filter(({ type }) => type !== 'say' && type !== 'ask')
      .flatMap(({ type }) => actionWords(type) ?? []),
  ),
];

function sayingTable(texts: Text[][], { options, rails }: Offered): string {
  const rows = texts.flatMap((either) =>
    either.flatMap((text, at) => [
      [at === 0 ? 'says' : 'or says', ...renderBoth(text, 'listed')],
      ...variantsOf(text).map((variant) => [variant.to, ...renderBoth(variant.text, 'listed')]),
    ]),
  );
  const choices = options.map(({ labels }) => ['choice', ...labels]);
  const quiet = rails.map(({ digit, labels }) => [digit, ...labels]);
  return tableOf(['', 'Bahasa Indonesia', 'English'], [...rows, ...choices, ...quiet]);
}

/** What happens when the person does nothing. */
function silenceIn(node: AnyStateNode): string[] {
  if (Object.keys(node.states).length > 0 || node.type === 'final') return [];
  if ((node.always ?? []).some(({ guard }) => !guard)) return ['Nobody stays here: it leads on at once.'];
  if (node.after.length > 0) return ['Silence: the clocks below run.'];
  return [
    node.tags.includes('question')
      ? 'Silence: the question stays open, nothing is sent.'
      : 'Silence: nothing is sent.',
  ];
}

/** One line of what may happen in a state. */
interface Way {
  when: string;
  onlyIf: string;
  actions: Action[];
  to: string;
}

function waysOf(node: AnyStateNode, offered: Offered): Way[] {
  const always = (node.always ?? []).map((transition) => wayOf(node, transition, eventWords('')));
  const heard = [...node.transitions].flatMap(([type, transitions]) =>
    type === 'person.chose' && offered.options.length > 0
      ? choiceWays(node, transitions, offered)
      : transitions.map((transition) => wayOf(node, transition, whenOf(type, transition))),
  );
  return [...always, ...heard];
}

const heads = ['When', 'Only if', 'We say', 'We say (English)', 'Besides', 'Leads to'];

function rowOf({ when, onlyIf, actions, to }: Way): string[] {
  const texts = textsIn(actions).map((either) => either.map((text) => renderBoth(text, 'mentioned')));
  const says = (at: 0 | 1) =>
    texts.map((either) => either.map((both) => both[at]).join('\n\n*or* ')).join('\n\n');
  return [when, onlyIf, says(0), says(1), doneBy(actions).join('; '), to];
}

/** Every question answers in the same way what fits none of its choices: told once, not sixteen times. */
function isKept(way: Way): boolean {
  return keepWords.some((kept) => JSON.stringify(actionsOf(kept.actions)) === JSON.stringify(way.actions));
}

function waysTable(node: AnyStateNode, offered: Offered): string[] {
  const ways = waysOf(node, offered);
  const told = ways.filter((way) => !isKept(way));
  const rows = told.map(rowOf);
  if (told.length < ways.length)
    rows.push([eventWords('person.wrote'), '', 'see [below](#words-that-fit-no-choice)', '', '', 'stays']);
  return rows.length === 0 ? [] : [tableOf(heads, rows)];
}

function keptTable(): string {
  const rows = keepWords.map((kept) => {
    const guard = kept.guard ? (guardWords(kept.guard) ?? '') : '';
    return rowOf({
      when: eventWords('person.wrote'),
      onlyIf: guard,
      actions: actionsOf(kept.actions),
      to: 'stays',
    });
  });
  return tableOf(heads, rows);
}

interface Guard {
  type: string;
  params?: { choice?: string; word?: string };
}

function guardOf({ guard }: AnyTransitionDefinition): Guard | undefined {
  return typeof guard === 'string' ? { type: guard } : (guard as Guard | undefined);
}

function whenOf(type: string, transition: AnyTransitionDefinition): string {
  const word = guardOf(transition)?.params?.word;
  return word ? `says ${wordWords(word)}` : eventWords(type);
}

function wayOf(node: AnyStateNode, transition: AnyTransitionDefinition, when: string): Way {
  const guard = guardOf(transition);
  const actions = actionsOf(transition.actions);
  return {
    when,
    onlyIf: (guard && guardWords(guard.type)) ?? '',
    actions,
    to: targetWords(node, transition),
  };
}

function targetWords(node: AnyStateNode, transition: AnyTransitionDefinition): string {
  const target = transition.target?.[0];
  if (!target) return transition.actions.length > 0 ? 'stays' : 'stays, and says nothing';
  if (target.type === 'history')
    return `back where [${nameOf(target.parent as AnyStateNode)}](${linkTo(target.parent as AnyStateNode)}) was left`;
  return target === node && !transition.reenter ? 'stays' : `[${nameOf(target)}](${linkTo(target)})`;
}

/** What each choice leads to; choices that lead to the same are one line. */
function choiceWays(node: AnyStateNode, transitions: AnyTransitionDefinition[], offered: Offered): Way[] {
  const skip = offered.rails
    .filter(({ rail }) => rail === 'skip')
    .map(({ labels }) => ({ id: 'skipped', labels }));
  const groups = new Map<string, { labels: string[]; fitting: AnyTransitionDefinition[] }>();
  for (const { id, labels } of [...offered.options, ...skip]) {
    const fitting = fittingFor(transitions, id);
    const key = fitting.map((transition) => transitions.indexOf(transition)).join();
    const group = groups.get(key) ?? { labels: [], fitting };
    group.labels.push(`**${labels[0]}**`);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ labels, fitting }) =>
    fitting.map((transition) => wayOf(node, transition, `chooses ${labels.join(', ')}`)),
  );
}

/** Those that this choice may take, down to the first that it surely takes. */
function fittingFor(
  transitions: readonly AnyTransitionDefinition[],
  choice: string,
): AnyTransitionDefinition[] {
  const fitting: AnyTransitionDefinition[] = [];
  for (const transition of transitions) {
    const guard = guardOf(transition);
    const isOther = guard?.params?.choice !== undefined && guard.params.choice !== choice;
    const isSkip = choice === 'skipped';
    if (isOther || (guard?.type === 'skipsChange' && !isSkip) || (guard?.type === 'isEditing' && isSkip))
      continue;
    fitting.push(transition);
    if (!guard || guard.type === 'chose') break;
  }
  return fitting;
}

function run(args: readonly string[]): number {
  const pages = drawPages();
  const stale = stalePages(pages);
  if (args.includes('--check')) {
    for (const path of stale) process.stderr.write(`${path} is stale: npm run draw\n`);
    return stale.length === 0 ? 0 : 1;
  }
  mkdirSync(folder, { recursive: true });
  for (const path of stale) {
    writeFileSync(path, pages.get(path) ?? '');
    process.stdout.write(`${path}\n`);
  }
  return 0;
}

if (import.meta.main) process.exitCode = run(process.argv.slice(2));
