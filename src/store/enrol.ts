import { sql } from 'drizzle-orm';
import { sealTo } from '../sealing/box.ts';
import { recordAct } from './audit.ts';
import type { Database, Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { holdGroups } from './groups.ts';
import type { CaseCopy } from './invite-keys.ts';
import { claimInvite, findInvite, recordInvited } from './invites.ts';
import {
  findMemberByName,
  lockTeam,
  makeMemberKey,
  putMember,
  renewMember,
  type WeakPassphrase,
  weaknessOf,
} from './members.ts';
import { startSession } from './sessions.ts';

export type Enrolled =
  | { is: 'done'; token: string }
  | { is: 'linkUnknown' }
  | { is: 'nameTaken' }
  | { is: 'weakPassphrase'; why: WeakPassphrase };

/**
 * Joins the team by a link, or begins anew in it: makes her key pair, seals to it what the link carries, uses the
 * link up and signs her in; her second key comes next. A refusal leaves the link as it was. Argon2id runs between
 * two transactions.
 *
 * @param asked.name as she wants to be called; it need not be the name on the link. Who begins anew keeps hers
 */
export async function enrol(
  db: Database,
  deps: StoreDeps,
  asked: { secret: string; name: string; passphrase: string },
): Promise<Enrolled> {
  const { secret, name, passphrase } = asked;
  const refused = await db.transact(async (tx): Promise<Enrolled | undefined> => {
    const link = await findInvite(tx, deps, 'member', secret);
    if (!link) return { is: 'linkUnknown' };
    if (link.memberId) return undefined;
    return (await findMemberByName(tx, deps, name)) ? { is: 'nameTaken' } : undefined;
  });
  if (refused) return refused;
  const why = weaknessOf(passphrase, name);
  if (why) return { is: 'weakPassphrase', why };
  const key = await makeMemberKey(deps, passphrase);
  return db.transact((tx) => join(tx, deps, asked, key));
}

async function join(
  tx: Tx,
  deps: StoreDeps,
  { secret, name }: { secret: string; name: string },
  key: Awaited<ReturnType<typeof makeMemberKey>>,
): Promise<Enrolled> {
  await lockTeam(tx);
  const link = await findInvite(tx, deps, 'member', secret);
  if (link && !link.memberId && (await findMemberByName(tx, deps, name))) return { is: 'nameTaken' };
  const invite = await claimInvite(tx, deps, 'member', secret);
  if (!invite || (invite.memberId && !(await isHere(tx, invite.memberId)))) return { is: 'linkUnknown' };
  if (invite.memberId) await renewMember(tx, deps, invite.memberId, key.wrapped);
  const memberId =
    invite.memberId ?? (await putMember(tx, deps, { name, roles: invite.roles, key: key.wrapped }));
  const { publicKey } = key.wrapped;
  await holdGroups(tx, { memberId, publicKey }, invite.keys.groups);
  await holdCases(tx, { memberId, publicKey }, invite.keys.cases);
  await recordInvited(tx, invite.id, memberId);
  const act = invite.memberId ? 'enrolAnew' : 'enrol';
  await recordAct(tx, deps, { memberId, act, subjectId: invite.id });
  return { is: 'done', token: await startSession(tx, deps, { memberId, privateKey: key.privateKey }) };
}

async function isHere(tx: Tx, memberId: string): Promise<boolean> {
  const rows = await tx.execute(sql`select 1 from members where id = ${memberId}::uuid and left_at is null`);
  return rows.length === 1;
}

/** Copies of cases that no group opens; a case erased or given back to its group since then needs none. */
async function holdCases(
  tx: Tx,
  { memberId, publicKey }: { memberId: string; publicKey: Buffer },
  copies: readonly CaseCopy[],
): Promise<void> {
  for (const { caseKeyId, privateKey } of copies)
    await tx.execute(
      sql`insert into case_key_holders (case_key_id, member_id, private_sealed)
          select k.id, ${memberId}::uuid, ${sealTo(publicKey, privateKey)} from case_keys k
          where k.id = ${caseKeyId}::uuid and k.private_sealed is null
            and not exists (select 1 from case_exclusions e where e.case_id = k.case_id and e.member_id = ${memberId}::uuid)
          on conflict do nothing`,
    );
}
