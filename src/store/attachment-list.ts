import { sql } from 'drizzle-orm';
import { open } from '../sealing/box.ts';
import { fromJson } from '../sealing/vault.ts';
import type { AttachmentKind } from './attachment-kinds.ts';
import { type About, type AttachmentState, aboutContext } from './attachments.ts';
import type { Tx } from './database.ts';

/** What a counsellor sees of a file before she opens it. */
export interface ShownAttachment {
  id: string;
  kind: AttachmentKind;
  state: AttachmentState;
  about: About | null;
}

/** One row without its bytes. */
export interface Row extends Record<string, unknown> {
  id: string;
  kind: AttachmentKind;
  state: AttachmentState;
  about_sealed: Buffer | null;
  writing_key_id: string | null;
}

/** The files of a case, without their bytes. Part of reading the case, so it leaves no trace of its own. */
export async function readAttachments(
  tx: Tx,
  caseId: string,
  keys: ReadonlyMap<string, Buffer>,
): Promise<Map<string, ShownAttachment>> {
  const rows = await tx.execute<Row>(
    sql`select id, kind, state, about_sealed, writing_key_id from attachments where case_id = ${caseId}::uuid`,
  );
  return new Map(rows.map((row) => [row.id, shownOf(row, keys)]));
}

/** What can be read of a row with these keys. */
export function shownOf(row: Row, keys: ReadonlyMap<string, Buffer>): ShownAttachment {
  const { id, kind, state } = row;
  const key = row.writing_key_id ? keys.get(row.writing_key_id) : undefined;
  if (!key || !row.about_sealed) return { id, kind, state, about: null };
  const about = fromJson<About>(open(key, Buffer.from(row.about_sealed), aboutContext(id)));
  return { id, kind, state, about };
}
