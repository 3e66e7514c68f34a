import { eq, lt, sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { comparableName } from './members.ts';
import { signInTries } from './schema/members.ts';

/** Tries at a member's door: passphrases, codes and what unlocks, counted together before anything is looked at. */
const limits = {
  /** Enough for a tired person, hopeless for a guesser. */
  triesPerHour: 10,
  /** Names nobody has, remembered for the hour; the oldest goes first. */
  strangers: 10_000,
};

const hourMilliseconds = 3_600_000;

/** The clock hour that tries are counted in. */
function hourOf(deps: StoreDeps): Date {
  return new Date(Math.floor(deps.clock.now().getTime() / hourMilliseconds) * hourMilliseconds);
}

/** @returns how many minutes until tries count anew */
export function minutesToWait(deps: StoreDeps): number {
  return Math.ceil((hourOf(deps).getTime() + hourMilliseconds - deps.clock.now().getTime()) / 60_000);
}

/** Names that nobody has, tried in the current hour, by blind index. Each process counts its own. */
const strangers = new Map<string, { hour: number; tries: number }>();

/** Somebody unknown is made to wait like a member would be, or the wait would tell who is one. */
export function countStranger(deps: StoreDeps, name: string): boolean {
  const hour = hourOf(deps).getTime();
  const key = deps.vault.index('session', 'stranger', comparableName(name)).toString('base64');
  const before = strangers.get(key);
  const tries = before?.hour === hour ? before.tries + 1 : 1;
  strangers.delete(key);
  strangers.set(key, { hour, tries });
  const [oldest] = strangers.keys();
  if (strangers.size > limits.strangers && oldest !== undefined) strangers.delete(oldest);
  return tries <= limits.triesPerHour;
}

/** Counts a try before anything is hashed. @returns false when the hour's tries are used up */
export async function countTry(tx: Tx, deps: StoreDeps, memberId: string): Promise<boolean> {
  const hour = hourOf(deps);
  await tx.delete(signInTries).where(lt(signInTries.hour, hour));
  const counted = await tx
    .insert(signInTries)
    .values({ memberId, hour, tries: 1 })
    .onConflictDoUpdate({
      target: [signInTries.memberId, signInTries.hour],
      set: { tries: sql`${signInTries.tries} + 1` },
      setWhere: lt(signInTries.tries, limits.triesPerHour),
    })
    .returning({ tries: signInTries.tries });
  return counted.length === 1;
}

/**
 * A right passphrase takes back its own try and no other: were the count cleared here, whoever has the passphrase
 * alone could go on guessing codes for ever.
 */
export async function takeBackTry(tx: Tx, memberId: string): Promise<void> {
  await tx
    .update(signInTries)
    .set({ tries: sql`greatest(${signInTries.tries} - 1, 0)` })
    .where(eq(signInTries.memberId, memberId));
}

/** The whole way in was walked: the count begins anew. */
export async function clearTries(tx: Tx, memberId: string): Promise<void> {
  await tx.delete(signInTries).where(eq(signInTries.memberId, memberId));
}
