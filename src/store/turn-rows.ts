import { type SQL, sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import { toMinute } from '../clock.ts';
import type { ChannelName, InboxEvent, Part } from '../conversation/messages.ts';
import type { ConversationState, Lasting } from '../conversation/snapshot.ts';
import { fromJson, toJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { inboxContext } from './inbox.ts';
import { outboxContext } from './outbox.ts';

/**
 * The rows that a turn reads and writes: the hot path. Up to 64 conversations are claimed by one
 * `for update skip locked`, read by one statement and written by multi-row statements in one commit
 * (ADR 0005: 1.4–1.9 times what one conversation a transaction gives).
 */
const stateContext = (conversationId: string) => `conversations.state:${conversationId}`;
const lastingContext = (conversationId: string) => `conversations.lasting:${conversationId}`;

export interface ClaimedTurn {
  conversationId: string;
  channel: ChannelName;
  state: ConversationState | null;
  lasting: Lasting;
  revision: number;
  sequence: number;
  lastInboundAt: Date;
  /** Null when only a timer is due. `gone`: its day key was deleted before it could be handled. */
  event: { id: number; body: InboxEvent | 'gone'; attempts: number } | null;
  focus: { caseId: string; urgency: Urgency; claimed: boolean } | null;
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
  external_id: Buffer | null;
  body_sealed: Buffer | null;
  attempts: number | null;
  case_id: string | null;
  urgency: Urgency | null;
  claimed: boolean | null;
}

/**
 * Locks conversations that have something to do (an unhandled event, or a timer that is due) and reads
 * each one's oldest event with fresh eyes: between choosing and locking another worker may have been there.
 * `no key`: a row that only points here (a new message, a counsellor's words) must not wait for the turn, nor
 * deadlock with it: she locks her case first, the turn its conversation.
 * @param only one conversation, for a batch that is retried one by one
 */
export async function claimTurns(
  tx: Tx,
  deps: StoreDeps,
  count: number,
  only?: string,
): Promise<ClaimedTurn[]> {
  const now = deps.clock.now().toISOString();
  const one = only ? sql`and c.id = ${only}::uuid` : sql``;
  const locked = await tx.execute<{ id: string }>(
    sql`select c.id from (
          (select conversation_id, min(id) as first from inbox where handled_at is null
            group by conversation_id order by first limit ${count * 2})
          union all
          (select id, 0 from conversations where due_at <= ${now}::timestamptz order by due_at limit ${count})
        ) w join conversations c on c.id = w.conversation_id ${one}
        order by w.first limit ${count} for no key update of c skip locked`,
  );
  const ids = [...new Set(locked.map((row) => row.id))];
  if (ids.length === 0) return [];
  const rows = await tx.execute<ClaimRow>(
    sql`select c.id, c.channel, c.state_sealed, c.lasting_sealed, c.revision, c.sequence, c.last_inbound_at,
          i.id as event_id, i.external_id, i.body_sealed, i.attempts, k.id as case_id, k.urgency,
          k.claimed_by is not null as claimed
        from conversations c
        left join lateral (select id, external_id, body_sealed, attempts from inbox
          where conversation_id = c.id and handled_at is null order by id limit 1) i on true
        left join case_conversations f on f.conversation_id = c.id and f.in_focus
        left join cases k on k.id = f.case_id
        where c.id in (${sql.join(
          ids.map((id) => sql`${id}::uuid`),
          sql`, `,
        )})
          and (i.id is not null or c.due_at <= ${now}::timestamptz)`,
  );
  return rows.map((row) => openClaim(deps, row));
}

function openClaim(deps: StoreDeps, row: ClaimRow): ClaimedTurn {
  return {
    conversationId: row.id,
    channel: row.channel,
    state: openDay<ConversationState>(deps, row.state_sealed, stateContext(row.id)),
    lasting: row.lasting_sealed
      ? fromJson<Lasting>(deps.vault.openOfServer(row.lasting_sealed, lastingContext(row.id)))
      : { language: 'id' },
    revision: row.revision,
    sequence: row.sequence,
    lastInboundAt: new Date(row.last_inbound_at),
    event:
      row.event_id === null || row.external_id === null
        ? null
        : {
            id: Number(row.event_id),
            body: openDay<InboxEvent>(deps, row.body_sealed, inboxContext(row.id, row.external_id)) ?? 'gone',
            attempts: row.attempts ?? 0,
          },
    focus:
      row.case_id && row.urgency
        ? { caseId: row.case_id, urgency: row.urgency, claimed: row.claimed ?? false }
        : null,
  };
}

function openDay<T>(deps: StoreDeps, box: Buffer | null, context: string): T | null {
  if (!box) return null;
  const opened = deps.vault.openOfDay(box, context);
  return opened.state === 'open' ? fromJson<T>(opened.plain) : null;
}

export interface TurnToSave {
  conversationId: string;
  /** Null forgets the state: nothing is to be remembered of this chat. */
  state: ConversationState | null;
  /** The earliest of its timers. */
  dueAt: Date | null;
  /** Null leaves it as it is. */
  lasting: Lasting | null;
  sequence: number;
  isInbound: boolean;
}

/** One statement for the whole batch. Every turn seals the whole snapshot anew, with today's key. */
export async function saveConversations(
  tx: Tx,
  deps: StoreDeps,
  turns: readonly TurnToSave[],
): Promise<void> {
  if (turns.length === 0) return;
  const now = deps.clock.now();
  const minute = toMinute(now).toISOString();
  const rows = turns.map(({ conversationId, state, dueAt, lasting, sequence, isInbound }) => {
    const sealed = state ? deps.vault.sealForDay(toJson(state), stateContext(conversationId), now) : null;
    const kept = lasting ? deps.vault.sealForServer(toJson(lasting), lastingContext(conversationId)) : null;
    const due = dueAt?.toISOString() ?? null;
    return sql`(${conversationId}::uuid, ${sealed}::bytea, ${kept}::bytea, ${sequence}::int, ${due}::timestamptz, ${isInbound}::boolean)`;
  });
  await tx.execute(
    sql`update conversations c set state_sealed = v.state, lasting_sealed = coalesce(v.lasting, c.lasting_sealed),
          sequence = v.sequence, due_at = v.due_at, revision = c.revision + 1,
          last_inbound_at = case when v.inbound then ${minute}::timestamptz else c.last_inbound_at end
        from (values ${sql.join(rows, sql`, `)}) as v (id, state, lasting, sequence, due_at, inbound)
        where c.id = v.id`,
  );
}

/** @param emptied the events whose words went into a case or are not to be kept at all */
export async function markHandled(
  tx: Tx,
  deps: StoreDeps,
  ids: readonly number[],
  emptied: ReadonlySet<number>,
): Promise<void> {
  if (ids.length === 0) return;
  const rows = ids.map((id) => sql`(${id}::bigint, ${emptied.has(id)}::boolean)`);
  await tx.execute(
    sql`update inbox i set handled_at = ${deps.clock.now().toISOString()}::timestamptz,
          body_sealed = case when v.emptied then null else i.body_sealed end
        from (values ${sql.join(rows, sql`, `)}) as v (id, emptied) where i.id = v.id`,
  );
}

/** What was said before a case opened: both sides, oldest first, and what each button said. */
export interface DraftWords {
  said: ({ at: Date } & ({ inbound: InboxEvent } | { bot: string }))[];
  labels: ReadonlyMap<string, string>;
}

/** Takes it out of the inbox: the person's rows are emptied by it. */
export async function takeDraft(
  tx: Tx,
  deps: StoreDeps,
  conversationId: string,
  beforeEvent: number,
): Promise<DraftWords> {
  const heard = await tx.execute<{ external_id: Buffer; body_sealed: Buffer; received_at: string }>(
    sql`update inbox i set body_sealed = null from (select id, body_sealed, received_at from inbox
          where conversation_id = ${conversationId}::uuid and id < ${beforeEvent}::bigint
            and body_sealed is not null order by id limit 500) was
        where i.id = was.id returning i.external_id, was.body_sealed, was.received_at`,
  );
  const said = await tx.execute<{ body_sealed: Buffer; created_at: string; sequence: number }>(
    sql`select body_sealed, created_at, sequence from outbox where conversation_id = ${conversationId}::uuid
          and body_sealed is not null order by sequence desc limit 500`,
  );
  const inbound = heard.flatMap((row) => {
    const body = openDay<InboxEvent>(deps, row.body_sealed, inboxContext(conversationId, row.external_id));
    return body ? [{ at: new Date(row.received_at), inbound: body }] : [];
  });
  const labels = new Map<string, string>();
  const bot = said.flatMap((row) => {
    const part = openDay<Part>(deps, row.body_sealed, outboxContext(conversationId, row.sequence));
    if (part?.type !== 'text') return [];
    for (const { token, label } of [...part.choices, ...part.rails]) labels.set(token, label);
    return [{ at: new Date(row.created_at), bot: part.text }];
  });
  // Rows come newest first, and equal moments must keep the order in which they were said.
  const both = [...inbound, ...bot.reverse()].sort((a, b) => a.at.getTime() - b.at.getTime());
  return { said: both, labels };
}

/** HAPUS before anything was sent: every word of this chat goes now, ours and hers. */
export async function forgetWords(tx: Tx, conversationId: string): Promise<void> {
  const empty = (table: SQL) =>
    sql`update ${table} set body_sealed = null where conversation_id = ${conversationId}::uuid and body_sealed is not null`;
  await tx.execute(sql`${empty(sql`inbox`)} and handled_at is not null`);
  await tx.execute(sql`${empty(sql`outbox`)} and settled_at is not null`);
}

/** Counts a failed attempt at an event. @returns how many there have been */
export async function countAttempt(tx: Tx, eventId: number): Promise<number> {
  const [row] = await tx.execute<{ attempts: number }>(
    sql`update inbox set attempts = attempts + 1 where id = ${eventId}::bigint returning attempts`,
  );
  return row?.attempts ?? 0;
}

/** The event is kept for study without its words; the person has got a human. */
export async function markFailed(tx: Tx, deps: StoreDeps, eventId: number): Promise<void> {
  const now = deps.clock.now().toISOString();
  await tx.execute(
    sql`update inbox set failed_at = ${now}::timestamptz, handled_at = ${now}::timestamptz, body_sealed = null
        where id = ${eventId}::bigint`,
  );
}
