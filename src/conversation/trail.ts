import type { Question } from '../../flows/kit/effects.ts';
import type { Answers, AskedField } from '../../flows/report/answers.ts';
import { withoutField } from '../../flows/report/keeping.ts';
import type { Asked, ConversationState } from './snapshot.ts';

/**
 * KEMBALI: the question before this one (R44). Pure. What was asked is remembered for a few questions; going
 * back puts the talk where it stood and forgets only what was answered since, so that it is asked anew.
 */
export interface Passed {
  /** Where in the talk it was asked, as XState writes it. */
  talk: unknown;
  question: Question;
  /** What had been answered by then. */
  fields: string[];
}

/** One question back, and a few more; each is part of every sealed snapshot. */
const passedMax = 4;

interface Stored {
  value?: { talk?: unknown };
  context?: { answers?: Answers; started?: boolean; editing?: boolean };
}

const storedOf = ({ snapshot }: Pick<ConversationState, 'snapshot'>) => snapshot as Stored;

function isAsking(talk: unknown): boolean {
  return typeof talk === 'object' && talk !== null && 'asking' in talk;
}

/** What is remembered after a turn that led from one state of the talk to another. */
export function trailAfter(
  before: ConversationState | null,
  snapshot: unknown,
  asked: Asked | null,
): Passed[] {
  const now = storedOf({ snapshot });
  if (!now.context?.started || now.context.editing) return [];
  const trail = before?.trail ?? [];
  if (!before?.asked || !asked || before.asked.number === asked.number) return trail;
  const was = storedOf(before);
  const isNext = isAsking(was.value?.talk) && isAsking(now.value?.talk);
  const answered = Object.keys(now.context.answers ?? {}).length;
  const fields = Object.keys(was.context?.answers ?? {});
  // The same question asked again (a word in between, a place not found) is no step.
  if (!isNext || answered <= fields.length) return trail;
  return [...trail, { talk: was.value?.talk, question: before.asked.question, fields }].slice(-passedMax);
}

/** @returns the state with the question before open again, or nothing when there is none to go back to */
export function goBack(state: ConversationState): ConversationState | undefined {
  const last = state.trail?.at(-1);
  const stored = storedOf(state);
  if (!last || !isAsking(stored.value?.talk)) return undefined;
  const answers = Object.keys(stored.context?.answers ?? {})
    .filter((field) => !last.fields.includes(field))
    .reduce<Answers>((kept, field) => withoutField(kept, field as AskedField), stored.context?.answers ?? {});
  return {
    ...state,
    snapshot: {
      ...stored,
      value: { ...stored.value, talk: last.talk },
      context: { ...stored.context, answers, misses: 0 },
    },
    asked: { number: (state.questions + 1).toString(36), question: last.question },
    askedBefore: state.asked?.number ?? null,
    questions: state.questions + 1,
    trail: state.trail?.slice(0, -1) ?? [],
  };
}
