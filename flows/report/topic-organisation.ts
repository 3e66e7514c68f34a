import { kit } from './context.ts';
import { manyQuestion, question } from './questions.ts';
import { agreedOptions, orgTypeOptions } from './wording.ts';

/** A case handed in by another body: who, whether the person agreed, what was done (HTCDS org_Type). */
export const organisation = kit.createStateConfig({
  description: 'A case handed in by another body, which is owed an answer.',
  initial: 'orgType',
  states: {
    orgType: question({
      field: 'orgType',
      description: 'What kind of body hands it in.',
      text: () => 'report.ask.orgType',
      options: orgTypeOptions,
      next: 'orgAgreed',
    }),
    orgAgreed: question({
      field: 'orgAgreed',
      description: 'Whether the person knows and has said yes.',
      text: () => 'report.ask.orgAgreed',
      options: agreedOptions,
      next: 'orgDone',
    }),
    orgDone: manyQuestion({
      field: 'orgDone',
      description: 'What the body has done already.',
      text: () => 'report.ask.orgDone',
      more: 'report.ask.orgDoneMore',
      next: 'done',
    }),
    done: { description: 'The body is known; now the person.', type: 'final' },
  },
  onDone: 'age',
});
