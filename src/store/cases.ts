import { and, eq, sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import { toMinute } from '../clock.ts';
import { assert } from '../errors.ts';
import { keyedHash, keyPair, seal, sealTo } from '../sealing/box.ts';
import { toJson } from '../sealing/vault.ts';
import type { CaseHead, CaseItem } from './case-contents.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { currentGroup } from './groups.ts';
import { hexList, list } from './lists.ts';
import { caseConversations, cases, consents } from './schema/cases.ts';
import { reserveItems, type WritingKeys } from './writing-keys.ts';

/**
 * Writing into a case. Nothing here can read: a case is written with its public half and opened only in a
 * signed-in session (case-reading.ts).
 */
export const itemContext = (itemId: string) => `case_items.body:${itemId}`;
export const headContext = (caseId: string) => `cases.head:${caseId}`;

/** The queue card must stay small: a whole list of them is opened in one request. */
const headBytesMax = 2_048;

export interface NewCase {
  caseId: string;
  conversationId: string;
  urgency: Urgency;
  province: string | null;
  filed: boolean;
  receiptLookup: Buffer;
  /** Where replies wait for her number; absent when nobody will ever know that number. */
  mailbox?: { salt: Buffer; publicKey: Buffer };
}

/**
 * Opens a case sealed to the team's key and puts it in focus of its conversation.
 * @throws Bug before set-up: nothing may be kept while nobody could read it
 */
export async function openCase(tx: Tx, deps: StoreDeps, opened: NewCase): Promise<void> {
  const group = await currentGroup(tx, 'tim');
  assert(group, 'notSetUp');
  const now = toMinute(deps.clock.now());
  const pair = keyPair();
  const privateKey = sealTo(group.publicKey, pair.privateKey);
  pair.privateKey.fill(0);
  const minute = now.toISOString();
  await tx.execute(
    sql`with made as (
          insert into cases (id, urgency, province, opened_at, filed_at, waiting_since)
          values (${opened.caseId}::uuid, ${opened.urgency}::smallint, ${opened.province}::text,
            ${minute}::timestamptz, ${opened.filed ? minute : null}::timestamptz,
            ${deps.clock.now().toISOString()}::timestamptz)
          returning id),
        keyed as (
          insert into case_keys (id, case_id, generation, group_id, public_key, private_sealed)
          select ${deps.ids.uuid()}::uuid, id, 1, ${group.id}::uuid, ${pair.publicKey}, ${privateKey} from made),
        receipted as (
          insert into receipts (id, case_id, lookup, mailbox_public_key, mailbox_salt, created_at)
          select ${deps.ids.uuid()}::uuid, id, ${opened.receiptLookup}, ${opened.mailbox?.publicKey ?? null}::bytea,
            ${opened.mailbox?.salt ?? null}::bytea, ${minute}::timestamptz from made),
        focused as (
          insert into case_conversations (case_id, conversation_id, role, in_focus)
          select id, ${opened.conversationId}::uuid, 'reporter', true from made)
        select pg_notify('suar_queue', '')`,
  );
}

/** What a turn changes on a case that is open; urgency only rises (R24: only a human lowers). */
export async function updateCase(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
  change: {
    urgency?: Urgency;
    province?: string | null;
    filed?: boolean;
    waits?: boolean;
    isAnswered?: boolean;
  },
): Promise<void> {
  const now = deps.clock.now();
  await tx
    .update(cases)
    .set({
      ...(change.urgency ? { urgency: sql`least(urgency, ${change.urgency})` } : {}),
      ...(change.province !== undefined ? { province: change.province } : {}),
      ...(change.filed
        ? { filedAt: sql`coalesce(filed_at, ${toMinute(now).toISOString()}::timestamptz)` }
        : {}),
      ...(change.waits
        ? {
            waitingSince: sql`coalesce(waiting_since, ${now.toISOString()}::timestamptz)`,
            unansweredSince: sql`coalesce(unanswered_since, ${now.toISOString()}::timestamptz)`,
          }
        : {}),
      ...(change.isAnswered ? { waitingSince: null, unansweredSince: null } : {}),
      revision: sql`revision + 1`,
    })
    .where(eq(cases.id, caseId));
  await tx.execute(sql`select pg_notify('suar_queue', '')`);
}

const reportHours = 72;

/** The law's clock for the police report, from the first turn that showed what it is about (L8, UU 12/2022 art. 41). */
export async function startReportClock(tx: Tx, deps: StoreDeps, caseId: string): Promise<void> {
  const due = toMinute(new Date(deps.clock.now().getTime() + reportHours * 3_600_000));
  await tx.execute(
    sql`update cases set report_due_at = ${due.toISOString()}::timestamptz, report_state = 'belum'
        where id = ${caseId}::uuid and report_due_at is null`,
  );
}

/** An item with the moment it happened. */
export interface NewItem {
  item: CaseItem;
  at: Date;
  /** A blind index of the platform's id of this message: a later edit or withdrawal finds it by that. */
  source?: Buffer;
}

/**
 * Adds items and, when given, a new queue card, all under one writing key.
 * @returns what to call once the transaction has committed
 */
export async function appendToCase(
  tx: Tx,
  deps: StoreDeps,
  keys: WritingKeys,
  caseId: string,
  added: { items: readonly NewItem[]; head: CaseHead | null },
): Promise<() => void> {
  const reserved = await reserveItems(tx, caseId, added.items.length);
  assert(reserved, 'caseGone');
  const { key, committed } = await keys.forCase(tx, deps, { caseId, ...reserved });
  const plain = added.head ? toJson(added.head) : null;
  assert(!plain || plain.length <= headBytesMax, 'headTooLarge', { bytes: plain?.length ?? 0 });
  const head = plain && seal(key.key, plain, headContext(caseId));
  const ids = added.items.map(() => deps.ids.uuid());
  const bodies = added.items.map(({ item }, at) => seal(key.key, toJson(item), itemContext(ids[at] ?? '')));
  const sources = hexList(added.items.map(({ source }) => source ?? null));
  const moments = list(added.items.map(({ at }) => toMinute(at).toISOString()));
  await tx.execute(
    sql`with added as (
          insert into case_items (id, case_id, sequence, writing_key_id, body_sealed, at, source)
          select v.id, ${caseId}::uuid, ${reserved.firstSequence}::int + v.place::int - 1, ${key.id}::uuid,
            decode(v.body, 'hex'), v.at::timestamptz, decode(v.source, 'hex')
          from unnest(${list(ids)}::uuid[], ${hexList(bodies)}::text[], ${moments}::text[], ${sources}::text[])
            with ordinality as v (id, body, at, source, place)),
        shown as (
          update cases set head_sealed = ${head}::bytea, head_writing_key_id = ${key.id}::uuid
          where id = ${caseId}::uuid and ${head}::bytea is not null)
        select pg_notify('suar_case', ${caseId})`,
  );
  return committed;
}

/** L1: one row a purpose, with the hash of the exact text that was shown. */
export async function recordConsent(
  tx: Tx,
  deps: StoreDeps,
  caseId: string,
  consent: { purpose: 'service' | 'contact' | 'statistics'; shown: string; given: boolean },
): Promise<void> {
  await tx.insert(consents).values({
    id: deps.ids.uuid(),
    caseId,
    purpose: consent.purpose,
    textHash: keyedHash(Buffer.alloc(32), consent.shown),
    given: consent.given,
    at: toMinute(deps.clock.now()),
  });
}

/** After closing, the next thing the person writes begins a new story. */
export async function dropFocus(tx: Tx, caseId: string): Promise<void> {
  await tx
    .update(caseConversations)
    .set({ inFocus: false })
    .where(and(eq(caseConversations.caseId, caseId), eq(caseConversations.inFocus, true)));
}
