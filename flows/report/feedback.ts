import type { EffectParams, Option } from '../kit/effects.ts';
import type { FlowEvent } from '../kit/events.ts';
import { ask, type PlainKey, say } from '../kit/steps.ts';
import { type Feedback, feedbackCodes } from './answers.ts';
import { kit, type ReportContext } from './context.ts';
import { withFeedback } from './owed.ts';
import { usualRails } from './wording.ts';

/**
 * Three questions after a case is closed (standards.md R49): with no name, no case and no day, and not for whoever
 * handled it. Nothing is asked again, and whatever else she writes ends it.
 */
type Asked = keyof Feedback;

const optionsOf = (asked: Asked): Option[] =>
  feedbackCodes.map((id): Option => ({ id, label: { key: `handoff.feedback.${asked}.${id}` } }));

/** Each answer is taken out of the inbox at once: it must not stand in a story that she begins next. */
function give(asked: Asked, isLast: boolean) {
  return {
    type: 'giveFeedback' as const,
    params: ({
      context,
      event,
    }: {
      context: ReportContext;
      event: FlowEvent;
    }): EffectParams['giveFeedback'] => ({
      answers: isLast ? (withFeedback(context, event, asked).feedback ?? {}) : null,
    }),
  };
}

function question(asked: Asked, text: PlainKey, next: Asked | null) {
  return kit.createStateConfig({
    description: `Asked of everybody whose story was no emergency: ${asked}.`,
    tags: ['question'],
    entry: ask(text, optionsOf(asked), usualRails),
    on: {
      'person.chose': next
        ? { target: next, actions: [give(asked, false), { type: 'keepFeedback', params: { asked } }] }
        : {
            target: '#report.talk.ended',
            actions: [give(asked, true), 'forgetFeedback', say('handoff.feedback.thanks')],
          },
    },
  });
}

export const feedback = kit.createStateConfig({
  description: 'Three questions about how it was, anonymous, each may be skipped (R49).',
  initial: 'clear',
  states: {
    clear: question('clear', 'handoff.feedback.clear', 'respected'),
    respected: question('respected', 'handoff.feedback.respected', 'again'),
    again: question('again', 'handoff.feedback.again', null),
  },
  on: {
    'person.wrote': { target: '#report.talk.opening', actions: 'forgetFeedback' },
    'person.sentMedia': { target: '#report.talk.opening', actions: 'forgetFeedback' },
    'person.arrived': { target: '#report.talk.opening', actions: 'forgetFeedback' },
  },
});
