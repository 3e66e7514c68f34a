import type { Language } from '../../flows/kit/events.ts';
import type { Role } from '../store/schema/members.ts';
import type { Assets } from './assets.ts';
import type { Words } from './words.ts';

export type Theme = 'auto' | 'dark' | 'light';

/** What every page is told about the request that asked for it. */
export interface View {
  words: Words;
  language: Language;
  theme: Theme;
  now: Date;
  /** Dusk to dawn: dark unless somebody chose otherwise. */
  isNight: boolean;
  /** The token of this page's forms; reading it may set the cookie it is bound to. */
  csrf: string;
  /** The path asked for, to come back to after a switch of language or light. */
  path: string;
  notice: Notice | undefined;
  /** Null at the door. */
  me: { id: string; name: string; roles: Role[] } | null;
  assets: Assets;
  /** What stands in red above every page of somebody signed in, until it is mended (banners.ts). */
  banners: string[];
  /** After so long without a touch the page leaves for the lock by itself; null where there is nothing to lock. */
  lockSeconds: number | null;
}

/** A sentence shown once after a button, named in the address by a fixed word. */
export type Notice = (typeof notices)[number];
export const notices = [
  'held',
  'alreadyClosed',
  'noKey',
  'notYours',
  'newWords',
  'released',
  'closed',
  'said',
  'sayEmpty',
  'chooseReason',
  'trusted',
  'trustNoKey',
  'signedOut',
  'keyConfirmed',
  'factorAdded',
  'factorRemoved',
  'factorLast',
  'pinSet',
  'inviteRevoked',
  'inviteGone',
  'childGiven',
  'childTaken',
  'teamLeft',
  'notAllowed',
  'resealed',
  'shutOut',
  'letIn',
  'lastReader',
  'draftKept',
  'nothingToTake',
  'full',
  'overCap',
  'closedHeavy',
  'noteKept',
  'noteEmpty',
  'childBasisKept',
  'calling',
  'transferAsked',
  'transferRefused',
  'transferred',
  'transferDeclined',
  'transferOver',
  'urgencyChanged',
  'urgencySame',
  'reasonMissing',
  'constraintKept',
  'constraintRemoved',
  'wayRemoved',
  'wayAdded',
  'wayRefused',
  'trialSent',
  'trialNone',
  'orgSaved',
  'campaignMade',
  'recoveryChanged',
  'erased',
  'decided',
  'wishGone',
  'legalHold',
  'unverified',
  'notDeciding',
  'numberSaved',
  'joinAsked',
  'joinDone',
  'joinDeclined',
  'joinUndone',
  'joinOver',
  'joinCannot',
  'joinNotFound',
  'numberOffered',
  'numberLater',
] as const;

/** Those that say something did not happen. */
export const troubles: ReadonlySet<Notice> = new Set([
  'held',
  'wishGone',
  'legalHold',
  'unverified',
  'notDeciding',
  'joinOver',
  'joinCannot',
  'joinNotFound',
  'alreadyClosed',
  'noKey',
  'notYours',
  'newWords',
  'sayEmpty',
  'chooseReason',
  'trustNoKey',
  'factorLast',
  'inviteGone',
  'notAllowed',
  'lastReader',
  'nothingToTake',
  'full',
  'overCap',
  'noteEmpty',
  'transferRefused',
  'transferOver',
  'urgencySame',
  'reasonMissing',
  'wayRefused',
  'trialNone',
]);

export function readNotice(query: unknown): Notice | undefined {
  const asked = (query as { notice?: unknown } | undefined)?.notice;
  return notices.find((notice) => notice === asked);
}
