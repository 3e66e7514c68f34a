import { describe, expect, test } from 'vitest';
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createMachine,
  type EventObject,
  getInitialMicrosteps,
  getMicrosteps,
} from 'xstate';
import { getStateNodes } from 'xstate/graph';
import { flows } from '../../flows/index.ts';
import type { Danger, FlowEvent, GlobalWord, Place } from '../../flows/kit/events.ts';
import {
  ageCodes,
  contactCodes,
  helpCodes,
  topicCodes,
  whenCodes,
  whoCodes,
} from '../../flows/report/answers.ts';
import { waits } from '../../flows/report/waits.ts';
import { changeable } from '../../flows/report/wording.ts';

/**
 * Nothing in a flow is out of reach: a search over the machine itself, shortest way first, that also sees the
 * states nobody rests in. (What is said on the way is always.test.ts.)
 */
const choices = [
  ...[
    'safe',
    'inDanger',
    'notSafe',
    'otherLanguage',
    'yes',
    'no',
    'unknown',
    'skipped',
    'enough',
    '0',
    'none',
  ],
  ...['goOn', 'notThat', 'abroad', 'continue', 'numbers', 'correct', 'change', 'eraseAll', 'allow', 'refuse'],
  // One code of each question is enough to pass it; the child and the silent sister are urgent by themselves.
  ...[whoCodes[0], whoCodes[3], ageCodes[3], topicCodes[1], whenCodes[0], helpCodes[0], contactCodes[0]],
  ...changeable,
];
const words: GlobalWord[] = [
  ...(['leave', 'delete', 'human', 'emergency', 'help', 'language', 'show', 'menu'] as const),
  ...(['change', 'back', 'privacy', 'showAll', 'withdraw', 'restrict'] as const),
  ...(['another', 'status', 'newNumber'] as const),
];
const danger: Danger = { kind: 'violenceNow', urgency: 1, rule: 'kill' };
const place: Place = { country: 'MY', province: null, regency: null, label: 'Malaysia' };

/** The menu, the rights, the number and its PIN. */
const found = {
  receiptId: 'r',
  caseId: 'c',
  number: '6543210987654321',
  hasPin: true,
  status: 'read' as const,
};
const right = { type: 'pin.right' as const, replies: [], urgency: 2 as const, claimed: false, open: true };
const besideReport: FlowEvent[] = [
  ...['data', 'number', 'disguise', 'done', 'kept', 'readers', 'rights', 'ready', 'none', 'pin', 'other'].map(
    (choice): FlowEvent => ({ type: 'person.chose', choice }),
  ),
  ...['open', 'add', 'keep', 'another', 'others', 'fresh', 'renew'].map(
    (choice): FlowEvent => ({ type: 'person.chose', choice }),
  ),
  { type: 'person.gaveNumber', number: found.number },
  { type: 'person.gaveSecret', secret: '4821' },
  { type: 'number.found', found },
  { type: 'number.blocked' },
  { type: 'pin.made', pin: '4821' },
  { type: 'pin.kept' },
  { type: 'check.lost' },
  { type: 'receipt.renewed', receipt: '1234567890123456' },
  { type: 'receipt.offered' },
  { type: 'stories.known', stories: ['a', 'b'].map((id) => ({ id, label: id, here: id === 'a' })) },
  { type: 'story.begun' },
  { type: 'story.resumed', away: false, told: true, wanted: 'withdraw' },
  { type: 'story.gone' },
  { type: 'case.joined' },
  { ...right, others: 0 },
  { ...right, others: 1 },
];

const happenings: (FlowEvent | { type: `xstate.after.${string}` })[] = [
  { type: 'person.arrived' },
  ...choices.map((choice): FlowEvent => ({ type: 'person.chose', choice })),
  { type: 'person.wrote', text: 'merah' },
  { type: 'person.wrote', text: 'tidak aman' },
  { type: 'person.sentMedia', media: 'photo' },
  ...words.map((word): FlowEvent => ({ type: 'person.spoke', word })),
  { type: 'danger.heard', danger },
  { type: 'places.found', places: [] },
  { type: 'places.found', places: [place] },
  { type: 'places.found', places: [place, place] },
  { type: 'case.opened', receipt: '1234567890123456', urgency: 1 },
  { type: 'case.found', urgency: 2, claimed: true, away: false },
  { type: 'case.found', urgency: 2, claimed: false, away: false },
  { type: 'case.closed' },
  { type: 'case.closed', mayAsk: true },
  { type: 'counsellor.joined' },
  { type: 'counsellor.said', text: 'Halo.' },
  { type: 'counsellor.left' },
  { type: 'counsellor.away' },
  { type: 'duty.empty' },
  ...besideReport,
  { type: `xstate.after.${waits.firstU1}.report.human.called` },
];

/** Questions that are searched one by one here; all others answer what comes from outside in the same way. */
const ownQuestions = ['where', 'summary', 'changing', 'consentService', 'consentStatistics'];

function talkOf(talk: unknown): unknown {
  const asking = (talk as { asking?: string | Record<string, unknown> } | undefined)?.asking;
  if (asking === undefined) return talk;
  const name = typeof asking === 'string' ? asking : Object.keys(asking)[0];
  return ownQuestions.includes(name ?? '') ? { asking } : { asking: 'a question' };
}

/** Enough of the context to tell apart what leads elsewhere; the answers themselves do not. */
function placeOf({ value, context }: AnyMachineSnapshot): string {
  const { human, filed, started } = context;
  const { talk } = value as { talk?: unknown };
  return JSON.stringify([talkOf(talk) ?? value, human, filed, started]);
}

/** What is asked depends on whom it is about and what: each of these ways into the questions is searched. */
const ways = [
  ...topicCodes.map((topic) => ['safe', 'me', '26to40', topic, 'no']),
  ['safe', 'other', '26to40', 'home', 'no'],
  ['safe', 'me', '12to17', 'online', 'no'],
  ['safe', 'organisation'],
  ['safe', 'leaving', '26to40'],
];
/** Past every question, so that what comes after them is searched from there. */
const toTheEnd = ['safe', 'me', '26to40', ...Array.from({ length: 6 }, () => 'skipped')];
const answers = [
  'yes',
  'no',
  'unknown',
  'skipped',
  'enough',
  'safe',
  'goOn',
  'fisik',
  'today',
  'before',
  'hours',
];
const inside: FlowEvent[] = [
  ...[...answers, 'hello', 'ready', 'tiredOfLife', 'story', 'NGO', 'agreed', 'morning'].map(
    (choice): FlowEvent => ({ type: 'person.chose', choice }),
  ),
  { type: 'person.wrote', text: 'merah' },
  { type: 'places.found', places: [place] },
];

function walked(way: readonly string[]): FlowEvent[] {
  return [{ type: 'person.arrived' }, ...way.map((choice): FlowEvent => ({ type: 'person.chose', choice }))];
}

function reachedFrom(machine: AnyStateMachine, way: readonly string[]): Set<string> {
  return reachedIn(machine, inside, ({ value }) => JSON.stringify(value), walked(way));
}

/** Choices that some guard reads without naming them; all others matter only where a guard names them. */
const plainChoices: ReadonlySet<string> = new Set([
  'yes',
  'no',
  'unknown',
  'skipped',
  '0',
  'me',
  'child',
  'goneSilent',
  'hours',
  'tiredOfLife',
]);

function mattersIn(snapshot: AnyMachineSnapshot, event: EventObject): boolean {
  const { choice } = event as { choice?: string };
  if (choice === undefined || plainChoices.has(choice)) return true;
  return snapshot._nodes.some((node) =>
    (node.transitions.get('person.chose') ?? []).some(
      ({ guard }) => (guard as { params?: { choice?: string } } | undefined)?.params?.choice === choice,
    ),
  );
}

function reachedIn(
  machine: AnyStateMachine,
  events: readonly EventObject[],
  keyOf = placeOf,
  start: readonly EventObject[] = [],
): Set<string> {
  const reached = new Set<string>();
  const seen = new Map<string, AnyMachineSnapshot>();
  const visit = (microsteps: readonly (readonly [AnyMachineSnapshot, unknown])[]) => {
    for (const [snapshot] of microsteps) for (const node of snapshot._nodes) reached.add(node.id);
    const last = microsteps.at(-1)?.[0];
    if (last && !seen.has(keyOf(last))) seen.set(keyOf(last), last);
    return last;
  };
  let here = visit(getInitialMicrosteps(machine));
  for (const event of start) here = here && (visit(getMicrosteps(machine, here, event)) ?? here);
  for (const snapshot of seen.values())
    for (const event of events)
      if (mattersIn(snapshot, event)) visit(getMicrosteps(machine, snapshot, event));
  return reached;
}

const nodesOf = (machine: AnyStateMachine) =>
  getStateNodes(machine).filter((node) => node.type !== 'history');

describe.each(Object.entries(flows))('the flow "%s"', (_, { machine }) => {
  test('reaches every state, those it only passes through included', () => {
    const reached = new Set([
      ...reachedIn(machine, happenings, placeOf, walked(toTheEnd)),
      ...ways.flatMap((way) => [...reachedFrom(machine, way)]),
    ]);
    expect(
      nodesOf(machine)
        .map(({ id }) => id)
        .filter((id) => !reached.has(id)),
    ).toEqual([]);
    expect(reached.size).toBeGreaterThan(25);
    // Two seconds of counting; a machine with other work needs longer.
  }, 60_000);

  test('describes every state in plain words', () => {
    const silent = getStateNodes(machine).filter(
      ({ description = '' }) => !/^[A-Z"].{8,}[.?]$/s.test(description),
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  test('tells every state apart by a name of its own', () => {
    const ids = getStateNodes(machine).map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
  });
});

test('a planted state that nothing leads to is found', () => {
  const machine = createMachine({
    id: 'planted',
    context: {},
    initial: 'here',
    states: {
      here: { on: { 'person.arrived': 'there' } },
      there: {},
      lost: { on: { 'person.arrived': 'there' } },
    },
  });
  const reached = reachedIn(machine, happenings);
  expect(
    nodesOf(machine)
      .map(({ id }) => id)
      .filter((id) => !reached.has(id)),
  ).toEqual(['planted.lost']);
});
