import { and, eq, inArray, sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import type { ChannelName as Channel } from '../conversation/messages.ts';
import { assert } from '../errors.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { channelState } from './schema/channel-state.ts';

/**
 * What a channel keeps of itself: Telegram's offset, WhatsApp's credentials and key store.
 * A name is stored as a blind index, because WhatsApp's names carry addresses; a value is sealed with the
 * server key in a context made of channel and name, so that no row can be passed off as another.
 */

/** Web Push keeps its keys here too, and the record of acts which day it has sent. */
type ChannelName = Channel | 'push' | 'audit';

const limits = {
  /** Baileys writes 812 pre-keys in one go; four parameters a row stay far below PostgreSQL's 65,535. */
  rowsPerStatement: 1000,
};

/** @returns the value, or undefined when nothing is kept under that name. @throws Bug when a box was tampered with */
export async function readChannelState(
  tx: Tx,
  deps: StoreDeps,
  channel: ChannelName,
  name: string,
): Promise<string | undefined> {
  return (await readChannelStates(tx, deps, channel, [name])).get(name);
}

/** @returns what is kept under these names; a name without a value is absent from the map */
export async function readChannelStates(
  tx: Tx,
  deps: StoreDeps,
  channel: ChannelName,
  names: readonly string[],
): Promise<Map<string, string>> {
  const nameOf = new Map(names.map((name) => [indexOf(deps, channel, name).toString('hex'), name]));
  const found = new Map<string, string>();
  for (const some of inPortions([...nameOf.keys()])) {
    const rows = await tx
      .select({ name: channelState.name, value: channelState.value })
      .from(channelState)
      .where(and(eq(channelState.channel, channel), inArray(channelState.name, some.map(fromHex))));
    for (const row of rows) {
      const name = nameOf.get(row.name.toString('hex'));
      assert(name !== undefined, 'channelStateNotAskedFor');
      found.set(name, deps.vault.openOfServer(row.value, contextOf(channel, name)).toString('utf8'));
    }
  }
  return found;
}

/** Keeps one value, in place of the one before it. */
export async function writeChannelState(
  tx: Tx,
  deps: StoreDeps,
  channel: ChannelName,
  name: string,
  value: string,
): Promise<void> {
  await writeChannelStates(tx, deps, channel, new Map([[name, value]]));
}

/** Keeps many values and, where a value is null, drops the name; all of it in the caller's transaction. */
export async function writeChannelStates(
  tx: Tx,
  deps: StoreDeps,
  channel: ChannelName,
  changes: ReadonlyMap<string, string | null>,
): Promise<void> {
  const changedAt = toMinute(deps.clock.now());
  const kept: (typeof channelState.$inferInsert)[] = [];
  const dropped: Buffer[] = [];
  for (const [name, value] of changes) {
    const index = indexOf(deps, channel, name);
    if (value === null) dropped.push(index);
    else {
      const box = deps.vault.sealForServer(Buffer.from(value, 'utf8'), contextOf(channel, name));
      kept.push({ channel, name: index, value: box, changedAt });
    }
  }
  // Always in one order: two batches that touch the same rows wait for each other instead of deadlocking.
  kept.sort((a, b) => a.name.compare(b.name));
  for (const some of inPortions(kept)) {
    await tx
      .insert(channelState)
      .values(some)
      .onConflictDoUpdate({
        target: [channelState.channel, channelState.name],
        set: { value: sql`excluded.value_sealed`, changedAt: sql`excluded.changed_at` },
      });
  }
  for (const some of inPortions(dropped.sort(Buffer.compare))) {
    await tx
      .delete(channelState)
      .where(and(eq(channelState.channel, channel), inArray(channelState.name, some)));
  }
}

/** Forgets everything the channel kept: an operator unpaired it. */
export async function clearChannelState(tx: Tx, channel: ChannelName): Promise<void> {
  await tx.delete(channelState).where(eq(channelState.channel, channel));
}

function indexOf(deps: StoreDeps, channel: ChannelName, name: string): Buffer {
  return deps.vault.index('channelKey', channel, name);
}

function contextOf(channel: ChannelName, name: string): string {
  return `channel_state.value:${channel}:${name}`;
}

function fromHex(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

function inPortions<T>(list: readonly T[]): T[][] {
  const portions: T[][] = [];
  for (let from = 0; from < list.length; from += limits.rowsPerStatement)
    portions.push(list.slice(from, from + limits.rowsPerStatement));
  return portions;
}
