import { type SQL, sql } from 'drizzle-orm';
import type { ChannelName, Part } from '../conversation/messages.ts';
import { fromJson, toJson } from '../sealing/vault.ts';
import { type Tx, together } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { addressContext } from './inbox.ts';
import { hexList, list } from './lists.ts';

/** The one door out. A row is one message on the platform, committed with the turn that decided it. */
export const outboxContext = (conversationId: string, sequence: number) =>
  `outbox.body:${conversationId}:${sequence}`;
export const providerContext = (messageId: string) => `outbox.provider:${messageId}`;

export const limits = {
  /** Longer than the longest send (WhatsApp: 25 s to send, 10 s to hear of it): no live send is doubled. */
  leaseSeconds: 60,
  /** What is unsent after a day has lost its moment (design §6). */
  expireHours: 24,
  /** Expired by one statement; the next round takes the rest. */
  expiredAtOnce: 5_000,
  /** Messages can be taken off a screen for as long as this (standards.md §7.4). */
  clearHours: 48,
  uncertainAgainMilliseconds: 1_000,
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
  const bodies = replies.map(({ conversationId, sequence, part }) =>
    deps.vault.sealForDay(toJson(part), outboxContext(conversationId, sequence), now),
  );
  const put = tx.execute(
    sql`insert into outbox (conversation_id, channel, sequence, message_id, body_sealed, lane, due_at, created_at)
        select v.id, v.channel, v.sequence, v.message, decode(v.body, 'hex'), v.lane, ${at}::timestamptz,
          ${at}::timestamptz
        from unnest(${list(replies.map((reply) => reply.conversationId))}::uuid[],
          ${list(replies.map((reply) => reply.channel))}::text[],
          ${list(replies.map((reply) => reply.sequence))}::int[],
          ${list(replies.map((reply) => reply.messageId))}::text[], ${hexList(bodies)}::text[],
          ${list(replies.map((reply) => reply.lane))}::smallint[])
          with ordinality as v (id, channel, sequence, message, body, lane, place)
        order by v.place`,
  );
  await together(put, tx.execute(sql`select pg_notify('suar_outbox', '')`));
}

/** What a row says. `gone`: its day's key is deleted, it expires. `unreadable`: ours to look into. */
export type ReplyBody = { is: 'open'; part: Part } | { is: 'gone' } | { is: 'unreadable'; cause: unknown };

export interface LeasedReply {
  id: number;
  conversationId: string;
  sequence: number;
  channel: ChannelName;
  /** Empty when the row is unreadable. */
  address: string;
  messageId: string;
  body: ReplyBody;
  createdAt: Date;
  /** A first send may or may not have arrived: this is the second and last one. */
  isRepeat: boolean;
  /** The second send may have arrived too: a third would only annoy. */
  isSpent: boolean;
}

export interface Leasing {
  /** The dispatcher's own id: only it may record what became of the row. */
  by: string;
  channels: readonly ChannelName[];
  /** Rows this dispatcher still sends or has not recorded yet, however old their lease is. */
  held: readonly number[];
  count: number;
}

interface LeaseRow extends Record<string, unknown> {
  id: string;
  conversation_id: string;
  sequence: number;
  message_id: string;
  body_sealed: Buffer | null;
  created_at: string;
  channel: ChannelName;
  address_sealed: Buffer;
  is_repeat: boolean;
  is_spent: boolean;
}

/** A list as one parameter, so that the statement stays the same whatever its length. */
const among = (ids: readonly (number | string)[]) => sql`(string_to_array(${ids.join(',')}, ',')::bigint[])`;

/**
 * Leases the oldest unsettled reply of up to `count` conversations. Order within a chat holds because only
 * the oldest row can be leased; a lease that ran out belongs to a dispatcher that died between send and
 * record, so its row is marked as a repeat before it goes out again. A row that is leased by the asker, who does not
 * hold it, was leased by a transaction whose commit nobody heard of: it never went out, and is given again at once.
 */
export async function leaseReplies(tx: Tx, deps: StoreDeps, leasing: Leasing): Promise<LeasedReply[]> {
  const { by, channels, held, count } = leasing;
  if (channels.length === 0) return [];
  const now = deps.clock.now();
  const until = new Date(now.getTime() + limits.leaseSeconds * 1000).toISOString();
  const at = now.toISOString();
  const names = channels.map((name) => sql`${name}`);
  const rows = await tx.execute<LeaseRow>(
    sql`with next as (
          select o.id, o.lease_until is not null and o.leased_by is distinct from ${by}::uuid as was_leased,
            o.repeated_at is not null as was_repeated
          from outbox o
          where o.settled_at is null and o.channel in (${sql.join(names, sql`, `)})
            and o.due_at <= ${at}::timestamptz
            and (o.lease_until is null or o.lease_until < ${at}::timestamptz or o.leased_by = ${by}::uuid)
            and o.id <> all ${among(held)}
            and not exists (select 1 from outbox p where p.conversation_id = o.conversation_id
              and p.settled_at is null and p.sequence < o.sequence)
          order by o.lane, o.id limit ${count} for update of o skip locked)
        update outbox o set state = 'leased', lease_until = ${until}::timestamptz, leased_by = ${by}::uuid,
          attempts = o.attempts + next.was_leased::int,
          repeated_at = case when next.was_leased then coalesce(o.repeated_at, ${at}::timestamptz)
            else o.repeated_at end
        from next, conversations c where o.id = next.id and c.id = o.conversation_id
        returning o.id, o.conversation_id, o.sequence, o.message_id, o.body_sealed, o.created_at, o.channel,
          c.address_sealed, o.repeated_at is not null as is_repeat,
          next.was_leased and next.was_repeated as is_spent`,
  );
  const replies: LeasedReply[] = [];
  for (const row of rows) replies.push(await withScreen(tx, deps, openLease(deps, row)));
  return replies.sort((a, b) => a.id - b.id);
}

/** What is to be cleared is known only now: more was sent since the turn that decided it. */
async function withScreen(tx: Tx, deps: StoreDeps, reply: LeasedReply): Promise<LeasedReply> {
  if (reply.body.is !== 'open' || reply.body.part.type !== 'clear') return reply;
  const since = new Date(deps.clock.now().getTime() - limits.clearHours * 3_600_000);
  const messages = await sentMessages(tx, deps, reply.conversationId, since);
  return { ...reply, body: { is: 'open', part: { type: 'clear', messages } } };
}

/** Row by row: one that will not open must not keep the others from being sent. */
function openLease(deps: StoreDeps, row: LeaseRow): LeasedReply {
  const reply = {
    id: Number(row.id),
    conversationId: row.conversation_id,
    sequence: row.sequence,
    channel: row.channel,
    messageId: row.message_id,
    createdAt: new Date(row.created_at),
    isRepeat: row.is_repeat,
    isSpent: row.is_spent,
  };
  try {
    const context = addressContext(row.conversation_id);
    const address = deps.vault.openOfServer(row.address_sealed, context).toString();
    return { ...reply, address, body: openBody(deps, row) };
  } catch (cause) {
    return { ...reply, address: '', body: { is: 'unreadable', cause } };
  }
}

function openBody(
  deps: StoreDeps,
  row: Pick<LeaseRow, 'conversation_id' | 'sequence' | 'body_sealed'>,
): ReplyBody {
  if (!row.body_sealed) return { is: 'gone' };
  try {
    const opened = deps.vault.openOfDay(row.body_sealed, outboxContext(row.conversation_id, row.sequence));
    return opened.state === 'gone' ? { is: 'gone' } : { is: 'open', part: fromJson<Part>(opened.plain) };
  } catch (cause) {
    return { is: 'unreadable', cause };
  }
}

/** Settles rows. A counsellor watches her own words go (lane 0): the case's pages hear of it on commit. */
export const settle = (update: SQL) =>
  sql`with gone as (${update} returning o.conversation_id, o.lane)
      select pg_notify('suar_case', f.case_id::text) from gone
      join case_conversations f on f.conversation_id = gone.conversation_id
      where gone.lane = 0 and f.in_focus`;

/** A row that is never sent, or not once more: what may have arrived already is not called unsent. */
const dropped = (why: string, at: string) =>
  sql`state = case when o.repeated_at is null and o.lease_until is null then 'expired' else 'uncertain' end,
      why = ${why}, lease_until = null, leased_by = null, settled_at = ${at}::timestamptz`;

/**
 * She left, or somebody stands beside her: what this chat still waits to hear is not sent any more, and its
 * words go. A counsellor's stand in the case. Clearing the screen stays.
 */
export async function expireWaiting(tx: Tx, deps: StoreDeps, conversationId: string): Promise<void> {
  const at = deps.clock.now().toISOString();
  const rows = await tx.execute<Pick<LeaseRow, 'id' | 'conversation_id' | 'sequence' | 'body_sealed'>>(
    sql`select id, conversation_id, sequence, body_sealed from outbox
        where conversation_id = ${conversationId}::uuid and settled_at is null
          and (lease_until is null or lease_until < ${at}::timestamptz) for update`,
  );
  const words = rows.filter((row) => {
    const body = openBody(deps, row);
    return body.is !== 'open' || body.part.type === 'text';
  });
  if (words.length === 0) return;
  await tx.execute(
    settle(sql`update outbox o set body_sealed = null, ${dropped('left', at)}
               where o.id = any ${among(words.map((row) => row.id))}`),
  );
}

/** Ends what a day did not bring through, also for a channel that is off. Waits for nobody's lock. */
export async function expireOld(tx: Tx, deps: StoreDeps): Promise<void> {
  const now = deps.clock.now();
  const at = now.toISOString();
  const born = new Date(now.getTime() - limits.expireHours * 3_600_000).toISOString();
  await tx.execute(
    settle(sql`update outbox o set ${dropped('old', at)} from (select id from outbox
                 where settled_at is null and created_at < ${born}::timestamptz
                   and (lease_until is null or lease_until < ${at}::timestamptz)
                 limit ${limits.expiredAtOnce} for update skip locked) as late where o.id = late.id`),
  );
}

/** Our own messages of a conversation that may still be on the person's screen, newest first. */
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
    providerId: openProvider(deps, row.message_id, row.provider_id_sealed),
  }));
}

/** One that will not open cannot be cleared; it must not keep the others on the screen. */
function openProvider(deps: StoreDeps, messageId: string, box: Buffer | null): string | null {
  try {
    return box ? deps.vault.openOfServer(box, providerContext(messageId)).toString() : null;
  } catch {
    return null;
  }
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
