import { describe, expect, test } from 'vitest';
import type { Language } from '../../flows/kit/events.ts';
import { startTalk, type Talk, takeEvent } from '../../src/cli/chat.ts';
import { type ChannelName, capabilities, type InboxEvent } from '../../src/conversation/messages.ts';
import type { TurnPlan } from '../../src/conversation/plan.ts';
import {
  cryFaults,
  helpFaults,
  humanFaults,
  leaveFaults,
  staleFaults,
  waitsForHer,
} from '../rules/everywhere.ts';
import { bubbles, faultsOf, isIn, stateOf } from './faults.ts';
import { copyOf, counsellorIsHere, placeOf, walk } from './walk.ts';

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

/** Says one thing from a place found on the walk. */
function say(talk: Talk, text: string): { after: Talk; plan: TurnPlan; told: string[] } {
  return hear(talk, { type: 'inbound.text', text });
}

function press(talk: Talk, choice: string): ReturnType<typeof hear> {
  return hear(talk, { type: 'inbound.tap', token: `${talk.state?.asked?.number}.${choice}` });
}

function hear(talk: Talk, event: InboxEvent): { after: Talk; plan: TurnPlan; told: string[] } {
  const after = copyOf(talk);
  const plan = takeEvent(after, event);
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
    expect(leaveFaults({ places, say }, ['KELUAR'])).toEqual([]);
  });

  test('PETUGAS calls a human, or says that one is here, from everywhere (R18)', () => {
    expect(humanFaults({ places, say })).toEqual([]);
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
    expect(helpFaults({ places, say })).toEqual([]);
  });

  test('HAPUS deletes what was not sent, and asks once about the rest, from everywhere', () => {
    for (const talk of places) {
      const asked = say(talk, 'HAPUS');
      const isDraft = asked.told.includes('common.draftDeleted');
      const { after, plan, told } = isDraft ? asked : press(asked.after, 'erase');
      if (!isDraft) expect(isIn(asked.after, 'sure'), placeOf(talk)).toBe(true);
      if (talk.focus) expect(isDraft, placeOf(talk)).toBe(false);
      expect(
        plan.wishes.rights.map(({ right }) => right),
        placeOf(talk),
      ).toEqual(isDraft ? [] : ['hapus']);
      expect(told).toContain(isDraft ? 'common.draftDeleted' : 'common.deleteAsked');
      expect(plan.forgetsDraft).toBe(isDraft);
      expect([isIn(after, 'parked'), plan.clearsScreen]).toEqual([
        true,
        capabilities[talk.channel].clearsScreen,
      ]);
      if (isDraft) expect(stateOf(after)?.context.answers).toEqual({});
    }
  });

  test('every other word is answered, and shows nothing before the screen is known to be safe (R44, L3)', () => {
    const others = ['MENU', 'UBAH', 'KEMBALI', 'PRIVASI', 'LIHAT DATA', 'PERBAIKI', 'TARIK', 'BATASI'];
    for (const talk of places)
      for (const text of others) {
        const { after, plan } = say(talk, text);
        expect(bubbles(plan).length, `${text} ${placeOf(talk)}`).toBeGreaterThan(0);
        const isUnsafe = ['opening', 'parked', 'ended'].some((name) => stateOf(talk)?.value.talk === name);
        if (isUnsafe) expect(stateOf(after)?.value.talk, `${text} ${placeOf(talk)}`).toBe('opening');
      }
  });

  test('a word of her own leaves like KELUAR, from everywhere, but never inside a sentence', () => {
    for (const talk of places) {
      const own: Talk = { ...talk, lasts: { ...talk.lasts, disguise: 'makasih ya' } };
      const { told, after } = say(own, 'Makasih, ya!');
      expect(
        told.filter((key) => key !== 'note'),
        placeOf(talk),
      ).toEqual(['clearScreen', 'common.left']);
      expect(isIn(after, 'parked')).toBe(true);
      expect(say(own, 'makasih ya kak').told).not.toContain('common.left');
      expect(say(talk, 'makasih ya').told).not.toContain('common.left');
    }
  });

  test('a number or a PIN stands in no item and no snapshot as words, wherever it is typed', () => {
    for (const talk of places) {
      const { after, plan } = say(talk, '9876 5432 1098 7654');
      expect(plan.hides, placeOf(talk)).toBe(true);
      expect(JSON.stringify([plan.case?.items ?? [], after.state?.lastWords])).not.toContain('9876');
      if (talk.state?.asked?.question.secret && !counsellorIsHere(talk)) {
        const pin = say(talk, '739164');
        expect([pin.plan.hides, JSON.stringify([pin.plan.case ?? [], pin.after.state])]).toEqual([
          true,
          expect.not.stringContaining('739164'),
        ]);
      }
    }
  });

  test('a cry brings care, or is raised unseen beside a counsellor, from everywhere (R14)', () => {
    expect(cryFaults({ places, say })).toEqual([]);
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
    const texts = ['merah', 'LIHAT', 'BAHASA', 'BANTUAN', 'MENU', 'PRIVASI', 'UBAH', 'TARIK'];
    expect(staleFaults({ places, say }, texts)).toEqual([]);
    const known = places.filter((talk) => !counsellorIsHere(talk) && talk.state !== null);
    expect(cryFaults({ places: known, say }, 31)).toEqual([]);
  });

  test('both languages say everything, and BAHASA changes to the other one', () => {
    for (const talk of places) {
      const { after, plan } = say(talk, 'BAHASA');
      expect(after.language, placeOf(talk)).toBe(talk.language === 'id' ? 'en' : 'id');
      expect(bubbles(plan).length, placeOf(talk)).toBeGreaterThan(0);
    }
  });
});
