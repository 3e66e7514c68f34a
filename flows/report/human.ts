import { onlyNumbers, say } from '../kit/steps.ts';
import { kit } from './context.ts';

/** Honest waits while nobody has answered (R19; design §7: U1 is told at 5 and 15 minutes, U2 at 60). */
export const waits = { firstU1: 5 * 60_000, secondU1: 15 * 60_000, firstU2: 60 * 60_000 } as const;

/** Whether a human has been called and is here. It runs beside the talk and owns the waiting clocks. */
export const human = kit.createStateConfig({
  description: 'Whether a human was called and is here.',
  initial: 'notCalled',
  states: {
    notCalled: {
      description: 'No case is open.',
      on: {
        'case.opened': {
          target: 'called',
          actions: ['keepCase', { type: 'setHuman', params: { human: 'called' } }],
        },
        'case.found': [{ guard: 'isClaimed', target: 'present' }, { target: 'called' }],
      },
    },
    called: {
      description: 'A case waits in the queue. If nobody takes it in the promised time, the person is told.',
      after: {
        [waits.firstU1]: { guard: 'isU1Waiting', actions: [say('handoff.stillCalling'), onlyNumbers] },
        [waits.secondU1]: { guard: 'isU1Waiting', actions: [say('handoff.stillCalling'), onlyNumbers] },
        [waits.firstU2]: { guard: 'isU2Waiting', actions: [say('handoff.stillWaiting'), onlyNumbers] },
      },
      on: {
        'case.opened': { actions: 'keepCase' },
        /** The clocks start anew once, when it becomes U1; further cries must not push them back. */
        'danger.heard': { guard: 'isNotU1', target: 'called', reenter: true },
        'counsellor.joined': {
          target: 'present',
          actions: { type: 'setHuman', params: { human: 'present' } },
        },
        'case.closed': { target: 'notCalled' },
      },
    },
    present: {
      description: 'A counsellor is in the chat.',
      on: {
        'case.opened': { actions: 'keepCase' },
        'counsellor.left': { target: 'called', actions: { type: 'setHuman', params: { human: 'called' } } },
        'case.closed': { target: 'notCalled' },
      },
    },
  },
});
