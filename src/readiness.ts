import { type NeededNumber, neededNumbers } from './directory/needed.ts';
import { isStale, services } from './directory/numbers.ts';
import { isOrgComplete, type OrgSettings } from './org-settings.ts';
import type { Tx } from './store/database.ts';
import type { StoreDeps } from './store/deps.ts';
import { readOrg } from './store/org.ts';
import { type Proofs, readProofs, type Said } from './store/readiness.ts';
import { readStamps } from './store/stamps.ts';

/** Whether this organisation may promise anything yet: the *Kesiapan* page, /readyz, "masih uji coba" (design §7b). */
export const readySteps = [
  'setUp',
  'twoHolders',
  'recoveryTyped',
  'organisation',
  'alarmTested',
  'numbersCalled',
  'backupRestored',
  'noticeReviewed',
  'drillPassed',
] as const;
export type ReadyStep = (typeof readySteps)[number];

export interface Readiness {
  steps: { step: ReadyStep; isDone: boolean; said: Said | null }[];
  isReady: boolean;
  /** When the recovery key of now was made; null before set-up. */
  recoveryAt: Date | null;
  /** The numbers to call, the most needed first. */
  numbers: NeededNumber[];
  /** How many of those that must be called were answered in the last 180 days, of how many. */
  called: { done: number; all: number };
}

export async function readReadiness(tx: Tx, deps: StoreDeps): Promise<Readiness> {
  const { settings } = await readOrg(tx);
  const proofs = await readProofs(tx, deps);
  const numbers = neededNumbers(services, settings.province, await readStamps(tx));
  return judgeReadiness(proofs, settings, numbers, deps.clock.now());
}

/** What still makes this a trial, as fixed words for /readyz; before set-up only that. */
export async function openSteps(tx: Tx, deps: StoreDeps): Promise<string[]> {
  const { steps } = await readReadiness(tx, deps);
  const open = steps.filter(({ isDone }) => !isDone).map(({ step }) => step);
  return open.includes('setUp') ? ['notSetUp'] : open;
}

/** Pure, so that each step can be shown to decide. */
export function judgeReadiness(
  proofs: Proofs,
  settings: OrgSettings,
  numbers: NeededNumber[],
  now: Date,
): Readiness {
  const must = numbers.filter(({ isMust }) => isMust);
  const done = must.filter(({ stamp }) => stamp?.outcome === 'answered' && !isStale(stamp.at, now)).length;
  const isDone: Record<ReadyStep, boolean> = {
    setUp: proofs.setUp,
    twoHolders: proofs.holders >= 2,
    recoveryTyped: proofs.recoveryTyped,
    organisation: isOrgComplete(settings),
    alarmTested: proofs.alarmed > 0 && proofs.unalarmed === 0,
    numbersCalled: settings.province !== '' && done === must.length,
    backupRestored: proofs.said.backupRestored !== undefined,
    noticeReviewed: proofs.said.noticeReviewed !== undefined,
    drillPassed: proofs.said.drillPassed !== undefined,
  };
  const steps = readySteps.map((step) => ({
    step,
    isDone: isDone[step],
    said: (proofs.said as Partial<Record<string, Said>>)[step] ?? null,
  }));
  const isReady = steps.every((each) => each.isDone);
  const { recoveryAt } = proofs;
  return { steps, isReady, recoveryAt, numbers, called: { done, all: must.length } };
}
