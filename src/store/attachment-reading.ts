import { sql } from 'drizzle-orm';
import { open } from '../sealing/box.ts';
import type { AttachmentKind } from './attachment-kinds.ts';
import { type Row, readAttachments, type ShownAttachment, shownOf } from './attachment-list.ts';
import { bodyContext } from './attachments.ts';
import { recordAct } from './audit.ts';
import { noteInCase } from './case-news.ts';
import { openWritingKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

export interface OpenedAttachment {
  kind: AttachmentKind;
  type: string;
  body: Buffer;
}

const acts = { photo: 'see', voice: 'hear', video: 'see', document: 'take' } as const;

/** One file of a case that she may read, without its bytes. @returns undefined when there is none for her */
export async function findAttachment(
  tx: Tx,
  signedIn: SignedIn,
  caseId: string,
  id: string,
): Promise<ShownAttachment | undefined> {
  const keys = await openWritingKeys(tx, signedIn, caseId);
  if (keys.size === 0) return undefined;
  return (await readAttachments(tx, caseId, keys)).get(id);
}

/**
 * The bytes of one file. Who looked or listened is written down with it (R50).
 * @param isFirst false for the later portions of one listening, which are the same act
 * @returns undefined when it is not kept, not of this case, or she holds no key to it: all look the same
 */
export async function openAttachment(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  wanted: { caseId: string; id: string; isFirst: boolean },
): Promise<OpenedAttachment | undefined> {
  const keys = await openWritingKeys(tx, signedIn, wanted.caseId);
  const [row] = await tx.execute<Row & { body_sealed: Buffer | null }>(
    sql`select id, kind, state, about_sealed, writing_key_id, body_sealed from attachments
        where id = ${wanted.id}::uuid and case_id = ${wanted.caseId}::uuid and state = 'kept'`,
  );
  const key = row?.writing_key_id ? keys.get(row.writing_key_id) : undefined;
  if (!row?.body_sealed || !key) return undefined;
  const { kind, about } = shownOf(row, keys);
  if (wanted.isFirst) {
    const act = acts[kind];
    const { id, caseId } = wanted;
    await recordAct(tx, deps, { memberId: signedIn.member.id, act, caseId, subjectId: id });
  }
  const body = open(key, Buffer.from(row.body_sealed), bodyContext(row.id));
  return { kind, type: about?.type ?? 'application/octet-stream', body };
}

/**
 * *Hapus dan catat* (design §7): the bytes go at once, that there was something stays, with who took it away.
 * @returns false when there was nothing of hers to remove, or somebody was faster
 */
export async function removeAttachment(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  wanted: { caseId: string; id: string },
): Promise<boolean> {
  const { caseId, id } = wanted;
  if ((await openWritingKeys(tx, signedIn, caseId)).size === 0) return false;
  const now = deps.clock.now();
  await tx.execute(sql`select 1 from cases where id = ${caseId}::uuid for no key update`);
  const removed = await tx.execute(
    sql`update attachments set state = 'removed', body_sealed = null, reference_sealed = null, due_at = null,
          bytes = 0, settled_at = date_trunc('minute', ${now.toISOString()}::timestamptz)
        where id = ${id}::uuid and case_id = ${caseId}::uuid and state in ('kept', 'wanted', 'asked')
        returning id`,
  );
  if (removed.length === 0) return false;
  const { member } = signedIn;
  await recordAct(tx, deps, { memberId: member.id, act: 'removeAttachment', caseId, subjectId: id });
  await noteInCase(tx, deps, caseId, { kind: 'happened', what: 'attachmentRemoved', memberId: member.id });
  return true;
}
