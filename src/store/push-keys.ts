import { sql } from 'drizzle-orm';
import { readChannelState, writeChannelState } from './channel-state.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';

/** This house's own keys towards push servers (RFC 8292), sealed with the server key beside the channels'. */
interface PushKeys {
  publicKey: string;
  privateKey: string;
}

const name = 'keys';

/** @returns undefined while no browser was ever asked */
export async function readPushKeys(tx: Tx, deps: StoreDeps): Promise<PushKeys | undefined> {
  const kept = await readChannelState(tx, deps, 'push', name);
  return kept === undefined ? undefined : (JSON.parse(kept) as PushKeys);
}

/** Keeps these unless there are some: a browser's subscription is tied to the first. Two processes: one wins. */
export async function ensurePushKeys(tx: Tx, deps: StoreDeps, fresh: PushKeys): Promise<PushKeys> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('suar.push'))`);
  const kept = await readPushKeys(tx, deps);
  if (kept) return kept;
  await writeChannelState(tx, deps, 'push', name, JSON.stringify(fresh));
  return fresh;
}
