import type { CheckEvent } from '../../flows/kit/events.ts';
import type { CheckRequest } from '../conversation/messages.ts';
import { sameBytes } from '../sealing/box.ts';
import { type CaseStanding, readStanding } from '../store/case-ways.ts';
import { appendToCase, updateCase } from '../store/cases.ts';
import type { Database, Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { acceptTeamEvent } from '../store/inbox.ts';
import { readWaiting, resealWaiting } from '../store/mailbox.ts';
import {
  countNumberTry,
  countPinTry,
  dropCheck,
  dropMailbox,
  findReceipt,
  forgivePinTries,
  type LeasedCheck,
  leaseCheck,
  noteForced,
  type ReceiptRow,
  saveForcedPin,
  savePin,
  uncountPinTry,
} from '../store/receipt-checks.ts';
import { freshSalt, mailboxPair, pinHash, receiptLookup } from '../store/receipts.ts';
import type { WritingKeys } from '../store/writing-keys.ts';

/**
 * Looks at numbers and PINs after their turn (design §6): lease and count in one short transaction, hash
 * outside of any, answer in another. One after the other in each process, so that guessing at scale slows
 * only guessing: what brings a human out never passes through here. Killed anywhere, the row is still there
 * and the next sweep does it; the answer carries the row's id, so that it comes once.
 */
export interface CheckDeps {
  db: Database;
  store: StoreDeps;
  keys: WritingKeys;
  /** Where a test or a storm stops the process; does nothing otherwise. */
  reach?: (point: 'leased' | 'hashed' | 'answered') => void;
}

const limits = { atOnce: 20 } as const;

/** @returns how many were done */
export async function checkReceipts(deps: CheckDeps): Promise<number> {
  for (let done = 0; done < limits.atOnce; done += 1) if (!(await checkOne(deps))) return done;
  return limits.atOnce;
}

/** What may be done with a leased request: it is over already, or hashing comes next. */
type Begun = { is: 'over' } | { is: 'answered' } | { is: 'go on'; check: LeasedCheck; request: CheckRequest };

async function checkOne(deps: CheckDeps): Promise<boolean> {
  const begun = await deps.db.transact((tx) => begin(tx, deps.store));
  deps.reach?.('leased');
  if (begun.is === 'over') return false;
  if (begun.is === 'answered') return true;
  const finish = await hash(deps, begun.request, begun.check.conversationId);
  deps.reach?.('hashed');
  const committed = await deps.db.transact(async (tx) => {
    if (!(await dropCheck(tx, begun.check.id))) return () => {};
    const { event, committed: done } = await finish(tx);
    await answer(tx, deps.store, begun.check, event);
    return done;
  });
  deps.reach?.('answered');
  committed();
  return true;
}

/** Counted before anything is hashed; who has tried too often is told so without a hash. */
async function begin(tx: Tx, store: StoreDeps): Promise<Begun> {
  const check = await leaseCheck(tx, store);
  if (!check) return { is: 'over' };
  const { request } = check;
  if (!request) {
    // Her talk waits for the answer: without one it would wait for ever.
    await dropCheck(tx, check.id);
    await answer(tx, store, check, { type: 'check.lost' });
    return { is: 'answered' };
  }
  const isFirst = check.attempts === 1;
  const may =
    !isFirst ||
    (request.kind === 'number' && (await countNumberTry(tx, store, check.conversationId))) ||
    (request.kind === 'pin' && (await countPinTry(tx, store, request.receiptId))) ||
    request.kind === 'choose' ||
    request.kind === 'refuse';
  if (may) return { is: 'go on', check, request };
  await dropCheck(tx, check.id);
  await answer(tx, store, check, { type: request.kind === 'number' ? 'number.blocked' : 'pin.blocked' });
  return { is: 'answered' };
}

async function answer(
  tx: Tx,
  store: StoreDeps,
  check: LeasedCheck,
  result: CheckEvent | null,
): Promise<void> {
  if (!result) return;
  const event = { type: 'receipt.checked' as const, result };
  await acceptTeamEvent(tx, store, check.conversationId, event, `check:${check.id}`);
}

/** What is left to do once everything is hashed. */
interface Finished {
  /** Null when there is nothing to tell. */
  event: CheckEvent | null;
  committed: () => void;
}
type Finish = (tx: Tx) => Promise<Finished>;

const told = (event: CheckEvent | null): Finished => ({ event, committed: () => {} });

async function hash(deps: CheckDeps, request: CheckRequest, conversationId: string): Promise<Finish> {
  switch (request.kind) {
    case 'number':
      return checkNumber(deps.store, request.number, conversationId);
    case 'pin':
      return checkPin(deps, request, conversationId);
    case 'choose':
      return choosePin(deps, request);
    case 'refuse': {
      const lookup = await receiptLookup(deps.store, request.number);
      return async (tx) => {
        const receipt = await findReceipt(tx, { lookup });
        if (receipt) await dropMailbox(tx, receipt.id);
        return told(null);
      };
    }
  }
}

function statusOf({ open, claimed, read }: CaseStanding) {
  if (!open) return 'closed' as const;
  if (claimed) return 'taken' as const;
  return read ? ('read' as const) : ('waiting' as const);
}

/** One hash whether the number exists or not. */
async function checkNumber(store: StoreDeps, number: string, conversationId: string): Promise<Finish> {
  const lookup = await receiptLookup(store, number);
  return async (tx) => {
    const receipt = await findReceipt(tx, { lookup });
    const standing = receipt && (await readStanding(tx, receipt.caseId, conversationId));
    if (!receipt || !standing) return told({ type: 'number.unknown' });
    const { id: receiptId, caseId, pin } = receipt;
    const found = { receiptId, caseId, number, hasPin: pin !== null, status: statusOf(standing) };
    return told({ type: 'number.found', found });
  };
}

type PinRequest = Extract<CheckRequest, { kind: 'pin' }>;

/** Three hashes always: right, wrong, the second PIN, or none set, all take the same time. */
async function checkPin(deps: CheckDeps, request: PinRequest, conversationId: string): Promise<Finish> {
  const { store } = deps;
  const { number, pin, receiptId } = request;
  const known = await deps.db.transact((tx) => findReceipt(tx, { id: receiptId }));
  const nothing = freshSalt(store);
  const [right, forced, pair] = await Promise.all([
    pinHash(store, number, pin, known?.pinSalt ?? nothing),
    pinHash(store, number, pin, known?.forcedSalt ?? nothing),
    mailboxPair(store, number, pin, known?.mailboxSalt ?? nothing),
  ]);
  return async (tx) => {
    const receipt = await findReceipt(tx, { id: receiptId });
    if (receipt?.pin && sameBytes(right, receipt.pin)) {
      await forgivePinTries(tx, receiptId);
      const standing = await readStanding(tx, receipt.caseId, conversationId);
      if (!standing) return told({ type: 'pin.wrong' });
      const replies = receipt.mailboxNeedsPin ? await readWaiting(tx, store, receiptId, pair) : [];
      const { urgency, claimed, open, others } = standing;
      const texts = replies.map(({ text }) => text);
      return told({ type: 'pin.right', replies: texts, urgency, claimed, open, others });
    }
    if (receipt?.forcedPin && sameBytes(forced, receipt.forcedPin)) {
      const standing = await readStanding(tx, receipt.caseId, conversationId);
      return standing ? showNothing(tx, deps, receipt, standing) : told({ type: 'pin.wrong' });
    }
    return told({ type: 'pin.wrong' });
  };
}

/**
 * The page of the first PIN with nothing on it: it needs to know what that one would show of how the case stands
 * (flows/report/mask.ts). The case hears that somebody forces her, and waits for a human (never for less than U2).
 */
async function showNothing(
  tx: Tx,
  deps: CheckDeps,
  { id, caseId }: ReceiptRow,
  { urgency, claimed, open, others }: CaseStanding,
): Promise<Finished> {
  const at = deps.store.clock.now();
  // The case before its receipt, as a turn does that puts words into the mailbox.
  await updateCase(tx, deps.store, caseId, { urgency: 2, waits: true });
  await noteForced(tx, deps.store, id);
  // Used as often as the first one, it must not lock itself; the tries at the first one stay counted.
  await uncountPinTry(tx, id);
  const items = [{ at, item: { kind: 'happened' as const, what: 'forced' as const } }];
  const committed = await appendToCase(tx, deps.store, deps.keys, caseId, { items, head: null });
  return { event: { type: 'pin.forced', others, urgency, claimed, open }, committed };
}

type ChooseRequest = Extract<CheckRequest, { kind: 'choose' }>;

async function choosePin({ store, db }: CheckDeps, request: ChooseRequest): Promise<Finish> {
  const { number, pin, forced } = request;
  const lookup = await receiptLookup(store, number);
  const known = await db.transact((tx) => findReceipt(tx, { lookup }));
  const salts = { pin: freshSalt(store), mailbox: freshSalt(store) };
  const [hashed, first, before, after] = await Promise.all([
    pinHash(store, number, pin, salts.pin),
    pinHash(store, number, pin, known?.pinSalt ?? salts.pin),
    mailboxPair(store, number, '', known?.mailboxSalt ?? salts.mailbox),
    mailboxPair(store, number, pin, salts.mailbox),
  ]);
  return async (tx) => {
    const receipt = await findReceipt(tx, { lookup });
    if (!receipt) return told({ type: 'pin.kept' });
    if (forced) {
      // Chosen once, like the first. Asked again, "the same" would tell whoever holds her phone which PIN is which.
      if (receipt.forcedPin) return told({ type: 'pin.kept' });
      if (receipt.pin && sameBytes(first, receipt.pin)) return told({ type: 'pin.same' });
      await saveForcedPin(tx, receipt.id, hashed, salts.pin);
      return told({ type: 'pin.kept' });
    }
    const pinned = { hash: hashed, salt: salts.pin, mailboxKey: after.publicKey, mailboxSalt: salts.mailbox };
    const isFirst = await savePin(tx, receipt.id, pinned);
    if (isFirst && receipt.mailboxSalt && !receipt.mailboxNeedsPin)
      await resealWaiting(tx, receipt.id, before, after.publicKey);
    return told({ type: 'pin.kept' });
  };
}
