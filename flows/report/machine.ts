import { freshContext, kit } from './context.ts';
import { human } from './human.ts';
import { talk } from './talk.ts';

/**
 * A report, from the first word to the last: the same machine on every channel. Two things run side by
 * side: what is being talked about, and whether a human was called and is here.
 */
export const reportMachine = kit.createMachine({
  id: 'report',
  description:
    'Somebody writes, and a counsellor answers in the same chat. Whether it is safe comes first, then danger; ' +
    'the questions can all be skipped, and a human is one word away from each of them. Nothing is decided ' +
    'here about the person: the flow asks, keeps, calls a human, and says honestly how long that takes.',
  context: freshContext,
  type: 'parallel',
  states: { talk, human },
  on: { 'organisation.known': { actions: 'keepOrganisation' } },
});
