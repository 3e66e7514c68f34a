import { say } from '../kit/steps.ts';
import { kit } from './context.ts';

/** States that nobody rests in: they decide where to, and say so. */
export const refused = kit.createStateConfig({
  description: 'The person does not want the note kept. A draft goes at once; help never ends by it (R6).',
  always: [
    {
      guard: 'hasCase',
      target: 'waiting',
      actions: [
        {
          type: 'recordConsent',
          params: { purpose: 'service', text: { key: 'report.consentServiceOpen' }, given: false },
        },
        'setFiled',
        say('handoff.called'),
      ],
    },
    { target: 'ended', actions: [{ type: 'forgetDraft', params: {} }, 'startOver', say('report.notFiled')] },
  ],
});

export const resuming = kit.createStateConfig({
  description: 'Back to where the talk was before it was interrupted.',
  always: [
    { guard: 'humanPresent', target: 'listening' },
    { guard: 'isFiled', target: 'waiting' },
    { guard: 'owesSelfHarm', target: 'selfHarm' },
    { guard: 'hasStarted', target: '#report.talk.asking.back' },
    { target: 'asking' },
  ],
});

export const adviceTaken = kit.createStateConfig({
  description: 'Advice was enough: nothing is kept, unless a case is open already.',
  always: [
    { guard: 'hasCase', target: 'waiting' },
    {
      target: 'ended',
      actions: [{ type: 'forgetDraft', params: {} }, 'startOver', say('report.adviceTaken')],
    },
  ],
});
