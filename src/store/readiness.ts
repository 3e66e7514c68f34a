import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { maybeMember } from './members.ts';
import { readiness } from './schema/org.ts';
import type { SignedIn } from './sessions.ts';

/** Steps that only a human can say are done; the others are read off the rows (design §7b). */
export const saidSteps = ['backupRestored', 'noticeReviewed', 'drillPassed'] as const;
export type SaidStep = (typeof saidSteps)[number];

export interface Said {
  at: Date;
  by: string | null;
}

/** What the rows themselves prove. */
export interface Proofs {
  setUp: boolean;
  /** Members who hold the newest key of the team: with one alone, a lost passphrase loses every case. */
  holders: number;
  recoveryTyped: boolean;
  /** When the recovery key of now was made; null before set-up. */
  recoveryAt: Date | null;
  /** Members who can be woken by two ways that were tested. */
  alarmed: number;
  /** Members bertugas or siaga who cannot: a U1 could wait for somebody whose phone stays dark. */
  unalarmed: number;
  said: Partial<Record<SaidStep, Said>>;
}

const waysWanted = 2;

/** @returns what stands between this organisation and "no longer a trial" */
export async function readProofs(tx: Tx, deps: StoreDeps): Promise<Proofs> {
  const [row] = await tx.execute<{
    set_up: boolean;
    holders: string;
    typed: boolean;
    recovery_at: string | null;
    alarmed: string;
    unalarmed: string;
  }>(
    sql`with staff as (
          select m.duty, (select count(*) from alarm_ways w where w.member_id = m.id
            and w.tested_at is not null and w.failed_at is null) >= ${waysWanted}::int as alarmed
          from members m where m.left_at is null)
        select exists (select 1 from org where set_up_at is not null) as set_up,
          (select count(*) from group_holders h join members m on m.id = h.member_id and m.left_at is null
            where h.group_id = (select id from key_groups where name = 'tim' order by generation desc limit 1)) as holders,
          exists (select 1 from recovery where confirmed_at is not null) as typed,
          (select created_at from recovery) as recovery_at,
          (select count(*) from staff where alarmed) as alarmed,
          (select count(*) from staff where duty <> 'libur' and not alarmed) as unalarmed`,
  );
  return {
    setUp: row?.set_up ?? false,
    holders: Number(row?.holders ?? 0),
    recoveryTyped: row?.typed ?? false,
    recoveryAt: row?.recovery_at ? new Date(row.recovery_at) : null,
    alarmed: Number(row?.alarmed ?? 0),
    unalarmed: Number(row?.unalarmed ?? 0),
    said: await readSaid(tx, deps),
  };
}

async function readSaid(tx: Tx, deps: StoreDeps): Promise<Proofs['said']> {
  const rows = await tx.execute<{
    step: SaidStep;
    done_at: string;
    member_id: string | null;
    name_sealed: Buffer | null;
  }>(
    sql`select r.step, r.done_at, r.member_id, m.name_sealed from readiness r
        left join members m on m.id = r.member_id`,
  );
  return Object.fromEntries(
    rows.map((row) => [
      row.step,
      {
        at: new Date(row.done_at),
        by: maybeMember(deps, row.member_id, row.name_sealed)?.name ?? null,
      },
    ]),
  );
}

/** She says that it was done, now; saying it again moves the date. */
export async function sayStep(tx: Tx, deps: StoreDeps, signedIn: SignedIn, step: SaidStep): Promise<void> {
  const doneAt = toMinute(deps.clock.now());
  const memberId = signedIn.member.id;
  await tx
    .insert(readiness)
    .values({ step, doneAt, memberId })
    .onConflictDoUpdate({ target: readiness.step, set: { doneAt, memberId } });
  await recordAct(tx, deps, { memberId, act: 'sayReady' });
}

/** It turned out not to be so: the service is a trial again. */
export async function unsayStep(tx: Tx, deps: StoreDeps, signedIn: SignedIn, step: SaidStep): Promise<void> {
  await tx.execute(sql`delete from readiness where step = ${step}`);
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'unsayReady' });
}
