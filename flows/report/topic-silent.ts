import { say } from '../kit/steps.ts';
import { kit } from './context.ts';
import { question } from './questions.ts';
import { leftWithOptions, whenOptions, workOptions, yesNoOptions } from './wording.ts';

/**
 * Keluarga hilang kabar di perantauan: when and in what work, by whom she left (never a name), what papers
 * the family holds, and whether anybody demands money. The place is asked right after.
 */
export const goneSilent = kit.createStateConfig({
  description: 'Somebody far away has fallen silent: what the family knows.',
  initial: 'lastHeard',
  states: {
    lastHeard: question({
      field: 'when',
      description: 'When there was last a sign of life.',
      text: () => 'report.whenSilent',
      options: whenOptions,
      next: 'work',
    }),
    work: question({
      field: 'work',
      description: 'What kind of work it is.',
      text: () => 'report.ask.work',
      options: workOptions,
      next: 'leftWith',
    }),
    leftWith: question({
      field: 'leftWith',
      description: 'By whom she left: a kind, never a name.',
      text: () => 'report.ask.leftWith',
      options: leftWithOptions,
      next: 'ransom',
    }),
    ransom: question({
      field: 'ransom',
      description: 'A threat, or money demanded: a yes calls a human at once.',
      text: () => 'report.ask.ransom',
      options: yesNoOptions,
      next: 'familyPapers',
    }),
    familyPapers: question({
      field: 'familyPapers',
      description: 'Whether the family holds copies of papers.',
      text: () => 'report.ask.familyPapers',
      options: yesNoOptions,
      next: 'told',
    }),
    told: {
      description: 'What a family can truly do meanwhile.',
      entry: say('report.silentAdvice'),
      always: 'done',
    },
    done: { description: 'What the family knows is noted.', type: 'final' },
  },
  onDone: 'when',
});
