import { kit } from './context.ts';
import { askedOf, manyQuestion, question } from './questions.ts';
import { chokedOptions, needOptions, weaponOptions, yesNoOptions } from './wording.ts';

const enough = [{ fires: 'lethal' as const, target: 'needs' }];

/**
 * Violence at home: its forms, D1–D4 of standards.md §4.5, special needs. Weapon and choking come first: only
 * they can make it U1, so they are asked even when another sign is already there.
 */
export const home = kit.createStateConfig({
  description: 'Hurt at home: which forms, and the four questions about danger to life.',
  initial: 'forms',
  states: {
    forms: manyQuestion({
      field: 'forms',
      description: 'Forms of violence; several may be chosen.',
      text: askedOf('report.ask.forms', 'report.ask.formsOther'),
      more: 'report.ask.formsMore',
      next: 'weapon',
    }),
    weapon: question({
      field: 'weapon',
      description: 'D1: a weapon used or threatened with; today is urgent at once.',
      text: askedOf('report.ask.weapon', 'report.ask.weaponOther'),
      options: weaponOptions,
      next: 'choked',
    }),
    choked: question({
      field: 'choked',
      description: 'D4: choked; within three days is urgent at once.',
      text: askedOf('report.ask.choked', 'report.ask.chokedOther'),
      options: chokedOptions,
      next: 'threatKill',
    }),
    threatKill: question({
      field: 'threatKill',
      description: 'D2: threats to kill. Not asked of a child.',
      text: askedOf('report.ask.threatKill', 'report.ask.threatKillOther'),
      options: yesNoOptions,
      next: 'fearsKill',
      unless: enough,
    }),
    fearsKill: question({
      field: 'fearsKill',
      description: 'D3: fear of being killed. Not asked of a child.',
      text: askedOf('report.ask.fearsKill', 'report.ask.fearsKillOther'),
      options: yesNoOptions,
      next: 'needs',
      unless: enough,
    }),
    needs: question({
      field: 'needs',
      description: 'Pregnant, or in need of the care of the one who did it. Not asked of a child.',
      text: askedOf('report.ask.needs', 'report.ask.needsOther'),
      options: needOptions,
      next: 'done',
      notFor: 'isChildWriting',
    }),
    done: { description: 'Enough is known of the danger.', type: 'final' },
  },
  onDone: 'when',
});
