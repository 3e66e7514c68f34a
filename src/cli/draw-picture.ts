import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { DirectedGraphNode } from 'xstate/graph';
import { questionOf } from './draw-texts.ts';
import { arrowWords, eventWords, guardWords, wordWords } from './draw-words.ts';

/**
 * One Mermaid picture for every state that holds others: its children as boxes, everything inside a child
 * drawn as that child. What leads the same way from many boxes is one sentence below, not many arrows.
 */
const limits = {
  /** From here on it is a sentence. */
  sameWays: 4,
  /** Words on one arrow. */
  labels: 3,
} as const;

interface Arrow {
  from: AnyStateNode;
  to: AnyStateNode;
  label: string;
}

/** @returns nothing for a state without at least two children */
export function pictureOf(graph: DirectedGraphNode): string[] {
  const { stateNode, children } = graph;
  if (stateNode.type === 'parallel' || children.length < 2) return [];
  const arrows = children.flatMap((child) =>
    transitionsIn(child).flatMap((way) => arrowOf(stateNode, child.stateNode, way)),
  );
  const { drawn, told } = collapse(arrows);
  const boxes = [...new Set([...children.map((child) => child.stateNode), ...drawn.map(({ to }) => to)])];
  const lines = [
    'flowchart TD',
    ...boxes.filter((box) => box.type !== 'history').map((box) => `  ${boxOf(stateNode, box)}`),
    ...joined(drawn).map(([ends, labels]) => `  ${ends.from} -->|"${labels}"| ${ends.to}`),
  ];
  return [`### Picture: ${titleOf(stateNode)}`, ['```mermaid', ...lines, '```'].join('\n'), ...told];
}

function transitionsIn({ stateNode, children }: DirectedGraphNode): AnyTransitionDefinition[] {
  return [
    ...(stateNode.always ?? []),
    ...[...stateNode.transitions.values()].flat(),
    ...children.flatMap(transitionsIn),
  ];
}

function arrowOf(within: AnyStateNode, from: AnyStateNode, way: AnyTransitionDefinition): Arrow[] {
  const target = way.target?.[0];
  if (!target) return [];
  const to = boxFor(within, target);
  return to === from ? [] : [{ from, to, label: labelOf(way) }];
}

/** The child of `within` that holds it, or, outside, the highest state below what both share. */
function boxFor(within: AnyStateNode, target: AnyStateNode): AnyStateNode {
  let box = target;
  while (box.parent && box.parent !== within && !holds(box.parent, within)) box = box.parent;
  return box;
}

function holds(outer: AnyStateNode, inner: AnyStateNode): boolean {
  return inner === outer || (inner.parent !== undefined && holds(outer, inner.parent));
}

function labelOf(way: AnyTransitionDefinition): string {
  const guard = (typeof way.guard === 'string' ? { type: way.guard } : way.guard) as
    | { type: string; params?: { choice?: string; word?: string } }
    | undefined;
  const short = guard && arrowWords[guard.type];
  if (short) return short;
  if (guard?.params?.choice) return choiceWords(way.source, guard.params.choice);
  if (guard?.params?.word) return wordWords(guard.params.word).replace(/ \(.*/, '');
  const event =
    way.eventType === 'person.chose' ? otherChoices(way.source) : shortOf(eventWords(way.eventType));
  const isOne = way.eventType === '' && (way.source.always?.length ?? 0) > 1;
  if (isOne && !guard) return 'otherwise';
  const condition = guard ? shortOf(guardWords(guard.type) ?? '') : '';
  if (!condition) return event;
  return way.eventType === '' ? condition : `${event}: ${condition}`;
}

const shortOf = (words: string) => words.replace(/ \(.*\)$/, '');

/** What is left when the choices that have a way of their own are taken away: by name when they are few. */
function otherChoices(source: AnyStateNode): string {
  const offered = questionOf(source.entry as unknown as Parameters<typeof questionOf>[0]).options;
  const own = new Set(
    (source.transitions.get('person.chose') ?? []).flatMap(({ guard }) => {
      const { type, params } = (guard ?? {}) as { type?: string; params?: { choice?: string } };
      return type === 'chose' && params?.choice ? [params.choice] : [];
    }),
  );
  const left = offered.filter(({ id }) => !own.has(id));
  if (left.length > 0 && left.length <= 2) return left.map(({ labels }) => labels[0]).join(' / ');
  if (offered.length === 0) return 'presses an old button';
  return own.size === 0 ? 'any answer' : 'any other choice';
}

/** The choice as the person reads it. */
function choiceWords(source: AnyStateNode, choice: string): string {
  const offered = questionOf(source.entry as unknown as Parameters<typeof questionOf>[0]);
  const skip = offered.rails.find(({ rail }) => rail === 'skip' && choice === 'skipped');
  return (offered.options.find(({ id }) => id === choice) ?? skip)?.labels[0] ?? choice;
}

function collapse(arrows: readonly Arrow[]): { drawn: Arrow[]; told: string[] } {
  const groups = new Map<string, Arrow[]>();
  for (const arrow of arrows) {
    const key = `${arrow.to.id} ${arrow.label}`;
    groups.set(key, [...(groups.get(key) ?? []), arrow]);
  }
  const many = [...groups.values()].filter(
    (group) => new Set(group.map(({ from }) => from)).size >= limits.sameWays,
  );
  const told = many.flatMap(([first, ...rest]) => {
    const from = [...new Set([first, ...rest].map((arrow) => arrow?.from.key))].join(', ');
    return first ? [`Not drawn, from ${from}: ${first.label} → ${first.to.key}.`] : [];
  });
  const collapsed = new Set(many.flat());
  return { drawn: arrows.filter((arrow) => !collapsed.has(arrow)), told };
}

function joined(arrows: readonly Arrow[]): [{ from: string; to: string }, string][] {
  const ends = new Map<string, Set<string>>();
  for (const { from, to, label } of arrows) {
    const key = `${idOf(from)} ${idOf(to)}`;
    ends.set(key, (ends.get(key) ?? new Set()).add(label));
  }
  return [...ends].map(([key, labels]) => {
    const [from = '', to = ''] = key.split(' ');
    const shown = [...labels].slice(0, limits.labels);
    const words = [...shown, ...(labels.size > limits.labels ? ['…'] : [])].join(' / ');
    return [{ from, to }, words.replaceAll('"', "'")];
  });
}

/** History is drawn as the state whose past it remembers. */
function idOf(node: AnyStateNode): string {
  const shown = node.type === 'history' && node.parent ? node.parent : node;
  return shown.id.replaceAll('.', '_');
}

function boxOf(within: AnyStateNode, node: AnyStateNode): string {
  const isInside = node.parent === within;
  return isInside ? `${idOf(node)}["${node.key}"]` : `${idOf(node)}(["${node.key}, elsewhere"])`;
}

const titleOf = (node: AnyStateNode): string => (node.key === 'talk' ? 'the talk' : node.key);
