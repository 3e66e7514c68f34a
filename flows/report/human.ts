import { onlyNumbers, say } from '../kit/steps.ts';
import { judged, kit, type ReportContext } from './context.ts';
import { raise } from './words-anytime.ts';

/** While no case is open, answers that are urgent by themselves open one. */
const openUrgentCase = {
  type: 'openCase' as const,
  params: ({ context }: { context: ReportContext }) => ({
    reason: 'answers' as const,
    ...judged(context),
    answers: context.answers,
  }),
};

/** Told at once, or when she is back at a screen that is safe. */
function tellWait(level: 'U1' | 'U2', text: 'handoff.stillCalling' | 'handoff.stillWaiting') {
  return [
    { guard: `is${level}Waiting` as const, actions: [say(text), onlyNumbers] },
    { guard: `is${level}` as const, actions: 'keepOverdue' as const },
  ];
}

/** Nobody is on duty: the truth and the numbers at once, or when she is back at a screen that is safe. */
const nobodyOnDuty = [
  { guard: 'isHere' as const, actions: [say('handoff.nobodyOnDuty'), onlyNumbers] },
  { actions: 'keepOverdue' as const },
];

/** Number and PIN were right: what holds for that case holds here now. */
const cameBack = [
  { guard: 'isTakenCase' as const, target: 'present' },
  { guard: 'isOpenCase' as const, target: 'called', reenter: true },
  { target: 'notCalled' },
];

/** Whether a human has been called and is here. It runs beside the talk and owns the waiting clocks. */
export const human = kit.createStateConfig({
  description: 'Whether a human was called and is here.',
  initial: 'notCalled',
  states: {
    notCalled: {
      description: 'No case is open. Answers that are urgent by themselves open one at once.',
      always: {
        guard: 'answersAreUrgent',
        target: 'called',
        actions: [
          'keepJudged',
          { type: 'setHuman', params: { human: 'called' } },
          openUrgentCase,
          say('handoff.called'),
        ],
      },
      on: {
        'case.opened': {
          target: 'called',
          actions: ['keepCase', { type: 'setHuman', params: { human: 'called' } }],
        },
        'case.found': [{ guard: 'isClaimed', target: 'present' }, { target: 'called' }],
        'pin.right': cameBack,
      },
    },
    called: {
      description: 'A case waits in the queue. If nobody takes it in the promised time, the person is told.',
      after: {
        firstU1: tellWait('U1', 'handoff.stillCalling'),
        secondU1: tellWait('U1', 'handoff.stillCalling'),
        firstU2: tellWait('U2', 'handoff.stillWaiting'),
      },
      always: {
        guard: 'answersAreUrgent',
        target: 'called',
        reenter: true,
        actions: raise,
      },
      on: {
        /** The clocks start anew when it becomes more urgent; further cries must not push them back. */
        'case.opened': [
          { guard: 'isMoreUrgent', target: 'called', reenter: true, actions: 'keepCase' },
          { actions: 'keepCase' },
        ],
        'counsellor.joined': {
          target: 'present',
          actions: { type: 'setHuman', params: { human: 'present' } },
        },
        'pin.right': cameBack,
        'duty.empty': nobodyOnDuty,
        'case.closed': { target: 'notCalled' },
      },
    },
    present: {
      description: 'A counsellor is in the chat.',
      on: {
        'case.opened': { actions: 'keepCase' },
        'counsellor.left': { target: 'called', actions: { type: 'setHuman', params: { human: 'called' } } },
        /** Not seen while she waited: the bot's silence ends at the moment others are asked (design §7). */
        'counsellor.away': { target: 'called', actions: { type: 'setHuman', params: { human: 'called' } } },
        'pin.right': cameBack,
        'case.closed': { target: 'notCalled' },
      },
    },
  },
});
