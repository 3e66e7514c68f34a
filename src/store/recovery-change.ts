import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { keyPair, sameBytes, sealTo } from '../sealing/box.ts';
import { recordAct } from './audit.ts';
import { sealToRecovery } from './case-groups.ts';
import { openCaseKey } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { listGroups } from './groups.ts';
import { mayDecide } from './leaving.ts';
import { lockTeam } from './members.ts';
import { readRecoveryKey, showRecoveryKey } from './recovery-words.ts';
import type { SignedIn } from './sessions.ts';

/**
 * Another recovery key (design §6): a paper was lost, or whoever knew it has left. The new one counts only once it is
 * typed back; until then the old one opens everything. From then on the old one opens nothing in this database;
 * backups made before stay sealed to it.
 */
const limits = {
  /** The seed of an X25519 pair. */
  seedBytes: 32,
};

/** Since when the key of now is there, and whether another one waits to be typed back. */
export interface RecoveryState {
  createdAt: Date;
  confirmedAt: Date | null;
  nextAt: Date | null;
}

/** @returns undefined before set-up */
export async function readRecovery(tx: Tx): Promise<RecoveryState | undefined> {
  const [row] = await tx.execute<{
    created_at: string;
    confirmed_at: string | null;
    next_created_at: string | null;
  }>(sql`select created_at, confirmed_at, next_created_at from recovery`);
  if (!row) return undefined;
  const { confirmed_at: confirmed, next_created_at: next } = row;
  return {
    createdAt: new Date(row.created_at),
    confirmedAt: confirmed ? new Date(confirmed) : null,
    nextAt: next ? new Date(next) : null,
  };
}

/** A supervisor who opens every generation of every group: without that, something would have no spare key. */
export async function mayChangeRecovery(tx: Tx, by: SignedIn): Promise<boolean> {
  if (!mayDecide(by)) return false;
  return (await listGroups(tx)).every(({ id }) => by.groups.has(id));
}

/**
 * Draws the next recovery key. Call it after her second factor was proven in this request. Nothing changes yet; one
 * that was drawn before and never typed back is forgotten.
 *
 * @returns the key as text, which exists nowhere else; undefined when she may not
 */
export async function beginRecoveryChange(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
): Promise<string | undefined> {
  if (!(await mayChangeRecovery(tx, by))) return undefined;
  const seed = deps.ids.bytes(limits.seedBytes);
  await tx.execute(
    sql`update recovery set next_public_key = ${keyPair(seed).publicKey},
          next_created_at = ${toMinute(deps.clock.now()).toISOString()}::timestamptz`,
  );
  await recordAct(tx, deps, { memberId: by.member.id, act: 'beginRecoveryChange' });
  return showRecoveryKey(seed);
}

/**
 * The next key typed back: every group's private half is sealed to it, and what was sealed to the old one goes.
 * Cases whose only spare copy she cannot open herself (she is shut out of them) lose the old copy now and get one of
 * the new key from whoever opens them next (`spareForRecovery`).
 *
 * @returns `wrong` when it is not the one that was shown; `none` when none waits; `refused` when she may not
 */
export async function finishRecoveryChange(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  typed: string,
): Promise<'changed' | 'wrong' | 'none' | 'refused'> {
  // Before anything is read: who leaves meanwhile makes new generations, and each must get this key or the next.
  await lockTeam(tx);
  const [row] = await tx.execute<{ next: Buffer | null }>(
    sql`select next_public_key as next from recovery for update`,
  );
  if (!row?.next) return 'none';
  if (!(await mayChangeRecovery(tx, by))) return 'refused';
  const seed = readRecoveryKey(typed);
  const publicKey = Buffer.from(row.next);
  if (!seed || !sameBytes(keyPair(seed).publicKey, publicKey)) return 'wrong';
  const at = sql`${toMinute(deps.clock.now()).toISOString()}::timestamptz`;
  await tx.execute(
    sql`update recovery set public_key = next_public_key, created_at = next_created_at, confirmed_at = ${at},
          next_public_key = null, next_created_at = null`,
  );
  for (const [groupId, { pair }] of by.groups)
    await tx.execute(
      sql`insert into recovery_holds (group_id, private_sealed)
          values (${groupId}::uuid, ${sealTo(publicKey, pair.privateKey)})
          on conflict (group_id) do update set private_sealed = excluded.private_sealed`,
    );
  await tx.execute(sql`update case_keys set recovery_sealed = null where recovery_sealed is not null`);
  await spareForRecovery(tx, by, null);
  await recordAct(tx, deps, { memberId: by.member.id, act: 'changeRecoveryKey' });
  return 'changed';
}

interface Spare extends Record<string, unknown> {
  id: string;
  group_id: string;
  public_key: Buffer;
  private_sealed: Buffer | null;
  copy_sealed: Buffer;
}

/**
 * Gives the recovery key its copy of cases that are sealed to members one by one and have none, as far as this
 * session opens them.
 * @param portion at most so many; null for all
 * @returns how many
 */
export async function spareForRecovery(tx: Tx, by: SignedIn, portion: number | null): Promise<number> {
  const rows = await tx.execute<Spare>(
    sql`select k.id, k.group_id, k.public_key, k.private_sealed, h.private_sealed as copy_sealed
        from case_keys k join case_key_holders h on h.case_key_id = k.id
          and h.member_id = ${by.member.id}::uuid
        where k.private_sealed is null and k.recovery_sealed is null
        order by k.id limit ${portion}::int for update of k skip locked`,
  );
  let done = 0;
  for (const row of rows) {
    const privateKey = openCaseKey(by, row);
    if (!privateKey) continue;
    await tx.execute(
      sql`update case_keys set recovery_sealed = ${await sealToRecovery(tx, privateKey)} where id = ${row.id}::uuid`,
    );
    done += 1;
  }
  return done;
}
