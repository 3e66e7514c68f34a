import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import type { ChannelName, InboxEvent } from '../conversation/messages.ts';
import type { ConversationState, Lasting } from '../conversation/snapshot.ts';
import { Bug, codeOf } from '../errors.ts';
import { fromJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { inboxContext } from './inbox.ts';
import { list } from './lists.ts';

/**
 * What a turn reads: the hot path. Up to 64 conversations are claimed by one `for update skip locked`, read
 * by one statement and written by multi-row statements in one commit (turn-rows.ts; ADR 0005: 1.4–1.9 times
 * what one conversation a transaction gives).
 */
export const stateContext = (conversationId: string) => `conversations.state:${conversationId}`;
export const lastingContext = (conversationId: string) => `conversations.lasting:${conversationId}`;

const limits = {
  /** Events looked at for each conversation wanted: one chat may have several waiting. */
  windowPerTurn: 8,
  /** One in four places goes to timers: they can neither starve messages nor be starved by them. */
  timerShare: 4,
} as const;

export interface ClaimedTurn {
  conversationId: string;
  channel: ChannelName;
  state: ConversationState | null;
  lasting: Lasting;
  revision: number;
  sequence: number;
  lastInboundAt: Date;
  /** Null when only a timer is due. `gone`: its day key was deleted before it could be handled. */
  /** `source`: a blind index of the platform's id. */
  event: { id: number; body: InboxEvent | 'gone'; attempts: number; source?: Buffer } | null;
  /** `open` is false only while the news of its closing still waits in the inbox. */
  /** `muted`: she speaks of the case in another chat by now, and this one is to be silent. */
  focus: { caseId: string; urgency: Urgency; claimed: boolean; open: boolean; muted?: boolean } | null;
  /** A box of this row would not open: what could be opened is here, but no flow may go on from it. */
  fault: Bug | null;
}

interface ClaimRow extends Record<string, unknown> {
  id: string;
  channel: ChannelName;
  state_sealed: Buffer | null;
  lasting_sealed: Buffer | null;
  revision: number;
  sequence: number;
  last_inbound_at: string;
  event_id: string | null;
  kind: string | null;
  external_id: Buffer | null;
  body_sealed: Buffer | null;
  attempts: number | null;
  case_id: string | null;
  urgency: Urgency | null;
  claimed: boolean | null;
  open: boolean | null;
  muted: boolean | null;
  closing: boolean | null;
}

/**
 * Locks conversations that have something to do (an unhandled event, or a timer that is due) and reads
 * each one's oldest event with fresh eyes: between choosing and locking another worker may have been there.
 * The pair is compared, not the chat alone: else a planner that expects one chat to hold all that waits walks
 * through everybody's events to find it (measured: half a second a chat).
 * @param only one conversation, for a batch that is retried one by one
 * @returns messages first, oldest first, then timers
 */
export async function claimTurns(
  tx: Tx,
  deps: StoreDeps,
  count: number,
  only?: string,
): Promise<ClaimedTurn[]> {
  const now = deps.clock.now().toISOString();
  const ids = await lockWaiting(tx, now, count, only);
  if (ids.length === 0) return [];
  const rows = await tx.execute<ClaimRow>(
    sql`select c.id, c.channel, c.state_sealed, c.lasting_sealed, c.revision, c.sequence, c.last_inbound_at,
          i.id as event_id, i.kind, i.external_id, i.body_sealed, i.attempts, k.id as case_id, k.urgency,
          k.claimed_by is not null and k.offered_at is null as claimed, k.state = 'open' as open,
          f.muted_at is not null as muted,
          k.state <> 'open' and exists (select 1 from inbox w where w.conversation_id = c.id
            and w.handled_at is null and w.kind = 'case.closed') as closing
        from conversations c
        left join lateral (select id, conversation_id, kind, external_id, body_sealed, attempts from inbox
          where (conversation_id, id) >= (c.id, 0::bigint) and handled_at is null
          order by conversation_id, id limit 1) i on i.conversation_id = c.id
        left join case_conversations f on f.conversation_id = c.id and f.in_focus
        left join cases k on k.id = f.case_id
        where c.id = any(${list(ids)}::uuid[])
          and (i.id is not null or c.due_at <= ${now}::timestamptz)
        order by i.id nulls last, c.due_at`,
  );
  await dropStaleFocus(
    tx,
    rows.flatMap((row) => (isStale(row) || isLeft(row) ? [row.id] : [])),
  );
  return rows.map((row) => openClaim(deps, row));
}

/**
 * Chooses through the index of what waits, oldest first, never by counting all of it. The second window
 * looks past the chats of the first, when those are few: a thousand messages of one take nobody's place.
 * `no key`: a row that only points here (a new message, a counsellor's words) must not wait for the turn, nor
 * deadlock with it: she locks her case first, the turn its conversation.
 */
async function lockWaiting(tx: Tx, now: string, count: number, only?: string): Promise<string[]> {
  const window = count * limits.windowPerTurn;
  const timers = Math.ceil(count / limits.timerShare);
  const ofOne = only ? sql`and conversation_id = ${only}::uuid` : sql``;
  // What was set aside (turn-failures.ts) is taken alone: in a batch it would hold up all of it.
  const itself = only ? sql`and id = ${only}::uuid` : sql`and aside_until is null`;
  const inBatch = only ? sql`` : sql`and c.aside_until is null`;
  const waiting = sql`select conversation_id, id from inbox
    where handled_at is null and conversation_id is not null ${ofOne}`;
  const locked = await tx.execute<{ id: string }>(
    sql`with oldest as materialized (${waiting} order by id limit ${window}),
          others as materialized (${waiting} and conversation_id not in (select conversation_id from oldest)
            and (select count(distinct conversation_id) from oldest) < ${count} order by id limit ${window})
        select c.id from (
          select conversation_id, min(first) as first from (
            (select conversation_id, id as first from oldest)
            union all (select conversation_id, id from others)
            union all (select id, 0 from conversations where due_at <= ${now}::timestamptz ${itself}
              order by due_at limit ${timers})
          ) each group by conversation_id
        ) w join conversations c on c.id = w.conversation_id ${inBatch}
        order by w.first limit ${count} for no key update of c skip locked`,
  );
  return locked.map((row) => row.id);
}

function uuids(ids: readonly string[]) {
  return sql.join(
    ids.map((id) => sql`${id}::uuid`),
    sql`, `,
  );
}

/** A closed case that nothing will speak of again in this chat. */
function isStale(row: ClaimRow): boolean {
  return row.case_id !== null && row.open === false && row.closing !== true;
}

/**
 * Somebody writes in a chat that she left for another by number and PIN: perhaps whoever took her telephone. It
 * speaks of that case no more: nothing is said of it, added to it or withdrawn from it here; a new story begins.
 */
function isLeft({ muted, kind }: ClaimRow): boolean {
  return muted === true && kind?.startsWith('inbound.') === true;
}

/** Left in focus, it would swallow the next cry, and no new case could open (a chat has one in focus). */
async function dropStaleFocus(tx: Tx, conversationIds: readonly string[]): Promise<void> {
  if (conversationIds.length === 0) return;
  await tx.execute(
    sql`update case_conversations set in_focus = false
        where in_focus and conversation_id in (${uuids(conversationIds)})`,
  );
}

function openClaim(deps: StoreDeps, row: ClaimRow): ClaimedTurn {
  const state = openDay<ConversationState>(deps, row.state_sealed, stateContext(row.id));
  const body = openDay<InboxEvent>(
    deps,
    row.body_sealed,
    inboxContext(row.id, row.external_id ?? Buffer.alloc(0)),
  );
  const lasting = openLasting(deps, row);
  return {
    conversationId: row.id,
    channel: row.channel,
    state: isLeft(row) ? null : state.plain,
    lasting: lasting.plain ?? { language: 'id' },
    revision: row.revision,
    sequence: row.sequence,
    lastInboundAt: new Date(row.last_inbound_at),
    event:
      row.event_id === null
        ? null
        : {
            id: Number(row.event_id),
            body: body.plain ?? 'gone',
            attempts: row.attempts ?? 0,
            ...(row.external_id ? { source: Buffer.from(row.external_id) } : {}),
          },
    focus:
      row.case_id && row.urgency && !isStale(row) && !isLeft(row)
        ? {
            caseId: row.case_id,
            urgency: row.urgency,
            claimed: row.claimed ?? false,
            open: row.open ?? false,
            ...(row.muted ? { muted: true } : {}),
          }
        : null,
    fault: state.fault ?? body.fault ?? lasting.fault,
  };
}

/** What was in a box; null when there is none, its key is gone as it should be, or it would not open. */
interface Unsealed<T> {
  plain: T | null;
  fault: Bug | null;
}

/** A box that will not open is the trouble of one row, and travels with it instead of stopping the others. */
export function openDay<T>(deps: StoreDeps, box: Buffer | null, context: string): Unsealed<T> {
  return unsealed(() => {
    if (!box) return null;
    const opened = deps.vault.openOfDay(box, context);
    return opened.state === 'open' ? fromJson<T>(opened.plain) : null;
  });
}

export function openLasting(
  deps: StoreDeps,
  row: Pick<ClaimRow, 'id' | 'lasting_sealed'>,
): Unsealed<Lasting> {
  const box = row.lasting_sealed;
  return unsealed(() => box && fromJson<Lasting>(deps.vault.openOfServer(box, lastingContext(row.id))));
}

/** @throws what the machine does to the key folder (EIO, EMFILE): no box is to blame for it */
function unsealed<T>(open: () => T | null): Unsealed<T> {
  try {
    return { plain: open(), fault: null };
  } catch (cause) {
    if (/^E(?!RR_)[A-Z]+$/.test(codeOf(cause) ?? '')) throw cause;
    return { plain: null, fault: cause instanceof Bug ? cause : new Bug('boxUnreadable', {}, cause) };
  }
}
