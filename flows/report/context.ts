import { assign, setup } from 'xstate';
import { effects } from '../kit/effects.ts';
import type {
  Danger,
  FlowEvent,
  FoundReceipt,
  OperatorKind,
  Place,
  Story,
  StoryWish,
  Urgency,
  Waits,
} from '../kit/events.ts';
import { soundsUnsafe } from '../kit/hearing.ts';
import { raise, triage } from '../kit/triage.ts';
import { answerGuards, caseGuards } from './answer-guards.ts';
import type { Answers, AskedField, Feedback, ManyField, OneField } from './answers.ts';
import { chosen, isU1, keptMany, keptOne, withoutField } from './keeping.ts';
import { type Mask, masked, maskGuards, unmaskedAtTheDoor, unmaskedByCase } from './mask.ts';
import { isPicture, isUnfetched } from './media.ts';
import { owedGuards, withFeedback } from './owed.ts';
import { atTheEnd, found, standingGuards, verified } from './standing.ts';
import { offeredOf, storyGuards, wishOf } from './story-guards.ts';
import { waitDelays, waits } from './waits.ts';

/**
 * What the report remembers, as plain JSON: codes and counts. The person's own words stay in the inbox or
 * in the case, never here.
 */
export interface ReportContext {
  answers: Answers;
  dangers: Danger[];
  /** Of the open case; null while there is none. */
  urgency: Urgency | null;
  receipt: string | null;
  filed: boolean;
  human: 'none' | 'called' | 'present';
  /** The person said that the screen is not safe: nothing of ours goes out until she is back. */
  away: boolean;
  /** She was owed a word about the wait while she was away; it is said when she is back (R19). */
  overdue: boolean;
  /** Messages in a row that fitted no choice. */
  misses: number;
  /** One answer is being changed from the summary. */
  editing: boolean;
  /** Which one; `null` in talks from before it was kept. */
  changed: AskedField | null;
  /** The answers before that change: skipping it brings them back. */
  unchanged: Answers | null;
  /** The person knows who is writing to her (R1). */
  met: boolean;
  /** The questions have begun; without it a remembered place among them is an older report's. */
  started: boolean;
  candidates: Place[];
  /** The kind of the organisation that answers here: its duties are told before any detail (L8). */
  operatorKind: OperatorKind;
  /** How long she waits before she is told; absent while the organisation set nothing of its own. */
  waits?: Waits;
  /** The case that was found by its number, while it is spoken of. */
  found: FoundReceipt | null;
  /** Number and PIN were shown in this talk: what needs proof may be done (design §6). */
  verified: boolean;
  /** A PIN was offered; it is not offered twice. */
  pinAsked: boolean;
  /** The report was just sent: its number wants a PIN before anything else (R29). */
  pinDue: boolean;
  /** Of the story that has just ended, while its PIN is chosen. */
  endedReceipt: string | null;
  /** What she answered so far of how it was (R49). */
  feedback?: Feedback | undefined;
  /** The second PIN was typed here: what is shown, and what is behind it. */
  mask?: Mask | undefined;
  /** All stories of this chat, this one among them; absent while there is only one. */
  stories?: Story[];
  /** Those of the question that stands open: what is chosen is chosen from what was shown. */
  offered?: Story[];
  /** What was said when it had to be asked which story is meant. */
  wanted?: StoryWish | null;
}

export const freshContext: ReportContext = {
  answers: {},
  dangers: [],
  urgency: null,
  receipt: null,
  filed: false,
  human: 'none',
  away: false,
  overdue: false,
  misses: 0,
  editing: false,
  changed: null,
  unchanged: null,
  met: false,
  started: false,
  candidates: [],
  operatorKind: 'lainnya',
  found: null,
  verified: false,
  pinAsked: false,
  pinDue: false,
  endedReceipt: null,
  mask: undefined,
};

/** Bounds, each with its reason. */
export const limits = {
  /** Fallbacks in a row before a human is offered (R17). */
  missesMax: 2,
  /** A text this long is a story, not a mistyped answer: it is thanked for, not asked again coldly. */
  storyCharsMin: 40,
  /** The word that answers our first line: typed on a phone in a hurry. */
  replyWordCharsMax: 20,
  /** Signs kept for triage; each rule counts once. */
  dangersMax: 20,
} as const;

/** What the rules say of all we know now; never less than it was. */
export function judged(context: ReportContext, askedForHuman = false): { urgency: Urgency; rules: string[] } {
  const { urgency, rules } = triage({ answers: context.answers, dangers: context.dangers, askedForHuman });
  return { urgency: context.urgency === null ? urgency : raise(context.urgency, urgency), rules };
}

function withDanger(dangers: Danger[], heard: Danger): Danger[] {
  if (dangers.some((known) => known.rule === heard.rule)) return dangers;
  return [...dangers, heard].slice(-limits.dangersMax);
}

/** Typed set-up that every part of the report is built with. Only effects, assigns and small guards. */
export const kit = setup({
  types: {
    context: {} as ReportContext,
    events: {} as FlowEvent,
    tags: {} as 'question',
  },
  actions: {
    ...effects,
    keepAnswer: assign(({ context, event }, { field }: { field: OneField }) => ({
      answers: keptOne(context.answers, field, chosen(event)),
      misses: 0,
    })),
    keepMany: assign(({ context, event }, { field }: { field: ManyField }) => ({
      answers: keptMany(context.answers, field, chosen(event)),
      misses: 0,
    })),
    keepTold: assign(({ context }) => ({
      answers: { ...context.answers, told: 'told' as const },
      misses: 0,
    })),
    keepAgreedWord: assign(({ context }) => ({
      answers: { ...context.answers, replyWord: 'agreed' as const },
      misses: 0,
    })),
    keepOrganisation: assign(({ event }) =>
      event.type === 'organisation.known'
        ? { operatorKind: event.operatorKind, waits: event.waits ?? waits }
        : {},
    ),
    keepPlace: assign(({ context, event }) => {
      const found =
        event.type === 'places.found' ? event.places[0] : context.candidates[Number(chosen(event))];
      return { answers: { ...context.answers, where: found ?? 'unknown' }, candidates: [], misses: 0 };
    }),
    keepNoPlace: assign(({ context, event }) => ({
      answers: { ...context.answers, where: chosen(event) === 'skipped' ? 'skipped' : 'unknown' },
      candidates: [],
      misses: 0,
    })),
    keepCandidates: assign(({ event }) => ({
      candidates: event.type === 'places.found' ? event.places.slice(0, 5) : [],
    })),
    keepConsent: assign(({ context, event }, params: { field: 'consentService' | 'consentStatistics' }) => ({
      answers: { ...context.answers, [params.field]: chosen(event) === 'allow' },
    })),
    keepDanger: assign(({ context, event }) =>
      event.type === 'danger.heard' ? { dangers: withDanger(context.dangers, event.danger) } : {},
    ),
    keepEmergency: assign(({ context }) => ({
      answers: { ...context.answers, dangerNow: 'yes' as const },
    })),
    /** "Bukan itu maksudnya": danger now is asked again; the case stays as urgent as it was (R15). */
    forgetEmergency: assign(({ context: { answers } }) => {
      const { dangerNow: _taken, ...rest } = answers;
      return { answers: rest };
    }),
    keepJudged: assign(({ context }) => ({ urgency: judged(context).urgency })),
    keepCase: assign(({ context, event }) =>
      event.type === 'case.opened'
        ? { ...unmaskedByCase(context), receipt: event.receipt, urgency: event.urgency }
        : {},
    ),
    keepFoundCase: assign(({ event }) =>
      event.type === 'case.found' ? { urgency: event.urgency, filed: true, met: true } : {},
    ),
    keepFoundHuman: assign(({ event }) =>
      event.type === 'case.found'
        ? { human: event.claimed ? ('present' as const) : ('called' as const) }
        : {},
    ),
    setHuman: assign((_, params: { human: ReportContext['human'] }) => ({
      human: params.human,
      overdue: false,
    })),
    keepOverdue: assign(() => ({ overdue: true })),
    forgetOverdue: assign(() => ({ overdue: false })),
    /** Coming back to an open case: until she says that it is safe, nobody knows who looks at the screen. */
    setAwayIfKnown: assign(({ context }) => ({ away: context.urgency !== null })),
    keepFeedback: assign(({ context, event }, { asked }: { asked: keyof Feedback }) =>
      withFeedback(context, event, asked),
    ),
    forgetFeedback: assign(() => ({ feedback: undefined })),
    setAway: assign((_, params: { away: boolean }) => ({ away: params.away })),
    /** What is to be changed is asked anew, with what depends on it; every other answer stands. */
    startChange: assign(({ context: { answers } }, { field }: { field: AskedField }) => ({
      editing: true,
      changed: field,
      unchanged: answers,
      answers: withoutField(answers, field),
    })),
    undoChange: assign(({ context }) => ({ answers: context.unchanged ?? context.answers })),
    endChange: assign(() => ({ editing: false, changed: null, unchanged: null })),
    keepNumber: assign(({ event }) => found(event)),
    keepVerified: assign(({ context, event }) => ({ ...verified(context, event), mask: undefined })),
    putOnMask: assign(({ context, event }) => masked(context, event)),
    takeOffMask: assign(({ context }) => unmaskedAtTheDoor(context)),
    forgetNumber: assign(() => ({ found: null })),
    keepStories: assign(({ event }) => (event.type === 'stories.known' ? { stories: event.stories } : {})),
    keepOffered: assign(({ context }) => ({ offered: offeredOf(context.stories) })),
    keepWanted: assign(({ event }) => ({
      wanted: event.type === 'person.spoke' ? wishOf(event.word) : null,
    })),
    forgetWanted: assign(() => ({ wanted: null })),
    keepRenewed: assign(({ event }) =>
      event.type === 'receipt.renewed' ? { receipt: event.receipt, pinDue: false } : {},
    ),
    setPinAsked: assign(() => ({ pinAsked: true, pinDue: false })),
    endStory: assign(({ context }) => ({ ...freshContext, ...atTheEnd(context) })),
    setFiled: assign(({ context }) => ({ filed: true, pinDue: context.pinAsked !== true })),
    setStarted: assign(() => ({ started: true })),
    setMet: assign(() => ({ met: true })),
    countMiss: assign(({ context }) => ({ misses: context.misses + 1 })),
    forgetMisses: assign(() => ({ misses: 0 })),
    startOver: assign(({ context: { met, operatorKind, waits: told = waits } }) => ({
      ...freshContext,
      met,
      operatorKind,
      waits: told,
    })),
  },
  delays: waitDelays,
  guards: {
    ...answerGuards,
    ...caseGuards,
    ...standingGuards,
    ...owedGuards,
    ...maskGuards,
    ...storyGuards,
    chose: ({ event }, params: { choice: string }) =>
      event.type === 'person.chose' && event.choice === params.choice,
    said: ({ event }, params: { word: string }) =>
      event.type === 'person.spoke' && event.word === params.word,
    skipsChange: ({ context, event }, params: { field: AskedField }) =>
      context.editing && chosen(event) === 'skipped' && (context.changed ?? params.field) === params.field,
    answered: ({ context }, params: { field: AskedField }) => context.answers[params.field] !== undefined,
    /** By this answer it becomes U1, and was not before: care, with numbers, at once (standards.md §4.7). */
    makesU1: ({ context, event }, params: { field: OneField }) =>
      isU1(keptOne(context.answers, params.field, chosen(event))) && !isU1(context.answers),
    choseUnstarted: ({ context, event }, params: { choice: string }) =>
      event.type === 'person.chose' && event.choice === params.choice && !context.started,
    saidUnmet: ({ context, event }, params: { word: string }) =>
      event.type === 'person.spoke' && event.word === params.word && !context.met,
    choseBeside: ({ context, event }, params: { choice: string }) =>
      event.type === 'person.chose' && event.choice === params.choice && context.human === 'present',
    saidBeside: ({ context, event }, params: { word: string }) =>
      event.type === 'person.spoke' && event.word === params.word && context.human === 'present',
    isPicture,
    isUnfetched,
    isUnsafe: ({ event }) => event.type === 'person.wrote' && soundsUnsafe(event.text),
    isFiled: ({ context }) => context.filed,
    hasStarted: ({ context }) => context.started,
    isMet: ({ context }) => context.met,
    onePlace: ({ event }) => event.type === 'places.found' && event.places.length === 1,
    somePlaces: ({ event }) => event.type === 'places.found' && event.places.length > 1,
  },
});
