import { expect, test } from 'vitest';
import { setBack } from '../../src/conversation/set-back.ts';
import { type ConversationState, heldTimer } from '../../src/conversation/snapshot.ts';

const hour = 3_600_000;
const at = Date.UTC(2026, 0, 5, 10);
const talk = (dueAt: number, event = 'wait'): ConversationState => ({
  ...{
    flow: 'report',
    version: 1,
    snapshot: {},
    asked: null,
    askedBefore: null,
    questions: 0,
    lastWords: null,
  },
  timers: [{ id: event, event, dueAt }],
});
const dues = (state: ConversationState) => state.timers.map(({ dueAt }) => dueAt);

test('each timer runs out as late as it would have, also in a story that rests', () => {
  const state = { ...talk(at), aside: [{ caseId: null, talk: talk(at + hour) }] };
  const moved = setBack(state, hour);
  expect(dues(moved)).toEqual([at - hour]);
  expect(moved.aside?.map((story) => dues(story.talk))).toEqual([[at]]);
});

test('words that wait for her hours wait for the same hour of the day, and no longer than a day', () => {
  const held = (since: number) => ({
    ...talk(at, heldTimer),
    held: [{ at: since, memberId: 'm', text: 'halo' }],
  });
  expect(dues(setBack(held(at - hour), hour))).toEqual([at]);
  expect(dues(setBack(held(at - hour), 24 * hour - 30_000))).toEqual([at - 24 * hour]);
  expect(dues(setBack(held(at - 24 * hour), 5 * hour))).toEqual([at - 5 * hour]);
  expect(setBack(held(at - hour), hour).held?.[0]?.at).toBe(at - 2 * hour);
});
