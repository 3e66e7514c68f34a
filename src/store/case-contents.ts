import type { Urgency } from '../../flows/kit/events.ts';
import type { Answers } from '../../flows/report/answers.ts';
import type { CaseHead, CaseItem } from '../conversation/case-item.ts';
import type { ChannelName } from '../conversation/messages.ts';

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
  /** Held, but its holder has not been seen for the length of a lease: anybody may take it over. */
  leaseOver: boolean;
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
  claimedBy: { id: string; name: string } | null;
  mine: boolean;
  head: CaseHead | null;
  answers: Answers | null;
  items: (CaseItem & { id: string; sequence: number; at: Date })[];
  /** How the newest words of ours are doing on their way: outbox sequence to state. */
  deliveries: Record<number, 'waiting' | 'leased' | 'sent' | 'blocked' | 'refused' | 'uncertain' | 'expired'>;
  channels: ChannelName[];
  revision: number;
  /** The number of the newest item: what she has seen, when she closes the case. */
  lastSequence: number;
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
  | { is: 'claimed' }
  | { is: 'held'; by: { id: string; name: string } }
  | { is: 'closed' }
  | { is: 'noKey' }
  | { is: 'unknown' };
