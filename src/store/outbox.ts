import { type SQL, sql } from 'drizzle-orm';
import type { SendOutcome } from '../channels/channel.ts';
import type { ChannelName, Part } from '../conversation/messages.ts';
import { fromJson, toJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { addressContext } from './inbox.ts';

/** The one door out. A row is one message on the platform, committed with the turn that decided it. */
export const outboxContext = (conversationId: string, sequence: number) =>
  `outbox.body:${conversationId}:${sequence}`;
const providerContext = (messageId: string) => `outbox.provider:${messageId}`;

export const limits = {
  /** Longer than any send may take (channels stop at 15 s), so that a live send is never doubled. */
  leaseSeconds: 20,
  /** What is unsent after a day has lost its moment (design §6). */
  expireHours: 24,
  attemptsMax: 50,
} as const;

/** 0 urgent and human words, 1 hand-off notices, 2 the bot's answers, 3 follow-ups. */
export type Lane = 0 | 1 | 2 | 3;

export interface NewReply {
  conversationId: string;
  channel: ChannelName;
  sequence: number;
  messageId: string;
  part: Part;
  lane: Lane;
}

export async function putOutbox(tx: Tx, deps: StoreDeps, replies: readonly NewReply[]): Promise<void> {
  if (replies.length === 0) return;
  const now = deps.clock.now();
  const at = now.toISOString();
  const rows = replies.map(({ conversationId, channel, sequence, messageId, part, lane }) => {
    const body = deps.vault.sealForDay(toJson(part), outboxContext(conversationId, sequence), now);
    return sql`(${conversationId}::uuid, ${channel}, ${sequence}::int, ${messageId}, ${body}, ${lane}::smallint, ${at}::timestamptz, ${at}::timestamptz)`;
  });
  await tx.execute(
    sql`insert into outbox (conversation_id, channel, sequence, message_id, body_sealed, lane, due_at, created_at)
        values ${sql.join(rows, sql`, `)}`,
  );
  await tx.execute(sql`select pg_notify('suar_outbox', '')`);
}

export interface LeasedReply {
  id: number;
  conversationId: string;
  sequence: number;
  channel: ChannelName;
  address: string;
  messageId: string;
  /** Undefined when the day's key is gone: it expires. */
  part: Part | undefined;
  attempts: number;
  createdAt: Date;
  /** A first send may or may not have arrived: this is the second and last one. */
  isRepeat: boolean;
}

/**
 * Leases the oldest unsettled reply of up to `count` conversations. Order within a chat holds because only
 * the oldest row can be leased; a lease that ran out belongs to a dispatcher that died between send and
 * record, so its row is marked as a repeat before it goes out again.
 */
export async function leaseReplies(
  tx: Tx,
  deps: StoreDeps,
  channels: readonly ChannelName[],
  count: number,
): Promise<LeasedReply[]> {
  if (channels.length === 0) return [];
  const now = deps.clock.now();
  const until = new Date(now.getTime() + limits.leaseSeconds * 1000).toISOString();
  const at = now.toISOString();
  const rows = await tx.execute<LeaseRow>(
    sql`with next as (
          select o.id, o.lease_until is not null as expired_lease, c.channel, c.address_sealed
          from outbox o join conversations c on c.id = o.conversation_id
          where o.settled_at is null and o.due_at <= ${at}::timestamptz
            and (o.lease_until is null or o.lease_until < ${at}::timestamptz)
            and c.channel in (${sql.join(
              channels.map((name) => sql`${name}`),
              sql`, `,
            )})
            and not exists (select 1 from outbox p where p.conversation_id = o.conversation_id
              and p.settled_at is null and p.sequence < o.sequence)
          order by o.lane, o.id limit ${count} for update of o skip locked)
        update outbox o set state = 'leased', lease_until = ${until}::timestamptz, attempts = o.attempts + 1,
          repeated_at = case when next.expired_lease and o.repeated_at is null
            then ${at}::timestamptz else o.repeated_at end
        from next where o.id = next.id
        returning o.id, o.conversation_id, o.sequence, o.message_id, o.body_sealed, o.attempts,
          o.created_at, next.channel, next.address_sealed, next.expired_lease`,
  );
  return rows.map((row) => openLease(deps, row)).sort((a, b) => a.id - b.id);
}

interface LeaseRow extends Record<string, unknown> {
  id: string;
  conversation_id: string;
  sequence: number;
  message_id: string;
  body_sealed: Buffer | null;
  attempts: number;
  created_at: string;
  channel: ChannelName;
  address_sealed: Buffer;
  expired_lease: boolean;
}

function openLease(deps: StoreDeps, row: LeaseRow): LeasedReply {
  const opened = row.body_sealed
    ? deps.vault.openOfDay(row.body_sealed, outboxContext(row.conversation_id, row.sequence))
    : { state: 'gone' as const };
  return {
    id: Number(row.id),
    conversationId: row.conversation_id,
    sequence: row.sequence,
    channel: row.channel,
    address: deps.vault.openOfServer(row.address_sealed, addressContext(row.conversation_id)).toString(),
    messageId: row.message_id,
    part: opened.state === 'open' ? fromJson<Part>(opened.plain) : undefined,
    attempts: row.attempts,
    createdAt: new Date(row.created_at),
    isRepeat: row.expired_lease,
  };
}

/** What became of one leased reply. */
export interface Settlement {
  reply: LeasedReply;
  outcome: SendOutcome | { is: 'expired' };
}

/** Records outcomes in one statement each way: settled rows, and rows to be tried again. */
export async function recordOutcomes(tx: Tx, deps: StoreDeps, all: readonly Settlement[]): Promise<void> {
  const now = deps.clock.now();
  const settled: SQL[] = [];
  const again: SQL[] = [];
  for (const { reply, outcome } of all) {
    const retry = retryAt(reply, outcome, now);
    if (retry) {
      const repeat = outcome.is === 'uncertain' ? now.toISOString() : null;
      again.push(
        sql`(${reply.id}::bigint, ${retry.toISOString()}::timestamptz, ${whyOf(outcome)}::text, ${repeat}::timestamptz)`,
      );
      continue;
    }
    const provider =
      outcome.is === 'sent' && outcome.providerId
        ? deps.vault.sealForServer(Buffer.from(outcome.providerId), providerContext(reply.messageId))
        : null;
    settled.push(
      sql`(${reply.id}::bigint, ${finalState(outcome)}::text, ${provider}::bytea, ${whyOf(outcome)}::text)`,
    );
  }
  if (settled.length > 0)
    await tx.execute(
      // A counsellor watches her own words go (lane 0): the case's pages hear of it when this commits.
      sql`with gone as (
            update outbox o set state = v.state, provider_id_sealed = v.provider, why = v.why,
              lease_until = null, settled_at = ${now.toISOString()}::timestamptz
            from (values ${sql.join(settled, sql`, `)}) as v (id, state, provider, why) where o.id = v.id
            returning o.conversation_id, o.lane)
          select pg_notify('suar_case', f.case_id::text) from gone
          join case_conversations f on f.conversation_id = gone.conversation_id
          where gone.lane = 0 and f.in_focus`,
    );
  if (again.length > 0)
    await tx.execute(
      sql`update outbox o set state = 'waiting', lease_until = null, due_at = v.due_at, why = v.why,
            repeated_at = coalesce(o.repeated_at, v.repeated_at)
          from (values ${sql.join(again, sql`, `)}) as v (id, due_at, why, repeated_at) where o.id = v.id`,
    );
}

/** When to try again, or undefined when it is settled. */
function retryAt(reply: LeasedReply, outcome: Settlement['outcome'], now: Date): Date | undefined {
  if (outcome.is === 'later') return reply.attempts < limits.attemptsMax ? outcome.at : undefined;
  if (outcome.is === 'uncertain' && !reply.isRepeat && reply.attempts === 1)
    return new Date(now.getTime() + 1_000);
  return undefined;
}

function finalState(outcome: Settlement['outcome']): string {
  return outcome.is === 'later' ? 'refused' : outcome.is;
}

function whyOf(outcome: Settlement['outcome']): string | null {
  return 'why' in outcome ? outcome.why.slice(0, 80) : null;
}

/** Our own messages of a conversation that may still be on the person's screen, newest last. */
export async function sentMessages(
  tx: Tx,
  deps: StoreDeps,
  conversationId: string,
  since: Date,
): Promise<{ messageId: string; providerId: string | null }[]> {
  const rows = await tx.execute<{ message_id: string; provider_id_sealed: Buffer | null }>(
    sql`select message_id, provider_id_sealed from outbox
        where conversation_id = ${conversationId}::uuid and state in ('sent', 'uncertain')
          and settled_at > ${since.toISOString()}::timestamptz order by sequence desc limit 100`,
  );
  return rows.map((row) => ({
    messageId: row.message_id,
    providerId: row.provider_id_sealed
      ? deps.vault.openOfServer(row.provider_id_sealed, providerContext(row.message_id)).toString()
      : null,
  }));
}

/** The text sent under one of our ids while its day key lives: WhatsApp asks for it again (F7). */
export async function readSentText(tx: Tx, deps: StoreDeps, messageId: string): Promise<string | undefined> {
  const [row] = await tx.execute<{ conversation_id: string; sequence: number; body_sealed: Buffer }>(
    sql`select conversation_id, sequence, body_sealed from outbox
        where message_id = ${messageId} and body_sealed is not null limit 1`,
  );
  if (!row) return undefined;
  const opened = deps.vault.openOfDay(
    Buffer.from(row.body_sealed),
    outboxContext(row.conversation_id, row.sequence),
  );
  if (opened.state === 'gone') return undefined;
  const part = fromJson<Part>(opened.plain);
  return part.type === 'text' ? part.text : undefined;
}
