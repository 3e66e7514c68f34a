import type { Text } from '../../flows/kit/effects.ts';
import type { ChannelName } from './messages.ts';
import { hasWish, mayWriteNow, nextSafeMoment, zoneOf } from './safe-hours.ts';
import type { SafeContact } from './snapshot.ts';

/**
 * How words of the team reach a person now (standards.md R11, ADR 0014): one rule for the turn that carries them
 * and for the page on which they are written, so that a counsellor is never told something else than happens. Pure.
 */
const limits = {
  /** Whoever wrote so lately is here, and is answered at once. */
  liveMinutes: 60,
} as const;

/** The words she chose herself, or ours that say nothing (R8). */
export type Line = string | Extract<Text, { key: 'common.someoneWrote' }>;

/** What decides it; `contact` as she wished, if she did. */
export interface Standing {
  channel: ChannelName;
  contact: SafeContact | undefined;
  /** She left the screen, or has not said yet that it is safe. */
  away: boolean;
  lastInboundAt: Date;
  now: Date;
  /** Where she is, for her clock: a Kemendagri code, null while unknown. */
  province: string | null;
}

export type WayOut =
  /** At once. `until`: when that ends for whoever wished for nothing; null where it does not end. */
  | { is: 'now'; until: Date | null }
  /** A line goes now, and the words after she has answered it; `isHers`: she chose it. */
  | { is: 'line'; line: Line; isHers: boolean }
  /** Nothing goes now; `until` is the next hour of hers, null when only she can begin. */
  | { is: 'waits'; until: Date | null };

/**
 * Whoever left the screen and wished for nothing is not even sent the neutral line: she has told us that somebody
 * may look.
 */
export function wayOut(standing: Standing): WayOut {
  const { channel, contact, away, lastInboundAt, now } = standing;
  // The page shows nothing on a lock screen, and is open only while she looks at it; who left it may not be alone.
  if (channel === 'web')
    return away && !isLive(standing) ? { is: 'waits', until: null } : { is: 'now', until: null };
  if (isLive(standing)) {
    const until = new Date(lastInboundAt.getTime() + limits.liveMinutes * 60_000);
    return { is: 'now', until: hasWish(contact) ? null : until };
  }
  if (!hasWish(contact)) {
    if (away) return { is: 'waits', until: null };
    return { is: 'line', line: neutralLine, isHers: false };
  }
  const zone = zoneOf(standing.province);
  if (!mayWriteNow(contact, now, zone)) return { is: 'waits', until: nextSafeMoment(contact, now, zone) };
  return contact.line === null
    ? { is: 'now', until: null }
    : { is: 'line', line: contact.line, isHers: true };
}

const neutralLine: Line = { key: 'common.someoneWrote', values: { name: { org: 'chatName' } } };

/** A live talk: she wrote a short while ago. */
export function isLive({ lastInboundAt, now }: Pick<Standing, 'lastInboundAt' | 'now'>): boolean {
  return now.getTime() - lastInboundAt.getTime() < limits.liveMinutes * 60_000;
}
