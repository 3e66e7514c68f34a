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
import { waits } from '../../flows/report/human.ts';
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
const words: GlobalWord[] = ['leave', 'delete', 'human', 'emergency', 'help', 'language', 'show', 'menu'];
const danger: Danger = { kind: 'violenceNow', urgency: 1, rule: 'kill' };
const place: Place = { country: 'MY', province: null, regency: null, label: 'Malaysia' };

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
  { type: 'counsellor.joined' },
  { type: 'counsellor.said', text: 'Halo.' },
  { type: 'counsellor.left' },
  { type: `xstate.after.${waits.firstU1}.report.human.called` },
];

/** Enough of the context to tell apart what leads elsewhere; the answers themselves do not. */
function placeOf({ value, context }: AnyMachineSnapshot): string {
  const { human, filed, started } = context;
  return JSON.stringify([value, human, filed, started]);
}

function reachedIn(machine: AnyStateMachine, events: readonly EventObject[]): Set<string> {
  const reached = new Set<string>();
  const seen = new Map<string, AnyMachineSnapshot>();
  const visit = (microsteps: readonly (readonly [AnyMachineSnapshot, unknown])[]) => {
    for (const [snapshot] of microsteps) for (const node of snapshot._nodes) reached.add(node.id);
    const last = microsteps.at(-1)?.[0];
    if (last && !seen.has(placeOf(last))) seen.set(placeOf(last), last);
  };
  visit(getInitialMicrosteps(machine));
  for (const snapshot of seen.values())
    for (const event of events) visit(getMicrosteps(machine, snapshot, event));
  return reached;
}

const nodesOf = (machine: AnyStateMachine) =>
  getStateNodes(machine).filter((node) => node.type !== 'history');

describe.each(Object.entries(flows))('the flow "%s"', (_, { machine }) => {
  test('reaches every state, those it only passes through included', () => {
    const reached = reachedIn(machine, happenings);
    expect(
      nodesOf(machine)
        .map(({ id }) => id)
        .filter((id) => !reached.has(id)),
    ).toEqual([]);
    expect(reached.size).toBeGreaterThan(25);
  });

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
