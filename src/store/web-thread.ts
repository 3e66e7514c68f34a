import { sql } from 'drizzle-orm';
import type { InboxEvent, Part } from '../conversation/messages.ts';
import { fromJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { inboxContext } from './inbox.ts';
import { outboxContext } from './outbox.ts';

/** What the web page shows: ours while the day key lives, the person's own while still held. */
export interface WebLine {
  sequence: number;
  part: Part;
  mine?: boolean;
  at: Date;
}

/** A reload shows the last day (design §6); a long talk shows its end. */
const limits = { lines: 200, hours: 24 } as const;

export async function findWebConversation(
  tx: Tx,
  deps: StoreDeps,
  address: string,
): Promise<string | undefined> {
  const [row] = await tx.execute<{ id: string }>(
    sql`select id from conversations where channel = 'web'
          and address_index = ${deps.vault.index('address', 'web', address)}`,
  );
  return row?.id;
}

export async function wakeWeb(tx: Tx, conversationId: string): Promise<void> {
  await tx.execute(sql`select pg_notify('suar_web', ${conversationId})`);
}

export async function readWebThread(tx: Tx, deps: StoreDeps, address: string): Promise<WebLine[]> {
  const conversationId = await findWebConversation(tx, deps, address);
  if (!conversationId) return [];
  const since = new Date(deps.clock.now().getTime() - limits.hours * 3_600_000).toISOString();
  const ours = await tx.execute<{ sequence: number; body_sealed: Buffer; created_at: string }>(
    sql`select sequence, body_sealed, created_at from outbox
        where conversation_id = ${conversationId}::uuid and body_sealed is not null
          and created_at > ${since}::timestamptz order by sequence desc limit ${limits.lines}`,
  );
  const hers = await tx.execute<OwnRow>(
    sql`select external_id, body_sealed, received_at from inbox
        where conversation_id = ${conversationId}::uuid and kind in ('inbound.text', 'inbound.tap', 'inbound.media')
          and received_at > ${since}::timestamptz order by id desc limit ${limits.lines}`,
  );
  const labels = new Map<string, string>();
  const lines: WebLine[] = [];
  for (const row of ours) {
    const opened = deps.vault.openOfDay(
      Buffer.from(row.body_sealed),
      outboxContext(conversationId, row.sequence),
    );
    if (opened.state === 'gone') continue;
    const part = fromJson<Part>(opened.plain);
    if (part.type === 'text')
      for (const { token, label } of [...part.choices, ...part.rails]) labels.set(token, label);
    lines.push({ sequence: row.sequence, part, at: new Date(row.created_at) });
  }
  for (const row of hers) lines.push(ownLine(deps, conversationId, row, labels));
  return inOrder(lines);
}

interface OwnRow extends Record<string, unknown> {
  external_id: Buffer;
  body_sealed: Buffer | null;
  received_at: string;
}

function ownLine(
  deps: StoreDeps,
  conversationId: string,
  row: OwnRow,
  labels: ReadonlyMap<string, string>,
): WebLine {
  const opened = row.body_sealed
    ? deps.vault.openOfDay(Buffer.from(row.body_sealed), inboxContext(conversationId, row.external_id))
    : { state: 'gone' as const };
  const event = opened.state === 'open' ? fromJson<InboxEvent>(opened.plain) : null;
  let text = '';
  if (event?.type === 'inbound.text') text = event.text;
  if (event?.type === 'inbound.tap') text = labels.get(event.token) ?? '';
  return {
    sequence: 0,
    mine: true,
    part: { type: 'text', text, choices: [], rails: [] },
    at: new Date(row.received_at),
  };
}

/** By time; her own line takes the sequence of our last one before it. */
function inOrder(lines: WebLine[]): WebLine[] {
  const sorted = lines.sort(
    (a, b) =>
      a.at.getTime() - b.at.getTime() ||
      Number(b.mine ?? false) - Number(a.mine ?? false) ||
      a.sequence - b.sequence,
  );
  let last = 0;
  return sorted.map((line) => {
    if (line.mine) return { ...line, sequence: last };
    last = line.sequence;
    return line;
  });
}
