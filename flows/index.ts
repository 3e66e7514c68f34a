import { reportMachine } from './report/machine.ts';
import { upgradeReport } from './report/upgrade.ts';

/**
 * Every flow by its id, with the version that snapshots carry. A version that changes shape brings an upgrade
 * from the oldest one that may still be stored.
 */
export const flows = {
  report: { machine: reportMachine, version: 2, oldest: 1, upgrade: upgradeReport },
} as const;

export type FlowId = keyof typeof flows;

/** Where every conversation begins. */
export const firstFlow: FlowId = 'report';
