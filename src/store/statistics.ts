import { sql } from 'drizzle-orm';
import { openHead, openHeadKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/**
 * Closed cases in numbers, with the person's yes (design §6 "Statistics"): one row at a case's first closing, in
 * clear and linked to nothing. The consent says that it cannot be taken back, because nobody could find it.
 */
const bands: readonly { until: number; band: string }[] = [
  { until: 5, band: '5m' },
  { until: 15, band: '15m' },
  { until: 60, band: '1h' },
  { until: 24 * 60, band: '24h' },
];

/**
 * @param minutes from the opening to the first words of any human, which is how long she waited: later claims begin
 *   clocks of their own and change nothing about it. Null when there were none
 */
export function waitBand(minutes: number | null): string {
  if (minutes === null) return 'none';
  return bands.find(({ until }) => minutes <= until)?.band ?? 'longer';
}

interface CountedRow extends Record<string, unknown> {
  id: string;
  urgency: number;
  province: string | null;
  waited: number | null;
  head_sealed: Buffer | null;
  head_writing_key_id: string | null;
}

/**
 * Counts a case that is being closed, once: not without her yes, not after she withdrew it or asked to restrict
 * the use of her data. Call it in the transaction that closes the case.
 */
export async function countClosing(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  outcome: string,
): Promise<void> {
  const now = deps.clock.now().toISOString();
  const [row] = await tx.execute<CountedRow>(
    sql`update cases c set counted_at = date_trunc('minute', ${now}::timestamptz)
        where id = ${caseId}::uuid and counted_at is null and withdrawn_at is null and restricted_at is null
          and exists (select 1 from consents s where s.case_id = c.id and s.purpose = 'statistics'
            and s.given and s.withdrawn_at is null)
        returning id, urgency, province, head_sealed, head_writing_key_id,
          extract(epoch from answered_at - opened_at)::float8 / 60 as waited`,
  );
  if (!row) return;
  const head = openHead(await openHeadKeys(tx, signedIn, [row]), row);
  await tx.execute(
    sql`insert into statistics (id, month, province, type, age, urgency, outcome, wait)
        values (${deps.ids.uuid()}::uuid, ${now.slice(0, 7)}, ${row.province}, ${head?.topic ?? 'unknown'},
          ${head?.age ?? null}, ${row.urgency}, ${outcome}, ${waitBand(row.waited)})`,
  );
}

/** Writes the table anew in the order of its random ids: where a row lies must not tell when it came. */
export async function shuffleStatistics(tx: Tx): Promise<void> {
  await tx.execute(
    sql`with gone as (delete from statistics returning *) insert into statistics select * from gone order by id`,
  );
}
