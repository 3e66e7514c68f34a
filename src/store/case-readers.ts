import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from './database.ts';

/**
 * Who may read a case, as one condition for every place that asks: reading, claiming, alarming, cards (design §6).
 * She holds the newest pair of the case: by her group, or by a copy of her own. A copy beside a group's (the
 * counsellor in whose hands a case turned out to be a child's) counts only while she has the case in her hands.
 *
 * @param caseId and memberId as SQL: a column of the query around it, or a value
 */
export function mayRead(caseId: SQL, memberId: SQL): SQL {
  return sql`(exists (
      select 1 from case_keys n
      where n.case_id = ${caseId}
        and n.generation = (select max(newest.generation) from case_keys newest where newest.case_id = ${caseId})
        and ((n.private_sealed is not null and exists (
            select 1 from group_holders gh where gh.group_id = n.group_id and gh.member_id = ${memberId}))
          or exists (
            select 1 from case_key_holders ch where ch.case_key_id = n.id and ch.member_id = ${memberId}
              and (n.private_sealed is null
                or (select held.claimed_by from cases held where held.id = ${caseId}) = ${memberId}))))
    and not exists (
      select 1 from case_exclusions ex where ex.case_id = ${caseId} and ex.member_id = ${memberId}))`;
}

/** The ids of those of the team who may read a case: whom an alarm may call, whom it may be handed to. */
export async function listReaders(tx: Tx, caseId: string): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(
    sql`select m.id from members m
        where m.left_at is null and ${mayRead(sql`${caseId}::uuid`, sql`m.id`)} order by m.created_at, m.id`,
  );
  return rows.map((row) => row.id);
}

/** Whether one member may read one case, without opening anything. */
export async function isReader(tx: Tx, caseId: string, memberId: string): Promise<boolean> {
  const [row] = await tx.execute<{ reads: boolean }>(
    sql`select exists (select 1 from members m where m.id = ${memberId}::uuid and m.left_at is null
          and ${mayRead(sql`${caseId}::uuid`, sql`m.id`)}) as reads`,
  );
  return row?.reads ?? false;
}

/**
 * Whether a case is a child's: its newest pair belongs to `anak`. For a card that its reader may not open.
 * @param caseId as SQL: a column of the query around it
 */
export function isChildCase(caseId: SQL): SQL<boolean> {
  return sql<boolean>`coalesce((select kg.name = 'anak' from case_keys ck join key_groups kg on kg.id = ck.group_id
      where ck.case_id = ${caseId} order by ck.generation desc limit 1), false)`;
}
