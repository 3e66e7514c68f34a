import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { assert } from '../errors.ts';
import { keyPair, sealTo } from '../sealing/box.ts';
import { giveCopies, listRecipients, sealToRecovery } from './case-groups.ts';
import { openCaseKey } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { currentGroup } from './groups.ts';
import type { GroupName } from './schema/members.ts';
import type { SignedIn } from './sessions.ts';

/**
 * New generations of a group, and what follows from them (design §6). It protects what comes; copies that somebody
 * took before stay what they are.
 */
const limits = {
  /** An old generation goes once no case needs it, and no turn that began before the new one can still write to it. */
  graceMilliseconds: 3_600_000,
};

/**
 * A new generation of a group, sealed to the recovery key and to everybody who holds the newest one now: take the
 * rows of whoever leaves away first. Needs nobody's private half, so it happens in the transaction of her leaving.
 *
 * @throws Bug `notSetUp` before there is a group
 */
export async function newGeneration(tx: Tx, deps: StoreDeps, name: GroupName): Promise<void> {
  const before = await currentGroup(tx, name);
  assert(before, 'notSetUp');
  const staying = await listRecipients(
    tx,
    sql`exists (select 1 from group_holders h where h.group_id = ${before.id}::uuid and h.member_id = m.id)`,
  );
  const id = deps.ids.uuid();
  const pair = keyPair();
  await tx.execute(
    sql`insert into key_groups (id, name, generation, public_key, created_at)
        select ${id}::uuid, ${name}, max(generation) + 1, ${pair.publicKey},
          ${toMinute(deps.clock.now()).toISOString()}::timestamptz
        from key_groups where name = ${name}`,
  );
  await tx.execute(
    sql`insert into recovery_holds (group_id, private_sealed)
        values (${id}::uuid, ${await sealToRecovery(tx, pair.privateKey)})`,
  );
  for (const { memberId, publicKey } of staying)
    await tx.execute(
      sql`insert into group_holders (group_id, member_id, private_sealed)
          values (${id}::uuid, ${memberId}::uuid, ${sealTo(publicKey, pair.privateKey)})`,
    );
  pair.privateKey.fill(0);
}

/**
 * Case pairs that are not where they belong: of an older generation, or of another group than their case's newest
 * pair (a child's, written to before anybody knew). `t` is the generation that each belongs to.
 */
const misplaced = sql`
  from case_keys k
  join case_keys n on n.case_id = k.case_id
    and n.generation = (select max(generation) from case_keys where case_id = k.case_id)
  join key_groups g on g.id = n.group_id
  join key_groups t on t.name = g.name
    and t.generation = (select max(generation) from key_groups where name = g.name)
  where k.group_id <> t.id`;

/** How many pairs of cases still wait to be sealed anew. */
export async function countMisplaced(tx: Tx): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`select count(*)::int as count ${misplaced}`);
  return row?.count ?? 0;
}

interface Misplaced extends Record<string, unknown> {
  id: string;
  group_id: string;
  target_id: string;
  target_key: Buffer;
  public_key: Buffer;
  private_sealed: Buffer | null;
  copy_sealed: Buffer | null;
  claimer: string | null;
}

/**
 * Seals a portion of old pairs anew, as far as this session opens them. Interrupted at any point, the next portion
 * goes on; two sessions at once take different ones.
 *
 * @param portion at most so many pairs, a third of a millisecond each
 * @returns how many were done, and how many are left (some perhaps for others to open)
 */
export async function resealPortion(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  portion: number,
): Promise<{ done: number; left: number }> {
  if (signedIn.groups.size === 0) return { done: 0, left: await countMisplaced(tx) };
  const me = sql`${signedIn.member.id}::uuid`;
  const rows = await tx.execute<Misplaced>(
    sql`select k.id, k.group_id, k.public_key, k.private_sealed, t.id as target_id, t.public_key as target_key,
          (select private_sealed from case_key_holders h where h.case_key_id = k.id and h.member_id = ${me}) as copy_sealed,
          (select h.member_id from cases c join case_key_holders h on h.case_key_id = n.id and h.member_id = c.claimed_by
            where c.id = k.case_id) as claimer
        ${misplaced}
          and (k.private_sealed is null or exists (
            select 1 from group_holders h where h.group_id = k.group_id and h.member_id = ${me}))
        order by k.id limit ${portion} for update of k skip locked`,
  );
  for (const row of rows) await reseal(tx, signedIn, row);
  await dropEmptyGenerations(tx, deps);
  return { done: rows.length, left: await countMisplaced(tx) };
}

async function reseal(tx: Tx, signedIn: SignedIn, row: Misplaced): Promise<void> {
  // Sealed to members one by one: only the name of its group changes.
  const privateKey = row.private_sealed ? openCaseKey(signedIn, row) : undefined;
  // Writing nothing where there was something would lose the case.
  if (row.private_sealed && !privateKey) return;
  const sealed = privateKey ? sealTo(Buffer.from(row.target_key), privateKey) : null;
  await tx.execute(
    sql`update case_keys set group_id = ${row.target_id}::uuid, private_sealed = ${sealed}::bytea
        where id = ${row.id}::uuid`,
  );
  if (!privateKey || !row.claimer) return;
  // The counsellor in the middle of the talk keeps what was said before, too.
  const pair = { publicKey: Buffer.from(row.public_key), privateKey };
  await giveCopies(tx, row.id, pair, await listRecipients(tx, sql`m.id = ${row.claimer}::uuid`));
}

/** With the rows of an old generation goes everybody's way to what it once sealed. */
async function dropEmptyGenerations(tx: Tx, deps: StoreDeps): Promise<void> {
  const graceEnds = new Date(deps.clock.now().getTime() - limits.graceMilliseconds).toISOString();
  await tx.execute(
    sql`delete from key_groups g using key_groups newer
        where newer.name = g.name and newer.generation = (select max(generation) from key_groups where name = g.name)
          and g.generation < newer.generation and newer.created_at < ${graceEnds}::timestamptz
          and not exists (select 1 from case_keys k where k.group_id = g.id)`,
  );
}
