import { describe, expect, test } from 'vitest';
import type { FlowEvent } from '../../flows/kit/events.ts';
import { type Advanced, advance, type Given, isQuestion } from '../../src/conversation/advance.ts';
import type { ConversationState } from '../../src/conversation/snapshot.ts';

const now = new Date(Date.UTC(2026, 0, 5));
const given = (more: Partial<Given> = {}): Given => ({
  now,
  caseUrgency: null,
  receipt: () => '1234567890123456',
  pin: () => '4821',
  ...more,
});
const arrived: FlowEvent = { type: 'person.arrived' };
const chose = (choice: string): FlowEvent => ({ type: 'person.chose', choice });
const spoke = (word: 'leave' | 'human' | 'language' | 'show'): FlowEvent => ({ type: 'person.spoke', word });
const cry: FlowEvent = { type: 'danger.heard', danger: { kind: 'violenceNow', urgency: 1, rule: 'kill' } };

/** Takes turns one after the other, each through JSON. */
function afterTurns(...turns: FlowEvent[][]): Advanced {
  return turns.reduce<Advanced>(
    (before, events) => advance(before.state, events, given()),
    advance(null, [arrived], given()),
  );
}

function frozen<Item>(item: Item): Item {
  if (typeof item === 'object' && item !== null) Object.values(Object.freeze(item)).forEach(frozen);
  return item;
}

const told = ({ effects }: Advanced) => effects.map((effect) => effect.type);

describe('a turn', () => {
  test('is a calculation: the same from the same, and it changes nothing that it was given', () => {
    const before = frozen(structuredClone(afterTurns([chose('safe')]).state));
    expect(advance(before, [chose('me')], given())).toEqual(advance(before, [chose('me')], given()));
    expect(Object.isFrozen(before.snapshot)).toBe(true);
  });

  test('tells somebody who waits when the organisation said so, and as usual where it said nothing', () => {
    const waits = { firstU1: 120_000, secondU1: 300_000, firstU2: 600_000 };
    const dues = (more: Partial<Given>) =>
      advance(afterTurns([chose('safe')]).state, [cry], given(more)).state.timers.map(
        ({ dueAt }) => (dueAt - now.getTime()) / 60_000,
      );
    expect(dues({})).toEqual([5, 15, 60]);
    expect(dues({ waits })).toEqual([2, 5, 10]);
    // Set while the talk went on: the next one who is called for is told by it.
    const knows = advance(afterTurns([chose('safe')]).state, [chose('me')], given({ waits }));
    expect(JSON.stringify(knows.state.snapshot)).toContain('"firstU1":120000');
  });

  test('asks one question at most, and last', () => {
    const turn = advance(afterTurns([chose('safe')]).state, [arrived, spoke('language')], given());
    expect(told(turn)).toEqual(['switchLanguage', 'ask']);
    expect(turn.state.asked?.question.text.key).toBe('common.opening');
  });

  test('never shows a question that it only passed by on the way to a silent screen', () => {
    const found: FlowEvent = { type: 'case.found', urgency: 1, claimed: false, away: false };
    const turn = advance(null, [found, spoke('leave')], given({ caseUrgency: 1 }));
    expect(turn.effects.some(isQuestion)).toBe(false);
    expect(turn.state.asked).toBeNull();
  });

  test('gives every question a number of its own, and remembers the one before', () => {
    let { state } = afterTurns();
    const numbers = [state.asked?.number];
    for (const choice of ['safe', 'me', '26to40', 'home']) {
      const before = state.asked?.number ?? null;
      ({ state } = advance(state, [chose(choice)], given()));
      expect(state.askedBefore).toBe(before);
      numbers.push(state.asked?.number);
    }
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  test('that changes no question leaves its number as it is', () => {
    const before = afterTurns([chose('safe')]).state;
    const { state } = advance(before, [{ type: 'person.wrote', text: 'merah' }], given());
    expect([state.asked, state.askedBefore]).toEqual([before.asked, before.askedBefore]);
  });

  test('that goes round in itself too often is a mistake of ours', () => {
    const many = Array.from({ length: 13 }, () => arrived);
    expect(() => advance(null, many, given())).toThrow('tooManyRounds');
    expect(() => advance(null, many.slice(1), given())).not.toThrow();
  });
});

describe('a case', () => {
  test('draws one receipt when it opens, and none for what comes later', () => {
    let drawn = 0;
    const receipt = () => {
      drawn += 1;
      return '1234567890123456';
    };
    const opened = advance(afterTurns([chose('safe')]).state, [cry], given({ receipt }));
    expect([drawn, told(opened).filter((type) => type === 'opened')]).toEqual([1, ['opened']]);
    const again = advance(opened.state, [cry], given({ receipt, caseUrgency: 1 }));
    expect([drawn, told(again).includes('opened')]).toEqual([1, false]);
  });

  test('is never made less urgent by what the bot hears', () => {
    const turn = advance(afterTurns().state, [spoke('human')], given({ caseUrgency: 1 }));
    const snapshot = turn.state.snapshot as { context: { urgency: number } };
    expect(snapshot.context.urgency).toBe(1);
  });

  test('opens by the answers alone when they are urgent, and only once (design §6)', () => {
    const turn = advance(afterTurns([chose('safe')]).state, [chose('child')], given());
    expect(turn.effects).toContainEqual(
      expect.objectContaining({
        type: 'openCase',
        params: expect.objectContaining({ reason: 'answers', urgency: 2 }),
      }),
    );
    const next = advance(turn.state, [chose('under12')], given({ caseUrgency: 2 }));
    expect(told(next).includes('openCase')).toBe(false);
  });
});

describe('the clocks', () => {
  const minutes = ({ timers }: ConversationState) =>
    timers.map(({ dueAt }) => (dueAt - now.getTime()) / 60_000);

  test('run from the moment a human is called, and stop when one comes', () => {
    const called = advance(afterTurns().state, [cry], given()).state;
    expect(minutes(called)).toEqual([5, 15, 60]);
    expect(advance(called, [{ type: 'counsellor.joined' }], given()).state.timers).toEqual([]);
  });

  test('start anew when it becomes more urgent, and only then', () => {
    const later = given({ now: new Date(now.getTime() + 20 * 60_000), caseUrgency: 3 });
    const asked = advance(afterTurns().state, [spoke('human')], given()).state;
    const urgent = advance(asked, [cry], later).state;
    expect(minutes(urgent)).toEqual([25, 35, 80]);
    const cried = advance(
      urgent,
      [cry],
      given({ now: new Date(now.getTime() + 24 * 60_000), caseUrgency: 1 }),
    ).state;
    expect(minutes(cried)).toEqual([25, 35, 80]);
  });
});
