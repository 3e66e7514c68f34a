import type { Urgency } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import type { CaseHead, CaseItem } from '../conversation/case-item.ts';
import type { ChannelName } from '../conversation/messages.ts';
import type { SafeContact } from '../conversation/snapshot.ts';
import type { ShownAttachment } from './attachment-list.ts';

export type { CaseHead, CaseItem };

export interface QueueCard {
  caseId: string;
  urgency: Urgency;
  openedAt: Date;
  waitingSince: Date | null;
  province: string | null;
  filed: boolean;
  claimedBy: { id: string; name: string } | null;
  mine: boolean;
  /** Held, but nobody was seen while the person waited: anybody may take it over. */
  offered: boolean;
  /** Its holder has no page open and is not on the phone: "terputus". Nothing moves by it. */
  isLost: boolean;
  /** The claim's clock: first words by then, or it falls back. Null once there are some, and while unheld. */
  claimEnds: Date | null;
  /** Its holder is on the phone with the person, at most until then. */
  callingUntil: Date | null;
  /** She is asked to take it over. */
  askedOfMe: boolean;
  /** Sealed to the group for children's cases: whoever may not open it still knows what it is. */
  isChild: boolean;
  /** Null when the signed-in member does not hold the case's key group. */
  head: CaseHead | null;
}

export interface OpenedCase {
  id: string;
  urgency: Urgency;
  state: 'open' | 'closed';
  province: string | null;
  openedAt: Date;
  filedAt: Date | null;
  waitingSince: Date | null;
  closedAt: Date | null;
  closeReason: string | null;
  /** Until when the police report is owed (L8); null where the law does not ask for one. */
  reportDueAt: Date | null;
  /** She withdrew her consent, or asked to restrict the use of her data (L3). */
  isWithdrawn: boolean;
  isRestricted: boolean;
  claimedBy: { id: string; name: string } | null;
  mine: boolean;
  head: CaseHead | null;
  answers: Answers | null;
  /** How she may be written to first: the line and the word that were agreed (R11). */
  contact?: SafeContact | null;
  /** `revoked`: she changed it or took it back; hidden unless somebody opens it. */
  items: (CaseItem & { id: string; sequence: number; at: Date; revoked?: true })[];
  /** What became of each file that came, by its id in the items. */
  attachments: ReadonlyMap<string, ShownAttachment>;
  /** How the newest words of ours are doing on their way: outbox sequence to state. */
  deliveries: Record<number, 'waiting' | 'leased' | 'sent' | 'blocked' | 'refused' | 'uncertain' | 'expired'>;
  channels: ChannelName[];
  revision: number;
  /** The number of the newest item: what she has seen, when she closes the case. */
  lastSequence: number;
}

/** The safety constraints that hold now, oldest first: pinned above everything else of the case. */
export function constraintsOf(
  items: OpenedCase['items'],
): { id: string; text: string; memberId: string; at: Date }[] {
  const removed = new Set(items.flatMap((item) => (item.kind === 'constraintRemoved' ? [item.of] : [])));
  return items.flatMap((item) =>
    item.kind === 'constraint' && !removed.has(item.id)
      ? [{ id: item.id, text: item.text, memberId: item.memberId, at: item.at }]
      : [],
  );
}

/** Why a case ends. The eight words of standards.md §6.5. */
export const closeReasons = [
  'selesai',
  'ditarik_korban',
  'hilang_kontak_30_hari',
  'pindah_wilayah',
  'dirujuk_penuh',
  'duplikat',
  'bukan_kasus',
  'meninggal',
] as const;
export type CloseReason = (typeof closeReasons)[number];

export type ClaimResult =
  /** `overCap`: an emergency, beyond what she may hold otherwise. */
  | { is: 'claimed'; overCap?: true }
  /** She holds as many as she may at once. */
  | { is: 'full'; cap: number }
  | { is: 'held'; by: { id: string; name: string } }
  | { is: 'closed' }
  | { is: 'noKey' }
  | { is: 'unknown' };
