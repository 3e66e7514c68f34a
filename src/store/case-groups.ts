import { type SQL, sql } from 'drizzle-orm';
import { assert } from '../errors.ts';
import { type KeyPair, keyPair, sealTo } from '../sealing/box.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { currentGroup } from './groups.ts';
import type { GroupName } from './schema/members.ts';
import type { WritingKeys } from './writing-keys.ts';

interface Newest extends Record<string, unknown> {
  generation: number;
  name: GroupName;
  claimed_by: string | null;
  has_exclusions: boolean;
}

/** Somebody's public half, to seal a copy to. */
export interface Recipient {
  memberId: string;
  publicKey: Buffer;
}

/**
 * Gives a case a pair of another group, and from now on everything is written to that: a case that turns out to be
 * a child's goes to `anak` at once (design §6). Needs public halves alone, so the turn that hears it does it; what
 * was written before is re-sealed by whoever can open it (rotation.ts), and until then only the readers of the new
 * pair are shown the case (case-readers.ts). The counsellor who has the case in her hands keeps it: nobody is left
 * in the middle of a sentence. Already there: changes nothing.
 *
 * @throws Bug `caseGone`, and `notSetUp` before there is a group
 */
export async function sealCaseTo(
  tx: Tx,
  deps: StoreDeps,
  keys: WritingKeys,
  caseId: string,
  group: GroupName,
): Promise<void> {
  const [newest] = await tx.execute<Newest>(
    sql`select k.generation, g.name, c.claimed_by,
          exists (select 1 from case_exclusions e where e.case_id = c.id) as has_exclusions
        from cases c
        join case_keys k on k.case_id = c.id
          and k.generation = (select max(generation) from case_keys where case_id = c.id)
        join key_groups g on g.id = k.group_id
        where c.id = ${caseId}::uuid for update of c`,
  );
  assert(newest, 'caseGone');
  if (newest.name === group) return;
  const target = await currentGroup(tx, group);
  assert(target, 'notSetUp');
  const pair = keyPair();
  const id = deps.ids.uuid();
  const sealed = newest.has_exclusions ? null : sealTo(target.publicKey, pair.privateKey);
  const spare = newest.has_exclusions ? await sealToRecovery(tx, pair.privateKey) : null;
  await tx.execute(
    sql`insert into case_keys (id, case_id, generation, group_id, public_key, private_sealed, recovery_sealed)
        values (${id}::uuid, ${caseId}::uuid, ${newest.generation + 1}, ${target.id}::uuid, ${pair.publicKey},
          ${sealed}::bytea, ${spare}::bytea)`,
  );
  await giveCopies(tx, id, pair, await recipientsOf(tx, caseId, target.id, newest));
  pair.privateKey.fill(0);
  // A kept writing key is sealed to the pair before: it must not write another word.
  keys.forget(caseId);
}

/** Who gets a copy of her own: the one who has the case in her hands; everybody but the excluded, if there are any. */
function recipientsOf(tx: Tx, caseId: string, groupId: string, newest: Newest): Promise<Recipient[]> {
  const holds = sql`exists (select 1 from group_holders h where h.group_id = ${groupId}::uuid and h.member_id = m.id)`;
  const claims = sql`coalesce(m.id = ${newest.claimed_by}::uuid, false)`;
  if (!newest.has_exclusions) return listRecipients(tx, sql`${claims} and not ${holds}`);
  return listRecipients(
    tx,
    sql`(${claims} or ${holds}) and not exists (
      select 1 from case_exclusions e where e.case_id = ${caseId}::uuid and e.member_id = m.id)`,
  );
}

/** Public halves of those in the team for whom a condition on `m` (members) holds. */
export async function listRecipients(tx: Tx, which: SQL): Promise<Recipient[]> {
  const rows = await tx.execute<{ member_id: string; public_key: Buffer }>(
    sql`select m.id as member_id, k.public_key from members m
        join member_keys k on k.member_id = m.id and k.retired_at is null
        where m.left_at is null and ${which} order by m.id`,
  );
  return rows.map((row) => ({ memberId: row.member_id, publicKey: Buffer.from(row.public_key) }));
}

/** Seals a case's private half to members one by one. Who has a copy keeps it. */
export async function giveCopies(
  tx: Tx,
  caseKeyId: string,
  pair: KeyPair,
  recipients: readonly Recipient[],
): Promise<void> {
  for (const { memberId, publicKey } of recipients)
    await tx.execute(
      sql`insert into case_key_holders (case_key_id, member_id, private_sealed)
          values (${caseKeyId}::uuid, ${memberId}::uuid, ${sealTo(publicKey, pair.privateKey)})
          on conflict do nothing`,
    );
}

/**
 * A copy for the recovery key, of a case that no group can open: without it such a case would be lost with the
 * last of its holders. Held until the commit: a key that is changed at this moment waits for this copy, or it is
 * made for the new one (recovery-change.ts).
 */
export async function sealToRecovery(tx: Tx, privateKey: Buffer): Promise<Buffer> {
  const [row] = await tx.execute<{ public_key: Buffer }>(sql`select public_key from recovery for share`);
  assert(row, 'notSetUp');
  return sealTo(Buffer.from(row.public_key), privateKey);
}
