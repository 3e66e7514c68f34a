import type { FlowEvent } from '../kit/events.ts';
import { triage } from '../kit/triage.ts';
import { isChildWriting } from './answers.ts';
import { limits, type ReportContext } from './context.ts';
import { chosen, type FiringRule, firesNow, mustReport, needsNoKnows } from './keeping.ts';

/** Small guards over what was answered and how the case stands, spread into the report's own. Pure. */
interface Now {
  context: ReportContext;
  event: FlowEvent;
}

/**
 * Answers that are urgent by themselves (a child, somebody gone silent, assault within 120 hours) and more so
 * than the case is known to be: design §6 opens it then, not at the end of the questions. What is U1 has its
 * own way, through care, with numbers (every question's `makesU1`).
 */
function answersAreUrgent({ answers, urgency }: ReportContext): boolean {
  const byAnswers = triage({ answers, dangers: [], askedForHuman: false }).urgency;
  return byAnswers !== 1 && byAnswers < Math.min(urgency ?? 3, 3);
}

export const answerGuards = {
  isAbout: ({ context }: Now, params: { topic: string }) => context.answers.topic === params.topic,
  isFrom: ({ context }: Now, params: { who: string }) => context.answers.who === params.who,
  isLeaving: ({ context }: Now) => context.answers.who === 'leaving',
  isChildWriting: ({ context }: Now) => isChildWriting(context.answers),
  choseHealthWindow: ({ context, event }: Now) =>
    context.answers.topic === 'sexual' && ['within3days', 'days4to5'].includes(chosen(event)),
  mayBeWritten: ({ event }: Now) => ['anytime', 'hours'].includes(chosen(event)),
  fires: ({ context }: Now, params: { rule: FiringRule }) => firesNow(context.answers, params.rule),
  mayBeSilent: ({ context }: Now) => !mustReport(context),
  choseNo: ({ event }: Now) => chosen(event) === 'no',
  isEditing: ({ context }: Now) => context.editing,
  tellsNoDetails: ({ context }: Now) => context.answers.notice === 'noDetails',
  needsNoKnows: ({ context }: Now) => needsNoKnows(context.answers),
  asksNoGuardian: ({ context }: Now) => !isChildWriting(context.answers) || context.answers.topic === 'home',
  asksNoHours: ({ context }: Now) => context.answers.contact !== 'hours',
  asksNoWord: ({ context }: Now) => !['anytime', 'hours'].includes(context.answers.contact ?? ''),
  isShortWord: ({ event }: Now) =>
    event.type === 'person.wrote' && event.text.trim().length <= limits.replyWordCharsMax,
  /** She spoke of ending her life and was not asked yet (standards.md §4.6). */
  owesSelfHarm: ({ context: { answers, dangers } }: Now) =>
    answers.selfHarm === undefined &&
    (answers.other === 'tiredOfLife' || dangers.some(({ kind }) => kind === 'suicide')),
};

export const caseGuards = {
  isU1Waiting: ({ context }: Now) => context.urgency === 1 && !context.away,
  isU2Waiting: ({ context }: Now) => context.urgency === 2 && !context.away,
  isU1: ({ context }: Now) => context.urgency === 1,
  isU2: ({ context }: Now) => context.urgency === 2,
  isMoreUrgent: ({ context, event }: Now) =>
    event.type === 'case.opened' && event.urgency < (context.urgency ?? 5),
  answersAreUrgent: ({ context }: Now) => answersAreUrgent(context),
  dangerAnswered: ({ context }: Now) => context.answers.dangerNow !== undefined,
  wasAway: ({ event }: Now) => event.type === 'case.found' && event.away,
  isClaimed: ({ event }: Now) => event.type === 'case.found' && event.claimed,
  hasCase: ({ context }: Now) => context.urgency !== null,
  humanPresent: ({ context }: Now) => context.human === 'present',
  humanCalled: ({ context }: Now) => context.human === 'called',
  isOverdue: ({ context }: Now) => context.overdue,
  isHere: ({ context }: Now) => !context.away,
  isStory: ({ event }: Now) => event.type === 'person.wrote' && event.text.length >= limits.storyCharsMin,
  fewMisses: ({ context }: Now) => context.misses < limits.missesMax,
  /** Every third: enough to know that we are there, not so much that it drowns her own words. */
  timeToAnswer: ({ context }: Now) => context.misses % 3 === 0,
};
