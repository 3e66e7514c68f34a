import type { Channel, FetchOutcome } from '../channels/channel.ts';
import { unreachable } from '../errors.ts';
import type { Log } from '../log.ts';
import {
  type LeasedAttachment,
  leaseAttachment,
  postponeAttachment,
  type Settled,
  settleAttachment,
  limits as storeLimits,
} from '../store/attachments.ts';
import type { Database } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import type { WritingKeys } from '../store/writing-keys.ts';
import { checkFile } from './check.ts';
import { limits } from './limits.ts';

/**
 * Fetches what may be fetched (design §7): lease in a short transaction, fetch and check outside any, seal to
 * the case in a short one. Any process may; one that dies leaves its file to the next. One file at a time and
 * only in memory: nothing of it ever lies on a disk unsealed (standards.md R28).
 */
export interface FetchDeps {
  db: Database;
  store: StoreDeps;
  keys: WritingKeys;
  log: Log;
  channels: readonly Channel[];
}

/** Between tries, in seconds: the platform is busy for moments or for hours. The last one until it is given up. */
const againSeconds = [5, 30, 120, 600, 1_800] as const;

/** @returns how many were settled or put off; 0: nothing is due */
export async function fetchAttachments(deps: FetchDeps): Promise<number> {
  const names = deps.channels.map(({ name }) => name);
  if (names.length === 0) return 0;
  const leased = await deps.db.transact((tx) => leaseAttachment(tx, deps.store, names));
  if (!leased) return 0;
  const settled = isLate(deps, leased) ? lost('late') : await settle(deps, leased);
  if (settled === 'later') await putOff(deps, leased);
  else {
    const committed = await deps.db.transact((tx) =>
      settleAttachment(tx, deps.store, deps.keys, leased, settled),
    );
    committed();
    deps.log.info('media.settled', { channel: leased.channel, state: settled.state });
  }
  return 1;
}

function isLate({ store }: FetchDeps, { createdAt }: LeasedAttachment): boolean {
  return store.clock.now().getTime() - createdAt.getTime() > storeLimits.giveUpHours * 3_600_000;
}

async function putOff({ db, store }: FetchDeps, leased: LeasedAttachment): Promise<void> {
  const seconds = againSeconds[Math.min(leased.attempts, againSeconds.length) - 1] ?? againSeconds[0];
  const at = new Date(store.clock.now().getTime() + seconds * 1000);
  await db.transact((tx) => postponeAttachment(tx, leased, at));
}

async function settle(deps: FetchDeps, leased: LeasedAttachment): Promise<Settled | 'later'> {
  const { source } = leased;
  if (source.is === 'gone') return lost('late');
  // The page's own upload was checked before it was kept.
  if (source.is === 'held') return { state: 'kept', body: source.body, about: source.about };
  const fetched = await fetchOne(deps, leased.channel, source.reference);
  switch (fetched.is) {
    case 'bytes':
      return check(leased, fetched.bytes);
    case 'tooLarge':
      return { state: 'refused', about: { why: 'tooLarge' } };
    case 'unsupported':
      return { state: 'refused', about: { why: 'unsupported' } };
    case 'gone':
      return lost('lost');
    case 'later':
      return 'later';
    default:
      return unreachable(fetched);
  }
}

function lost(why: 'late' | 'lost'): Settled {
  return { state: 'gone', about: { why } };
}

async function check({ kind }: LeasedAttachment, bytes: Buffer): Promise<Settled> {
  const checked = await checkFile(kind, bytes);
  if (checked.is === 'refused') return { state: 'refused', about: { why: checked.why } };
  return { state: 'kept', body: checked.body, about: checked.about };
}

/** A channel promises not to throw; should one do so all the same, it is asked again later. */
async function fetchOne(
  deps: FetchDeps,
  name: LeasedAttachment['channel'],
  reference: string,
): Promise<FetchOutcome> {
  const channel = deps.channels.find((candidate) => candidate.name === name);
  if (!channel?.fetchMedia) return { is: 'unsupported' };
  try {
    return await channel.fetchMedia(reference, limits.fileBytesMax);
  } catch (cause) {
    deps.log.error('media.channelThrew', { channel: name }, cause);
    return { is: 'later', why: 'threw' };
  }
}
