import { freshContext, kit } from './context.ts';
import { human } from './human.ts';
import { talk } from './talk.ts';

/**
 * A report, from the first word to the last: the same machine on every channel. Two things run side by
 * side: what is being talked about, and whether a human was called and is here.
 */
export const reportMachine = kit.createMachine({
  id: 'report',
  description: 'Somebody writes; a counsellor answers in the same chat.',
  context: freshContext,
  type: 'parallel',
  states: { talk, human },
});
