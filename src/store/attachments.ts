import { sql } from 'drizzle-orm';
import type { ChannelName, Inbound } from '../conversation/messages.ts';
import { seal } from '../sealing/box.ts';
import { fromJson, toJson } from '../sealing/vault.ts';
import { type AttachmentKind, isFile } from './attachment-kinds.ts';
import type { CaseItem } from './case-contents.ts';
import { appendToCase } from './cases.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { attachments } from './schema/attachments.ts';
import { reserveItems, type WritingKeys } from './writing-keys.ts';

/**
 * Files that people send. When one comes, its turn notes the platform's reference (day key); the bytes are
 * fetched later, on purpose (src/media/), or never (design §7, standards.md R28). Whatever becomes of it, the
 * row stays with the case and says so.
 */
export type AttachmentState = (typeof attachments.$inferSelect)['state'];
type Media = Extract<Inbound, { type: 'inbound.media' }>;

export const limits = {
  /** Files of one chat a day: a story has pictures; more is somebody filling the disk. */
  perChatMax: 60,
  /** The reference dies with its day key; after this nothing is left to ask for. */
  giveUpHours: 24,
  /** Longer than the longest fetch and check; a process that died leaves it to the next one. */
  leaseSeconds: 180,
} as const;

export const bodyContext = (id: string) => `attachments.body:${id}`;
export const aboutContext = (id: string) => `attachments.about:${id}`;
const referenceContext = (id: string) => `attachments.reference:${id}`;
const heldContext = (id: string) => `attachments.held:${id}`;

/** What is known of a file beside its bytes, sealed to the case. */
export interface About {
  /** By content, never by name. */
  type?: string;
  bytes?: number;
  /** SHA-256 of what came, before anything was taken out of it, as hex: proof of what it was. */
  originalHash?: string;
  originalType?: string;
  originalBytes?: number;
  width?: number;
  height?: number;
  /** Why there is nothing to show, as a fixed word. */
  why?: 'tooLarge' | 'unknownType' | 'unsafe' | 'unsupported' | 'late' | 'lost' | 'tooMany';
}

/** Videos are not taken: they are large, and nobody can look through one before it is kept. */
function stateOf(media: Media): AttachmentState {
  if (media.media === 'video') return 'refused';
  return media.media === 'photo' && media.judged !== 'no' ? 'asked' : 'wanted';
}

/** Notes what came, in its turn. A file of the page is already held here and only meets its case. */
export async function noteAttachment(
  tx: Tx,
  deps: StoreDeps,
  came: { conversationId: string; caseId: string | null; media: Media },
): Promise<void> {
  const { conversationId, caseId, media } = came;
  if (!media.attachment || !isFile(media.media)) return;
  const now = deps.clock.now();
  const [earlier] = await tx.execute<{ count: string }>(
    sql`select count(*) from attachments where conversation_id = ${conversationId}::uuid
          and created_at > ${new Date(now.getTime() - 86_400_000).toISOString()}::timestamptz`,
  );
  const state = Number(earlier?.count) >= limits.perChatMax ? 'refused' : stateOf(media);
  const isOpen = state === 'asked' || state === 'wanted';
  const reference = isOpen
    ? deps.vault.sealForDay(toJson(media.reference), referenceContext(media.attachment), now)
    : null;
  const due = state === 'wanted' && caseId ? now.toISOString() : null;
  await tx.execute(
    sql`insert into attachments (id, case_id, conversation_id, kind, state, reference_sealed, bytes, due_at,
          created_at, settled_at)
        values (${media.attachment}::uuid, ${caseId}::uuid, ${conversationId}::uuid, ${media.media}, ${state},
          ${reference}::bytea, ${media.bytes ?? 0}, ${due}::timestamptz,
          date_trunc('minute', ${now.toISOString()}::timestamptz),
          date_trunc('minute', ${isOpen ? null : now.toISOString()}::timestamptz))
        on conflict (id) do update set case_id = coalesce(attachments.case_id, excluded.case_id),
          due_at = case when attachments.state = 'wanted' then excluded.due_at end`,
  );
}

/** The bytes came with the request (the page): sealed for the day until there is a case to seal them to. */
export async function holdAttachment(
  tx: Tx,
  deps: StoreDeps,
  held: {
    id: string;
    address: string;
    channel: ChannelName;
    kind: AttachmentKind;
    body: Buffer;
    about: About;
  },
): Promise<void> {
  const now = deps.clock.now();
  const box = deps.vault.sealForDay(held.body, heldContext(held.id), now);
  const about = deps.vault.sealForDay(toJson(held.about), referenceContext(held.id), now);
  const key = deps.vault.index('address', held.channel, held.address);
  await tx.execute(
    sql`insert into attachments (id, conversation_id, kind, state, reference_sealed, body_sealed, bytes, created_at)
        select ${held.id}::uuid, c.id, ${held.kind}, 'wanted', ${about}, ${box}, ${held.body.length},
          date_trunc('minute', ${now.toISOString()}::timestamptz)
        from conversations c where c.channel = ${held.channel} and c.address_index = ${key}`,
  );
}

/** What the person said of the pictures that wait: only a clear no lets them be fetched. */
export async function judgePictures(
  tx: Tx,
  deps: StoreDeps,
  conversationId: string,
  verdict: 'wanted' | 'never',
): Promise<void> {
  const now = deps.clock.now().toISOString();
  await tx.execute(
    verdict === 'wanted'
      ? sql`update attachments set state = 'wanted', due_at = case when case_id is null then null
              else ${now}::timestamptz end
            where conversation_id = ${conversationId}::uuid and state = 'asked'`
      : sql`update attachments set state = 'never', reference_sealed = null, body_sealed = null,
              settled_at = date_trunc('minute', ${now}::timestamptz)
            where conversation_id = ${conversationId}::uuid and state = 'asked'`,
  );
}

/** A case opens: what was sent before belongs to it, and what is wanted may now be fetched. */
export async function adoptAttachments(
  tx: Tx,
  deps: StoreDeps,
  conversationId: string,
  caseId: string,
): Promise<void> {
  await tx.execute(
    sql`update attachments set case_id = ${caseId}::uuid,
          due_at = case when state = 'wanted' then ${deps.clock.now().toISOString()}::timestamptz end
        where conversation_id = ${conversationId}::uuid and case_id is null`,
  );
}

/** HAPUS before anything was sent: files that no case holds go with the words. */
export async function forgetAttachments(tx: Tx, conversationId: string): Promise<void> {
  await tx.execute(
    sql`delete from attachments where conversation_id = ${conversationId}::uuid and case_id is null`,
  );
}

/** One file to fetch, held by whoever leased it until its lease is over. */
export interface LeasedAttachment {
  id: string;
  caseId: string;
  kind: AttachmentKind;
  channel: ChannelName;
  attempts: number;
  createdAt: Date;
  /** `gone`: its day key is deleted. `held`: the bytes are here already, checked and sealed for the day. */
  source:
    | { is: 'reference'; reference: string }
    | { is: 'held'; body: Buffer; about: About }
    | { is: 'gone' };
}

/**
 * The next file that is due, of these channels. Its lease is the moment it is due again, so that a process
 * that dies leaves it to the next one; nobody is waited for.
 */
export async function leaseAttachment(
  tx: Tx,
  deps: StoreDeps,
  channels: readonly ChannelName[],
): Promise<LeasedAttachment | undefined> {
  const now = deps.clock.now();
  const until = new Date(now.getTime() + limits.leaseSeconds * 1000).toISOString();
  const [row] = await tx.execute<{
    id: string;
    case_id: string;
    kind: AttachmentKind;
    channel: ChannelName;
    attempts: string;
    created_at: string;
    reference_sealed: Buffer | null;
    body_sealed: Buffer | null;
  }>(
    sql`update attachments a set attempts = a.attempts + 1, due_at = ${until}::timestamptz
        from (select w.id, v.channel from attachments w join conversations v on v.id = w.conversation_id
          where w.state = 'wanted' and w.case_id is not null and w.due_at <= ${now.toISOString()}::timestamptz
            and v.channel in (${sql.join(
              channels.map((channel) => sql`${channel}`),
              sql`, `,
            )})
          order by w.due_at limit 1 for update of w skip locked) next
        where a.id = next.id
        returning a.id, a.case_id, a.kind, next.channel, a.attempts, a.created_at, a.reference_sealed,
          a.body_sealed`,
  );
  if (!row) return undefined;
  return {
    id: row.id,
    caseId: row.case_id,
    kind: row.kind,
    channel: row.channel,
    attempts: Number(row.attempts),
    createdAt: new Date(row.created_at),
    source: sourceOf(deps, row),
  };
}

function sourceOf(
  deps: StoreDeps,
  row: { id: string; reference_sealed: Buffer | null; body_sealed: Buffer | null },
): LeasedAttachment['source'] {
  const reference = openDay(deps, row.reference_sealed, referenceContext(row.id));
  if (!reference) return { is: 'gone' };
  if (!row.body_sealed) return { is: 'reference', reference: fromJson<string>(reference) };
  const body = openDay(deps, row.body_sealed, heldContext(row.id));
  return body ? { is: 'held', body, about: fromJson<About>(reference) } : { is: 'gone' };
}

function openDay(deps: StoreDeps, box: Buffer | null, context: string): Buffer | undefined {
  const opened = box && deps.vault.openOfDay(Buffer.from(box), context);
  return opened?.state === 'open' ? opened.plain : undefined;
}

/** Not now: it is tried again at that moment. */
export async function postponeAttachment(tx: Tx, leased: LeasedAttachment, at: Date): Promise<void> {
  await tx.execute(
    sql`update attachments set due_at = ${at.toISOString()}::timestamptz
        where id = ${leased.id}::uuid and state = 'wanted' and attempts = ${leased.attempts}`,
  );
}

/** How a fetch ended: the bytes as they may be kept, or why there are none. */
export type Settled =
  | { state: 'kept'; body: Buffer; about: About }
  | { state: 'refused' | 'gone'; about: About };

/**
 * Seals the outcome to the case, empties the reference, and leaves a line in the case when nothing could be
 * kept. Only the lease that is still the newest may write.
 * @returns what to call once the transaction has committed
 */
export async function settleAttachment(
  tx: Tx,
  deps: StoreDeps,
  keys: WritingKeys,
  leased: LeasedAttachment,
  settled: Settled,
): Promise<() => void> {
  // The case first, as a turn does: two that hold each other's row would both have to begin again.
  await tx.execute(sql`select 1 from cases where id = ${leased.caseId}::uuid for no key update`);
  const [mine] = await tx.execute(
    sql`select 1 from attachments where id = ${leased.id}::uuid and state = 'wanted'
          and attempts = ${leased.attempts} for update`,
  );
  const newest = mine && (await reserveItems(tx, leased.caseId, 0));
  if (!newest) return () => {};
  const { key, committed } = await keys.forCase(tx, deps, { caseId: leased.caseId, ...newest });
  const body = settled.state === 'kept' ? seal(key.key, settled.body, bodyContext(leased.id)) : null;
  const about = seal(key.key, toJson(settled.about), aboutContext(leased.id));
  await tx.execute(
    sql`update attachments set state = ${settled.state}, reference_sealed = null, body_sealed = ${body}::bytea,
          about_sealed = ${about}, writing_key_id = ${key.id}::uuid, due_at = null,
          bytes = ${settled.state === 'kept' ? settled.body.length : 0},
          settled_at = date_trunc('minute', ${deps.clock.now().toISOString()}::timestamptz)
        where id = ${leased.id}::uuid`,
  );
  const noted = settled.state === 'gone' ? await noteGone(tx, deps, keys, leased.caseId) : () => {};
  await tx.execute(sql`select pg_notify('suar_case', ${leased.caseId})`);
  return () => {
    committed();
    noted();
  };
}

/** A counsellor must not wait for what will never come. */
function noteGone(tx: Tx, deps: StoreDeps, keys: WritingKeys, caseId: string): Promise<() => void> {
  const item: CaseItem = { kind: 'happened', what: 'attachmentGone' };
  return appendToCase(tx, deps, keys, caseId, { items: [{ item, at: deps.clock.now() }], head: null });
}
