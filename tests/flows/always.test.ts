import { describe, expect, test } from 'vitest';
import type { Language } from '../../flows/kit/events.ts';
import { plainRenderer, startTalk, type Talk, takeEvent } from '../../src/cli/chat.ts';
import { type ChannelName, capabilities, type Part } from '../../src/conversation/messages.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';
import { type FlowSnapshot, restore } from '../../src/conversation/snapshot.ts';
import { sensitive } from '../locales/lints.ts';
import { copyOf, counsellorIsHere, cries, drawFrom, placeOf, type Step, walk, words } from './walk.ts';

/**
 * What is promised in every state (design §2, §7; standards.md §5): a seeded random walk over the real
 * planTurn, on three renderings and in both languages, finds the states; from each the words are said.
 */
const walks = (['telegram', 'whatsapp', 'web'] as const).flatMap((channel) =>
  (['id', 'en'] as const).map((language) => ({ channel, language })),
);
const seed = 20_260_105;
const turnsEach = 600;

interface Walked {
  steps: number;
  places: Talk[];
  faults: string[];
}

function walkOne(channel: ChannelName, language: Language, at: number): Walked {
  const places = new Map<string, Talk>();
  const faults = new Set<string>();
  let steps = 0;
  walk(startTalk(channel, language), seed + at, turnsEach, (step) => {
    steps += 1;
    if (!places.has(placeOf(step.after))) places.set(placeOf(step.after), step.after);
    for (const fault of faultsOf(step)) faults.add(`${fault}  at ${placeOf(step.before)}`);
  });
  const begun = [...places.values()];
  const forgotten = begun.filter(({ focus }) => focus).map((talk): Talk => ({ ...talk, state: null }));
  const open = forgotten.filter(({ focus }) => focus?.claimed !== true);
  const taken = forgotten.filter(({ focus }) => focus?.claimed);
  const outside = [startTalk(channel, language), ...open.slice(0, 2), ...taken.slice(0, 2)];
  return { steps, places: [...begun, ...outside], faults: [...faults] };
}

type TextPart = Extract<Part, { type: 'text' }>;
const bubbles = (plan: TurnPlan): TextPart[] =>
  plan.replies.flatMap(({ part }) => (part.type === 'text' ? [part] : []));

/** standards.md §7.1, §7.5; lists of numbers, words and answers may be longer, as numbered text is. */
const bounds = {
  bubbles: 3,
  options: 7,
  labelChars: 20,
  textChars: 300,
  listChars: 600,
  preview: 60,
} as const;

function faultsOf({ before, event, plan }: Step): string[] {
  const parts = bubbles(plan);
  const charsMax = holdsList(plan) || before.channel === 'whatsapp' ? bounds.listChars : bounds.textChars;
  return [
    ...(parts.length > bounds.bubbles ? [`${parts.length} bubbles`] : []),
    ...parts.flatMap(({ text, choices, rails }) => [
      ...(choices.length > bounds.options ? [`${choices.length} options`] : []),
      ...[...choices, ...rails].flatMap(({ label }) =>
        label.length > bounds.labelChars ? [`label "${label}"`] : [],
      ),
      ...(text.length > charsMax ? [`${text.length} characters: ${text}`] : []),
      ...(sensitive.test(text.slice(0, bounds.preview)) ? [`a lock screen shows: ${text}`] : []),
      ...(/\{\{|undefined|\[object|^(common|report|care|handoff)\./.test(text)
        ? [`a raw text: ${text}`]
        : []),
    ]),
    ...(event?.type === 'inbound.text' && parts.length === 0 && !maySayNothing(before)
      ? [`silence after "${event.text}"`]
      : []),
  ];
}

/** A summary, or phone numbers: alone, or as the question that stands open. */
function holdsList({ effects, state }: TurnPlan): boolean {
  const open = state.asked?.question.text.key ?? '';
  return effects.some(
    (effect) =>
      effect.type === 'giveNumbers' ||
      (effect.type === 'say' && effect.params.key === 'report.summaryOnly') ||
      (effect.type === 'askAgain' && open === 'care.what') ||
      open === 'report.summary',
  );
}

const stateOf = (talk: Talk): FlowSnapshot | null => (talk.state ? restore(talk.state) : null);
const isIn = (talk: Talk, name: string) => JSON.stringify(stateOf(talk)?.value ?? '').includes(`"${name}"`);

/** A counsellor is here; or she is writing on while she waits, and every third message is answered. */
function maySayNothing(talk: Talk): boolean {
  const patient = isIn(talk, 'waiting') || isIn(talk, 'care');
  return counsellorIsHere(talk) || (patient && (stateOf(talk)?.context.misses ?? 0) % 3 !== 0);
}

/** Says one thing from a place found on the walk. */
function say(talk: Talk, text: string): { after: Talk; plan: TurnPlan; told: string[] } {
  const after = copyOf(talk);
  const plan = takeEvent(after, { type: 'inbound.text', text });
  const told = plan.effects.flatMap((effect) =>
    effect.type === 'say'
      ? [effect.params.key as string]
      : effect.type === 'giveNumbers'
        ? ['numbers']
        : [effect.type],
  );
  return { after, plan, told };
}

const walked = new Map(
  walks.map(({ channel, language }, at) => [`${channel} ${language}`, walkOne(channel, language, at)]),
);

describe.each([...walked])('on %s', (_, { steps, places, faults }) => {
  const waitsForHer = (talk: Talk) =>
    counsellorIsHere(talk) ||
    stateOf(talk)?.context.human === 'present' ||
    (talk.state === null && talk.focus?.claimed === true);

  test('the walk was long and came far', () => {
    expect(steps).toBeGreaterThanOrEqual(turnsEach);
    expect(places.length).toBeGreaterThan(50);
    expect(places.filter(({ state }) => state === null).map(({ focus }) => focus?.claimed)).toContain(true);
    for (const name of [
      'opening',
      'parked',
      'summary',
      'consentService',
      'picking',
      'country',
      'waiting',
      'listening',
    ])
      expect(
        places.some((talk) => isIn(talk, name)),
        name,
      ).toBe(true);
  });

  test('no turn says too much, too long, too plainly for a lock screen, or nothing', () => {
    expect(faults).toEqual([]);
  });

  test('KELUAR leaves in one neutral message, from everywhere (R7)', () => {
    for (const talk of places) {
      const { after, plan, told } = say(talk, 'KELUAR');
      expect(
        told.filter((key) => key !== 'note'),
        placeOf(talk),
      ).toEqual(['clearScreen', 'common.left']);
      expect(bubbles(plan)).toHaveLength(1);
      expect(plan.clearsScreen).toBe(capabilities[talk.channel].clearsScreen);
      expect([isIn(after, 'parked'), after.state?.asked]).toEqual([true, null]);
    }
  });

  test('PETUGAS calls a human, or says that one is here, from everywhere (R18)', () => {
    for (const talk of places) {
      const { after, plan, told } = say(talk, 'PETUGAS');
      const isHere = waitsForHer(talk);
      expect(isIn(after, isHere ? 'listening' : 'waiting'), placeOf(talk)).toBe(true);
      expect(told.includes('openCase')).toBe(!isHere);
      expect(told.some((key) => /^handoff\.(called|joined|stillPresent)$/.test(key))).toBe(true);
      // Called or repeated to somebody who is here: either way she waits until an answer goes out.
      expect([plan.case?.waits, after.focus === null]).toEqual([true, false]);
    }
  });

  test('DARURAT makes it U1 and shows the numbers, from everywhere', () => {
    for (const talk of places) {
      const { after, told, plan } = say(talk, 'DARURAT');
      expect(after.focus?.urgency, placeOf(talk)).toBe(1);
      expect(told).toContain('numbers');
      expect(bubbles(plan).some(({ text }) => /\d{3}/.test(text))).toBe(true);
      expect(isIn(after, waitsForHer(talk) ? 'listening' : 'care')).toBe(true);
    }
  });

  test('BANTUAN tells the words and the numbers, from everywhere (R18)', () => {
    for (const talk of places) {
      const { plan, told } = say(talk, 'BANTUAN');
      expect(told.slice(0, 2), placeOf(talk)).toEqual(['common.help', 'numbers']);
      expect(bubbles(plan).length).toBeGreaterThanOrEqual(2);
    }
  });

  test('HAPUS deletes what was not sent and asks a human for the rest, from everywhere', () => {
    for (const talk of places) {
      const { after, plan, told } = say(talk, 'HAPUS');
      const isDraft = talk.focus === null;
      expect(told, placeOf(talk)).toContain(isDraft ? 'common.draftDeleted' : 'common.deleteAsked');
      expect(plan.forgetsDraft).toBe(isDraft);
      expect(
        plan.case?.items.some((item) => item.kind === 'happened' && item.what === 'askedToDelete') ?? false,
      ).toBe(!isDraft);
      expect([isIn(after, 'parked'), plan.clearsScreen]).toEqual([
        true,
        capabilities[talk.channel].clearsScreen,
      ]);
      if (isDraft) expect(stateOf(after)?.context.answers).toEqual({});
    }
  });

  test('a cry brings care, or is raised unseen beside a counsellor, from everywhere (R14)', () => {
    for (const talk of places) {
      const { after, plan, told } = say(talk, cries[0] ?? '');
      const context = placeOf(talk);
      expect([after.focus?.urgency, plan.case?.danger?.urgency], context).toEqual([1, 1]);
      if (counsellorIsHere(talk)) expect([told, bubbles(plan)], context).toEqual([['raiseCase'], []]);
      else if (waitsForHer(talk)) expect(told, context).toEqual(['raiseCase', 'handoff.joined']);
      else expect([isIn(after, 'care'), told.includes('openCase')], context).toEqual([true, true]);
    }
  });

  test('LIHAT shows nothing of what was said before the screen is known to be safe', () => {
    for (const talk of places.filter(
      (each) => isIn(each, 'opening') || isIn(each, 'parked') || isIn(each, 'ended'),
    )) {
      expect(
        say(talk, 'LIHAT').told.some((key) => key.startsWith('report.summary')),
        placeOf(talk),
      ).toBe(false);
    }
  });

  test('after half an hour nothing but danger and the way out goes before the safe question (R2)', () => {
    for (const talk of places.filter((each) => !counsellorIsHere(each) && each.state !== null)) {
      const later = { ...talk, now: talk.now + 31 * 60_000 };
      for (const text of ['merah', 'LIHAT', 'BAHASA', 'BANTUAN'])
        expect(isIn(say(later, text).after, 'opening'), `${text} ${placeOf(talk)}`).toBe(true);
      expect(isIn(say(later, cries[0] ?? '').after, waitsForHer(talk) ? 'listening' : 'care')).toBe(true);
    }
  });

  test('both languages say everything, and BAHASA changes to the other one', () => {
    for (const talk of places) {
      const { after, plan } = say(talk, 'BAHASA');
      expect(after.language, placeOf(talk)).toBe(talk.language === 'id' ? 'en' : 'id');
      expect(bubbles(plan).length, placeOf(talk)).toBeGreaterThan(0);
    }
  });
});

describe('a planted fault is found', () => {
  const talk = startTalk('telegram', 'id');
  const spoken = (text: string, more: Partial<TextPart> = {}): TextPart => ({
    type: 'text',
    text,
    choices: [],
    rails: [],
    ...more,
  });
  const step = (...parts: TextPart[]): Step => {
    const after = copyOf(talk);
    const plan = takeEvent(after, { type: 'inbound.text', text: 'halo' });
    const planted = { ...plan, replies: parts.map((part) => ({ part, lane: 2 as const })) };
    return { before: talk, event: { type: 'inbound.text', text: 'halo' }, plan: planted, after };
  };

  test.each([
    ['four bubbles', step(...Array.from({ length: 4 }, () => spoken('Halo.')))],
    ['silence', step()],
    [
      'eight options',
      step(spoken('Halo.', { choices: Array.from({ length: 8 }, () => ({ token: '1.a', label: 'A' })) })),
    ],
    [
      'a label too long',
      step(spoken('Halo.', { choices: [{ token: '1.a', label: 'Saya mau bicara dengan orang' }] })),
    ],
    ['a bubble too long', step(spoken('Halo. '.repeat(60)))],
    ['a word for the lock screen', step(spoken('Halo, ini soal kekerasan di rumah.'))],
    ['a text without its words', step(spoken('common.opening'))],
  ])('%s', (_, planted) => {
    expect(faultsOf(planted)).toHaveLength(1);
  });

  test('but an ordinary turn has none', () => {
    expect(faultsOf(step(spoken('Halo.')))).toEqual([]);
  });

  test('the same seed takes the same walk', () => {
    const [one, other] = [drawFrom(seed), drawFrom(seed)];
    expect(words.map(() => one())).toEqual(words.map(() => other()));
    expect(plainRenderer.numbersFor(null).length).toBeGreaterThan(0);
  });
});
