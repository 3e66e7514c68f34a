import { reportMachine } from './report/machine.ts';

/** Every flow by its id, with the version that snapshots carry. A version that changes shape brings an upgrade. */
export const flows = {
  report: { machine: reportMachine, version: 1 },
} as const;

export type FlowId = keyof typeof flows;

/** Where every conversation begins. */
export const firstFlow: FlowId = 'report';
