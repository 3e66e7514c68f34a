import type { Text } from '../kit/effects.ts';
import { isAboutAnother } from './answers.ts';
import { kit } from './context.ts';
import { askedOf, manyQuestion, question } from './questions.ts';
import { deadlineOptions } from './wording.ts';

/** Online: the forms of standards.md §3.5 on three short pages, and a deadline (48 hours is U2). */
export const online = kit.createStateConfig({
  description: 'Hurt through a phone or the internet: which forms, and whether there is a deadline.',
  initial: 'deadline',
  states: {
    deadline: question({
      field: 'deadline',
      description: 'A deadline or a threat; two days or less is urgent.',
      text: () => 'report.ask.deadline',
      options: deadlineOptions,
      next: 'onlinePictures',
    }),
    onlinePictures: manyQuestion({
      field: 'onlinePictures',
      description: 'Pictures and videos. Grooming is offered only where a child is concerned.',
      text: askedOf('report.ask.onlinePictures', 'report.ask.onlinePicturesOther'),
      more: 'report.ask.onlineMore',
      next: 'onlineAccount',
    }),
    onlineAccount: manyQuestion({
      field: 'onlineAccount',
      description: 'Accounts, private facts, being followed.',
      text: () => 'report.ask.onlineAccount',
      more: 'report.ask.onlineMore',
      next: 'onlineAttack',
    }),
    onlineAttack: manyQuestion({
      field: 'onlineAttack',
      description: 'Insults, attacks by many, false jobs and false love.',
      text: () => 'report.ask.onlineAttack',
      more: 'report.ask.onlineMore',
      next: 'told',
    }),
    told: {
      description: 'What helps meanwhile; never to pay, to delete or to answer.',
      entry: {
        type: 'say',
        params: ({ context }): Text => ({
          key: isAboutAnother(context.answers) ? 'report.onlineAdviceOther' : 'report.onlineAdvice',
        }),
      },
      always: 'done',
    },
    done: { description: 'Enough is known.', type: 'final' },
  },
  onDone: 'when',
});
