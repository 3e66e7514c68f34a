import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { sealTo } from '../sealing/box.ts';
import { recordAct } from './audit.ts';
import { giveCopies, listRecipients, sealToRecovery } from './case-groups.ts';
import { isReader, mayRead } from './case-readers.ts';
import { openCaseKey } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { mayDecide, putBackCases } from './leaving.ts';
import { readMemberName } from './members.ts';
import type { SignedIn } from './sessions.ts';

/**
 * Somebody is shut out of one case: she knows the person, or is spoken of in it (design §6). The case's private
 * half is sealed anew to the others one by one, and to the recovery key; whoever joins later gets no copy unless
 * one is given to her.
 */
interface Pair extends Record<string, unknown> {
  id: string;
  group_id: string;
  target_id: string;
  target_key: Buffer;
  public_key: Buffer;
  private_sealed: Buffer | null;
  copy_sealed: Buffer | null;
}

export interface CaseReader {
  id: string;
  name: string;
  reads: boolean;
  isShutOut: boolean;
}

/** The team, and who of it may read this case. @returns undefined when the asker may not: as if it were not there */
export async function listCaseReaders(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
): Promise<CaseReader[] | undefined> {
  if (!(await isReader(tx, caseId, signedIn.member.id))) return undefined;
  const id = sql`${caseId}::uuid`;
  const rows = await tx.execute<{ id: string; name: Buffer; reads: boolean; is_shut_out: boolean }>(
    sql`select m.id, m.name_sealed as name, ${mayRead(id, sql`m.id`)} as reads,
          exists (select 1 from case_exclusions e where e.case_id = ${id} and e.member_id = m.id) as is_shut_out
        from members m where m.left_at is null and m.roles <> '{admin}' order by m.created_at, m.id`,
  );
  return rows.map((row) => ({
    id: row.id,
    name: readMemberName(deps, { id: row.id, name: Buffer.from(row.name) }),
    reads: row.reads,
    isShutOut: row.is_shut_out,
  }));
}

/** A supervisor decides for others; everybody for herself, for she alone may know that she knows the person. */
export function mayShutOut(by: SignedIn, memberId: string): boolean {
  return by.member.id === memberId || mayDecide(by);
}

/** Every pair of a case that this session opens, with the group generation it belongs to; the case is held meanwhile. */
async function openPairs(
  tx: Tx,
  signedIn: SignedIn,
  caseId: string,
): Promise<{ row: Pair; privateKey: Buffer }[]> {
  await tx.execute(sql`select 1 from cases where id = ${caseId}::uuid for update`);
  const rows = await tx.execute<Pair>(
    sql`select k.id, k.group_id, k.public_key, k.private_sealed, h.private_sealed as copy_sealed,
          t.id as target_id, t.public_key as target_key
        from case_keys k
        join key_groups g on g.id = k.group_id
        join key_groups t on t.name = g.name
          and t.generation = (select max(generation) from key_groups where name = g.name)
        left join case_key_holders h on h.case_key_id = k.id and h.member_id = ${signedIn.member.id}::uuid
        where k.case_id = ${caseId}::uuid order by k.generation`,
  );
  return rows.flatMap((row) => {
    const privateKey = openCaseKey(signedIn, row);
    return privateKey ? [{ row, privateKey }] : [];
  });
}

/**
 * Shuts a member out. If she has the case in her hands it goes back to the queue.
 *
 * @returns `refused` when `by` may not; `last` when nobody could read it any more; `unknown` when the case is not
 *   hers to read, or there is no such member
 */
export async function shutOut(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  caseId: string,
  memberId: string,
): Promise<'shut' | 'refused' | 'last' | 'unknown'> {
  const readers = await listCaseReaders(tx, deps, by, caseId);
  if (!readers?.some(({ id }) => id === memberId)) return 'unknown';
  if (!mayShutOut(by, memberId)) return 'refused';
  if (!readers.some(({ id, reads }) => reads && id !== memberId)) return 'last';
  const pairs = await openPairs(tx, by, caseId);
  const at = toMinute(deps.clock.now()).toISOString();
  await putBackCases(tx, deps, by, memberId, sql`and c.id = ${caseId}::uuid`);
  await tx.execute(
    sql`insert into case_exclusions (case_id, member_id, by_member_id, at)
        values (${caseId}::uuid, ${memberId}::uuid, ${by.member.id}::uuid, ${at}::timestamptz) on conflict do nothing`,
  );
  const staying = await listRecipients(tx, mayRead(sql`${caseId}::uuid`, sql`m.id`));
  for (const { row, privateKey } of pairs) {
    await tx.execute(
      sql`update case_keys set private_sealed = null, recovery_sealed = ${await sealToRecovery(tx, privateKey)}
          where id = ${row.id}::uuid`,
    );
    await tx.execute(
      sql`delete from case_key_holders where case_key_id = ${row.id}::uuid and member_id = ${memberId}::uuid`,
    );
    await giveCopies(tx, row.id, { publicKey: Buffer.from(row.public_key), privateKey }, staying);
  }
  await recordAct(tx, deps, { memberId: by.member.id, act: 'shutOut', caseId, subjectId: memberId });
  return 'shut';
}

/**
 * Lets a member read a case: one that was shut out, or one who came later to a case that is sealed to members one by
 * one. With the last exclusion the case goes back to its group.
 *
 * @returns `refused` when `by` is no supervisor; `unknown` when the case is not hers to read, or there is no such
 *   member
 */
export async function letIn(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  caseId: string,
  memberId: string,
): Promise<'in' | 'refused' | 'unknown'> {
  const readers = await listCaseReaders(tx, deps, by, caseId);
  if (!readers?.some(({ id }) => id === memberId)) return 'unknown';
  if (!mayDecide(by)) return 'refused';
  const pairs = await openPairs(tx, by, caseId);
  const [left] = await tx.execute<{ count: number }>(
    sql`with gone as (
          delete from case_exclusions where case_id = ${caseId}::uuid and member_id = ${memberId}::uuid)
        select count(*)::int as count from case_exclusions
        where case_id = ${caseId}::uuid and member_id <> ${memberId}::uuid`,
  );
  const isOneByOne = (left?.count ?? 0) > 0;
  const [newcomer] = await listRecipients(tx, sql`m.id = ${memberId}::uuid`);
  for (const { row, privateKey } of pairs) {
    const pair = { publicKey: Buffer.from(row.public_key), privateKey };
    if (isOneByOne) await giveCopies(tx, row.id, pair, newcomer ? [newcomer] : []);
    else await backToGroup(tx, row, privateKey);
  }
  await recordAct(tx, deps, { memberId: by.member.id, act: 'letIn', caseId, subjectId: memberId });
  return 'in';
}

async function backToGroup(tx: Tx, row: Pair, privateKey: Buffer): Promise<void> {
  await tx.execute(
    sql`update case_keys set group_id = ${row.target_id}::uuid, recovery_sealed = null,
          private_sealed = ${sealTo(Buffer.from(row.target_key), privateKey)}
        where id = ${row.id}::uuid`,
  );
  await tx.execute(sql`delete from case_key_holders where case_key_id = ${row.id}::uuid`);
}
