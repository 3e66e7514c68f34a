import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { flows } from '../../flows/index.ts';
import { startTalk, type Talk, takeEvent, takeLine } from '../../src/cli/chat.ts';
import { advance } from '../../src/conversation/advance.ts';
import {
  answersIn,
  type ConversationState,
  dueAt,
  isKnown,
  restore,
  store,
  upgraded,
} from '../../src/conversation/snapshot.ts';

const folder = join(import.meta.dirname, 'snapshots');
const kept = readdirSync(folder).toSorted();
const stored = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ConversationState;

function talkAfter(...lines: string[]): Talk {
  const talk = startTalk('telegram', 'id');
  for (const line of lines) takeLine(talk, line);
  return talk;
}

describe('a stored talk', () => {
  const { state } = talkAfter('> halo', '>> safe', '>> me', '>> 26to40');

  test('is JSON and nothing else: what comes back is what was stored', () => {
    const first = restore(state as ConversationState);
    const again = store(first, { ...(state as ConversationState) });
    expect(JSON.parse(JSON.stringify(again))).toEqual(state);
  });

  test('holds codes, never what the person wrote', () => {
    const talk = talkAfter(
      '> halo',
      '>> safe',
      '> namaku Melati dan aku tinggal di dekat pasar itu',
      '>> me',
    );
    const { lastWords, ...rest } = talk.state as ConversationState;
    expect(JSON.stringify(rest)).not.toMatch(/Melati|pasar/);
    expect(lastWords).toContain('Melati');
  });

  test('of another version or flow is not guessed at', () => {
    const other = { ...(state as ConversationState), version: 999 };
    expect(isKnown(other)).toBe(false);
    expect(() => restore(other)).toThrow('unknownFlowVersion');
    expect(isKnown({ ...other, flow: 'lost' as never })).toBe(false);
    expect(isKnown(state as ConversationState)).toBe(true);
  });

  test('in a state that no longer exists is a mistake of ours, not another state', () => {
    const text = JSON.stringify(state).replaceAll('"topic"', '"gone"');
    expect(() => restore(JSON.parse(text) as ConversationState)).toThrow();
  });

  test('may hold a few clocks, and tells the earliest', () => {
    const timers = [30, 10, 20].map((at) => ({ id: String(at), event: 'xstate.after.1', dueAt: at }));
    const snapshot = restore(state as ConversationState);
    const held = store(snapshot, { ...(state as ConversationState), timers });
    expect([dueAt(held)?.getTime(), dueAt(state as ConversationState)]).toEqual([10, null]);
    const lost = Array.from({ length: 21 }, (_, at) => ({
      id: String(at),
      event: 'xstate.after.1',
      dueAt: at,
    }));
    expect(() => store(snapshot, { ...(state as ConversationState), timers: lost })).toThrow('tooManyTimers');
  });
});

/** A deploy in the middle of somebody's report must not lose an answer: one talk of each version is kept. */
describe('talks of every version', () => {
  test('there is one for the version of now', () => {
    expect(kept).toContain(`report-${flows.report.version}.json`);
  });

  test.each(kept)('%s goes on where it was, with every answer', (name) => {
    const talk: Talk = {
      ...startTalk('telegram', 'id'),
      state: stored(name),
      focus: { urgency: 2, claimed: false },
    };
    talk.lastInboundAt = talk.now;
    const plan = takeEvent(talk, { type: 'inbound.tap', token: `${talk.state?.asked?.number}.1` });
    expect(talk.state?.asked?.question.text.key).toBe('report.help');
    expect(plan.case?.items.find(({ kind }) => kind === 'answers')).toMatchObject({
      answers: {
        who: 'family',
        age: '18to25',
        topic: 'goneSilent',
        dangerNow: 'unknown',
        when: 'days6to14',
        where: { regency: '53.01' },
      },
    });
    expect(talk.state?.timers.length).toBeGreaterThan(0);
  });

  test.each(kept)('%s hears what it was promised: clocks that ran before a deploy run on', (name) => {
    const state = stored(name);
    const timer = state.timers.find(({ event }) => event === 'xstate.after.3600000.report.human.called');
    const last = timer && new Date(timer.dueAt);
    const { state: after, effects } = advance(
      upgraded(state),
      upgraded(state).timers.map(({ event }) => ({ type: event as `xstate.after.${string}` })),
      { now: last as Date, caseUrgency: 2, receipt: () => '', pin: () => '' },
    );
    expect(effects).toContainEqual({ type: 'say', params: { key: 'handoff.stillWaiting' } });
    expect(after.snapshot).toBeDefined();
  });
});

describe('a talk of version 1', () => {
  const before = stored('report-1.json');
  const { context } = before.snapshot as { context: { answers: Record<string, unknown> } };
  const changedTo = (value: unknown, more: object, asked = before.asked): ConversationState => ({
    ...before,
    asked,
    snapshot: { ...(before.snapshot as object), value, context: { ...context, ...more } },
  });
  const answersOf = (state: ConversationState | null) => answersIn(state as ConversationState);

  test('that named one hour is one that may be written to in that hour', () => {
    const kept = { ...context.answers, contact: 'evening' };
    const summary = changedTo({ talk: { asking: 'summary' }, human: 'called' }, { answers: kept });
    expect(answersOf(upgraded(summary))).toMatchObject({
      contact: 'hours',
      hours: ['evening'],
      when: 'days6to14',
    });
    for (const contact of ['anytime', 'iReturn', 'unknown', 'skipped'])
      expect(answersOf(upgraded(changedTo({}, { answers: { contact } })))).toEqual({ contact });
  });

  test('at the question about the hour is asked anew, with the answers of now', () => {
    const asked = {
      number: 'c',
      question: {
        text: { key: 'report.contact' as const },
        options: [{ id: 'evening', label: 'Malam' }],
        rails: [],
      },
    };
    const talk: Talk = {
      ...startTalk('telegram', 'id'),
      state: changedTo({ talk: { asking: 'contact' }, human: 'called' }, {}, asked),
      focus: { urgency: 2, claimed: false },
    };
    talk.lastInboundAt = talk.now;
    takeEvent(talk, { type: 'inbound.tap', token: 'c.evening' });
    expect(talk.state?.asked?.question.options.map(({ id }) => id)).toEqual([
      'anytime',
      'hours',
      'iReturn',
      'unknown',
    ]);
    takeLine(talk, '>> hours');
    expect(answersOf(talk.state)).toMatchObject({ ...context.answers, contact: 'hours' });
  });

  test('in the middle of a change takes the change, and skipping it brings back what stood', () => {
    const answers = { ...context.answers, who: 'family', contact: 'anytime' };
    const asked = {
      number: 'd',
      question: { text: { key: 'report.ageOther' as const }, options: [], rails: ['skip' as const] },
    };
    const changing = changedTo(
      { talk: { asking: 'age' }, human: 'called' },
      { answers, editing: true, unchanged: answers },
      asked,
    );
    const talk: Talk = {
      ...startTalk('telegram', 'id'),
      state: changing,
      focus: { urgency: 2, claimed: false },
    };
    talk.lastInboundAt = talk.now;
    expect(answersOf(upgraded(changing))).not.toHaveProperty('age');
    takeEvent(talk, { type: 'inbound.tap', token: 'd.skip' });
    expect(answersOf(talk.state)).toMatchObject({ age: '18to25', topic: 'goneSilent' });
  });
});
