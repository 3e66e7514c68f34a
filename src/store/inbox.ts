import { sql } from 'drizzle-orm';
import type { Received } from '../channels/channel.ts';
import { toMinute } from '../clock.ts';
import type { InboxEvent } from '../conversation/messages.ts';
import { assert } from '../errors.ts';
import { toJson } from '../sealing/vault.ts';
import { isFile } from './attachment-kinds.ts';
import { type Tx, together } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { hexList, list } from './lists.ts';

/**
 * The one door in: whatever happens to a conversation is a row here before anything is made of it.
 * A constraint decides what is a duplicate; no row is read first.
 */

/** Names the row, not only its chat: whoever can write to the table cannot swap two messages of one person. */
export const inboxContext = (conversationId: string, externalId: Buffer) =>
  `inbox.body:${conversationId}:${externalId.toString('hex')}`;

/** Bounds of one event's body; longer texts are cut here, and nowhere silently later. */
export const limits = {
  /** The longest message WhatsApp lets anybody send; Telegram's and the web's are shorter. */
  textCharsMax: 65_536,
} as const;

/**
 * Keeps a batch of what a channel heard. Conversations are found by blind index or made; an external id
 * that is already there changes nothing. Wakes the workers when the transaction commits.
 * @returns how many were new
 */
export async function acceptInbound(tx: Tx, deps: StoreDeps, batch: readonly Received[]): Promise<number> {
  if (batch.length === 0) return 0;
  const conversations = await findOrMakeConversations(tx, deps, batch);
  const now = deps.clock.now();
  const externalIds = batch.map((received) =>
    deps.vault.index('externalId', received.channel, received.externalId),
  );
  const bodies = batch.map((received, at) => {
    const context = inboxContext(conversations[at] ?? '', externalIds[at] ?? Buffer.alloc(0));
    return deps.vault.sealForDay(toJson(bounded(deps, received.happened)), context, now);
  });
  const keeping = tx.execute(
    sql`insert into inbox (conversation_id, external_id, kind, body_sealed, received_at)
        select v.id, decode(v.external_id, 'hex'), v.kind, decode(v.body, 'hex'), ${now.toISOString()}::timestamptz
        from unnest(${list(conversations)}::uuid[], ${hexList(externalIds)}::text[],
          ${list(batch.map((received) => received.happened.type))}::text[], ${hexList(bodies)}::text[])
          with ordinality as v (id, external_id, kind, body, place)
        order by v.place
        on conflict (external_id) do nothing
        returning id`,
  );
  const [kept] = await together(keeping, tx.execute(sql`select pg_notify('suar_inbox', '')`));
  return kept.length;
}

/** What is too long is cut; a file gets the id of the row that will hold it, once and for all its turns. */
function bounded(deps: StoreDeps, happened: InboxEvent): InboxEvent {
  if (happened.type === 'inbound.text') return { ...happened, text: clean(happened.text) };
  if (happened.type === 'inbound.edited' && happened.text !== null)
    return { ...happened, text: clean(happened.text) };
  if (happened.type !== 'inbound.media') return happened;
  const attachment = isFile(happened.media) ? { attachment: happened.attachment ?? deps.ids.uuid() } : {};
  return { ...happened, ...attachment, caption: happened.caption && clean(happened.caption) };
}

/** PostgreSQL and JSON both choke on a null byte; nobody means one. */
function clean(text: string): string {
  return keepEnds(text.replaceAll('\u0000', ''));
}

/** Stands where words were taken out, for the counsellor who reads it. */
export const cutMark = '[…]';

/** What is too long loses its middle: danger is heard at both ends, and the last words are the newest. */
function keepEnds(text: string): string {
  if (text.length <= limits.textCharsMax) return text;
  const end = Math.floor((limits.textCharsMax - cutMark.length) / 2);
  // A cut may fall inside an emoji; half of one is no character.
  return `${text.slice(0, end).toWellFormed()}${cutMark}${text.slice(-end).toWellFormed()}`;
}

/**
 * Insert, let the constraint decide, then look: an existing conversation is not locked or rewritten by it
 * (an upsert would hold up the turn that is being taken for the same chat).
 */
async function findOrMakeConversations(
  tx: Tx,
  deps: StoreDeps,
  batch: readonly Received[],
): Promise<string[]> {
  const minute = toMinute(deps.clock.now()).toISOString();
  const keys = batch.map(({ channel, address }) => deps.vault.index('address', channel, address));
  const ids = batch.map(() => deps.ids.uuid());
  const sealed = batch.map(({ address }, at) =>
    deps.vault.sealForServer(Buffer.from(address), addressContext(ids[at] ?? '')),
  );
  const channels = list(batch.map(({ channel }) => channel));
  const making = tx.execute(
    sql`insert into conversations (id, channel, address_index, address_sealed, created_at, last_inbound_at)
        select v.id, v.channel, decode(v.key, 'hex'), decode(v.address, 'hex'), ${minute}::timestamptz,
          ${minute}::timestamptz
        from unnest(${list(ids)}::uuid[], ${channels}::text[], ${hexList(keys)}::text[], ${hexList(sealed)}::text[])
          as v (id, channel, key, address)
        on conflict (channel, address_index) do nothing`,
  );
  // Arrays, not a join: however few rows the planner expects, it goes through the index.
  const finding = tx.execute<{ id: string; address_index: Buffer }>(
    sql`select id, address_index from conversations where channel = any(${channels}::text[])
          and address_index = any(array(select decode(k, 'hex') from unnest(${hexList(keys)}::text[]) k))`,
  );
  const [, found] = await together(making, finding);
  const byKey = new Map(found.map((row) => [Buffer.from(row.address_index).toString('base64'), row.id]));
  return keys.map((key) => {
    const id = byKey.get(key.toString('base64'));
    assert(id, 'conversationNotMade');
    return id;
  });
}

/**
 * What the team did to a conversation takes the same door as a message. The key makes it happen once
 * however often a form is sent. @returns whether it is new
 */
export async function acceptTeamEvent(
  tx: Tx,
  deps: StoreDeps,
  conversationId: string,
  event: InboxEvent,
  onceKey: string,
): Promise<boolean> {
  const now = deps.clock.now();
  const externalId = deps.vault.index('externalId', 'team', onceKey);
  const body = deps.vault.sealForDay(toJson(event), inboxContext(conversationId, externalId), now);
  const kept = await tx.execute(
    sql`insert into inbox (conversation_id, external_id, kind, body_sealed, received_at)
        values (${conversationId}::uuid, ${externalId}, ${event.type}, ${body}, ${now.toISOString()}::timestamptz)
        on conflict (external_id) do nothing
        returning id`,
  );
  await tx.execute(sql`select pg_notify('suar_inbox', '')`);
  return kept.length === 1;
}

export const addressContext = (conversationId: string) => `conversations.address:${conversationId}`;
