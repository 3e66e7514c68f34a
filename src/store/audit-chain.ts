import { sql } from 'drizzle-orm';
import { sameBytes } from '../sealing/box.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { hexList, list } from './lists.ts';

/**
 * The proof that nobody wrote the record of acts anew (design §6 "Audit"). Each act's hash covers the act and the
 * hash before it, keyed from the key folder: whoever holds the database alone can neither change a row nor make
 * the chain fit again. Whoever holds both is caught by the last hash of a day, which left the machine.
 */
const limits = {
  /** Acts that join in one transaction: some milliseconds, so that nobody waits. */
  portion: 1_000,
  /** How far behind the newest a late act may be: no transaction of ours outlasts so many others. */
  lateActs: 10_000,
} as const;

interface ActRow extends Record<string, unknown> {
  id: string;
  at: string;
  member_id: string | null;
  act: string;
  case_id: string | null;
  subject_id: string | null;
}

interface LinkRow extends ActRow {
  position: string;
  audit_id: string;
  day: string;
  hash: Buffer;
}

export type ChainFault = 'changed' | 'removed' | 'endMissing';

export interface ChainReport {
  acts: number;
  /** Acts that wait to join: seconds old at most, unless the process stands still. */
  waiting: number;
  /** The last hash of each day, as groups of four hex digits: what the alarm channel was sent. */
  days: { day: string; acts: number; hash: string }[];
  /** The first place that does not fit; null when everything does. */
  broken: { day: string; fault: ChainFault } | null;
}

/** The first twelve bytes are enough to compare by eye and more than can be forged. */
export function shownHash(hash: Buffer): string {
  return (hash.subarray(0, 12).toString('hex').match(/.{4}/g) ?? []).join(' ');
}

function linkHash(deps: StoreDeps, before: Buffer, day: string, row: ActRow): Buffer {
  const at = new Date(row.at).toISOString();
  const parts = [row.id, at, row.member_id ?? '', row.act, row.case_id ?? '', row.subject_id ?? ''];
  return deps.vault.index('channelKey', 'audit', before, day, ...parts.map(String));
}

/**
 * Lets acts join the chain that have not yet. One process at a time (an advisory lock of the transaction); the
 * others find nothing to do.
 * @returns how many joined; at the limit there are more
 */
export async function chainAudit(tx: Tx, deps: StoreDeps): Promise<number> {
  const [lock] = await tx.execute<{ held: boolean }>(
    sql`select pg_try_advisory_xact_lock(hashtextextended('suar.audit', 0)) as held`,
  );
  if (!lock?.held) return 0;
  const rows = await tx.execute<ActRow>(
    sql`select a.id, a.at, a.member_id, a.act, a.case_id, a.subject_id from audit a
        where a.id > coalesce((select max(audit_id) from audit_chain), 0) - ${limits.lateActs}::bigint
          and not exists (select 1 from audit_chain c where c.audit_id = a.id)
        order by a.id limit ${limits.portion}`,
  );
  if (rows.length === 0) return 0;
  const [last] = await tx.execute<{ hash: Buffer }>(
    sql`select hash from audit_chain order by position desc limit 1`,
  );
  const day = deps.clock.now().toISOString().slice(0, 10);
  let before: Buffer = last ? Buffer.from(last.hash) : Buffer.alloc(0);
  const hashes = rows.map((row) => {
    before = linkHash(deps, before, day, row);
    return before;
  });
  await tx.execute(
    sql`insert into audit_chain (audit_id, day, hash)
        select id, ${day}, decode(hash, 'hex') from unnest(${list(rows.map((row) => row.id))}::bigint[],
          ${hexList(hashes)}::text[]) with ordinality as joined(id, hash, place) order by place`,
  );
  return rows.length;
}

/** The day (UTC) before a moment: the newest whose chain is complete. */
export function dayBefore(moment: Date): string {
  return new Date(moment.getTime() - 86_400_000).toISOString().slice(0, 10);
}

/** The last hash of a day that is over, or of today so far; undefined when nothing was done on it. */
export async function lastHashOf(tx: Tx, day: string): Promise<string | undefined> {
  const [row] = await tx.execute<{ hash: Buffer }>(
    sql`select hash from audit_chain where day = ${day} order by position desc limit 1`,
  );
  return row && shownHash(Buffer.from(row.hash));
}

/**
 * Goes over the whole chain, portion by portion.
 * @param known hashes that left the machine, by day: an end cut off fits in itself and only they tell
 */
export async function verifyAudit(
  tx: Tx,
  deps: StoreDeps,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<ChainReport> {
  const days: ChainReport['days'] = [];
  let broken: ChainReport['broken'] = null;
  let before: Buffer = Buffer.alloc(0);
  let after = 0;
  let acts = 0;
  for (;;) {
    const rows = await portionAfter(tx, after);
    for (const row of rows) {
      broken ??= faultOf(deps, before, row);
      before = Buffer.from(row.hash);
      acts += 1;
      const today = days.at(-1);
      if (today?.day === row.day) Object.assign(today, { acts: today.acts + 1, hash: shownHash(before) });
      else days.push({ day: row.day, acts: 1, hash: shownHash(before) });
    }
    const end = rows.at(-1);
    if (!end) break;
    after = Number(end.position);
  }
  broken ??= missingEnd(days, known);
  const [waiting] = await tx.execute<{ count: string }>(
    sql`select count(*) from audit a where not exists (select 1 from audit_chain c where c.audit_id = a.id)`,
  );
  return { acts, waiting: Number(waiting?.count ?? 0), days, broken };
}

async function portionAfter(tx: Tx, position: number): Promise<LinkRow[]> {
  return tx.execute<LinkRow>(
    sql`select c.position, c.audit_id, c.day, c.hash, a.id, a.at, a.member_id, a.act, a.case_id, a.subject_id
        from audit_chain c left join audit a on a.id = c.audit_id
        where c.position > ${position} order by c.position limit ${limits.portion}`,
  );
}

function faultOf(deps: StoreDeps, before: Buffer, row: LinkRow): ChainReport['broken'] {
  if (row.id === null) return { day: row.day, fault: 'removed' };
  const fits = sameBytes(linkHash(deps, before, row.day, row), Buffer.from(row.hash));
  return fits ? null : { day: row.day, fault: 'changed' };
}

function missingEnd(
  days: ChainReport['days'],
  known: ReadonlyMap<string, string>,
): { day: string; fault: ChainFault } | null {
  const plain = (hash: string) => hash.replace(/\s+/g, '').toLowerCase();
  for (const [day, hash] of known) {
    const found = days.find((each) => each.day === day);
    if (!found || plain(found.hash) !== plain(hash)) return { day, fault: 'endMissing' };
  }
  return null;
}
