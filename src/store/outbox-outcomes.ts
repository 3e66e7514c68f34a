import { type SQL, sql } from 'drizzle-orm';
import type { SendOutcome } from '../channels/channel.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { list } from './lists.ts';
import { type LeasedReply, limits, providerContext, settle } from './outbox.ts';

/** What became of one leased reply. */
export interface Settlement {
  reply: LeasedReply;
  outcome: SendOutcome | { is: 'expired' };
}

/**
 * Records outcomes in one statement each way: settled rows, and rows to be tried again. A row that somebody
 * else leased or settled meanwhile stays as they left it.
 * @param by the dispatcher that leased them
 */
export async function recordOutcomes(
  tx: Tx,
  deps: StoreDeps,
  by: string,
  all: readonly Settlement[],
): Promise<void> {
  const now = deps.clock.now();
  const settled: SQL[] = [];
  const again: SQL[] = [];
  for (const { reply, outcome } of all) {
    const retry = retryAt(reply, outcome, now)?.toISOString();
    const head = sql`${reply.id}::bigint, ${whyOf(outcome)}::text, ${wasTried(reply, outcome) ? 1 : 0}::smallint`;
    const repeat = outcome.is === 'uncertain' ? now.toISOString() : null;
    if (retry) again.push(sql`(${head}, ${retry}::timestamptz, ${repeat}::timestamptz)`);
    else settled.push(sql`(${head}, ${outcome.is}::text, ${sealProvider(deps, reply, outcome)}::bytea)`);
  }
  const free = sql`attempts = o.attempts + v.tried, why = v.why, lease_until = null, leased_by = null`;
  const ours = sql`o.id = v.id and o.settled_at is null and o.leased_by = ${by}::uuid`;
  if (settled.length > 0)
    await tx.execute(
      settle(
        sql`update outbox o set state = v.state, provider_id_sealed = v.provider, ${free},
              settled_at = ${now.toISOString()}::timestamptz
            from (values ${sql.join(settled, sql`, `)}) as v (id, why, tried, state, provider) where ${ours}`,
      ),
    );
  if (again.length > 0)
    await tx.execute(
      sql`update outbox o set state = 'waiting', ${free}, due_at = v.due_at,
            repeated_at = coalesce(o.repeated_at, v.repeated_at)
          from (values ${sql.join(again, sql`, `)}) as v (id, why, tried, due_at, repeated_at) where ${ours}`,
    );
}

/** When to try again, or undefined when it is settled. Only its age ends what waits for a line. */
function retryAt(reply: LeasedReply, outcome: Settlement['outcome'], now: Date): Date | undefined {
  if (outcome.is === 'later') return outcome.at;
  if (outcome.is === 'uncertain' && !reply.isRepeat)
    return new Date(now.getTime() + limits.uncertainAgainMilliseconds);
  return undefined;
}

/** Whether words really left for the platform. */
function wasTried(reply: LeasedReply, outcome: Settlement['outcome']): boolean {
  return outcome.is !== 'later' && outcome.is !== 'expired' && reply.body.is === 'open' && !reply.isSpent;
}

function whyOf(outcome: Settlement['outcome']): string | null {
  return 'why' in outcome ? outcome.why.slice(0, 80) : null;
}

function sealProvider(deps: StoreDeps, reply: LeasedReply, outcome: Settlement['outcome']): Buffer | null {
  if (outcome.is !== 'sent' || !outcome.providerId) return null;
  return deps.vault.sealForServer(Buffer.from(outcome.providerId), providerContext(reply.messageId));
}

/** The advisory lock by which others see that a dispatcher lives; it dies with its connection. */
export const dispatcherLock = (id: string) => `suar.dispatcher.${id}`;

const isOrphaned = (now: string) => sql`o.settled_at is null and o.leased_by is not null
  and o.lease_until > ${now}::timestamptz
  and not exists (select 1 from pg_locks l where l.locktype = 'advisory' and l.objsubid = 1
    and l.database = (select oid from pg_database where datname = current_database())
    and ((l.classid::bigint << 32) | l.objid::bigint)
      = hashtext(${dispatcherLock('')} || o.leased_by::text)::bigint)`;

/** Dispatchers that hold leases and do not show that they live. */
export async function listOrphaning(tx: Tx, deps: StoreDeps): Promise<string[]> {
  const rows = await tx.execute<{ id: string }>(
    sql`select distinct o.leased_by as id from outbox o where ${isOrphaned(deps.clock.now().toISOString())}`,
  );
  return rows.map(({ id }) => id);
}

/**
 * Ends the leases of dispatchers that are no more, so that after a crash nobody waits for a lease to run
 * out. The rows count as sent once perhaps, like any whose lease ran out.
 * @param of only theirs; everybody's when not said
 * @returns how many there were
 */
export async function freeOrphanedLeases(tx: Tx, deps: StoreDeps, of?: readonly string[]): Promise<number> {
  const now = deps.clock.now();
  const theirs = of ? sql`and o.leased_by = any(${list(of)}::uuid[])` : sql``;
  const freed = await tx.execute(
    sql`update outbox o set lease_until = ${new Date(now.getTime() - 1_000).toISOString()}::timestamptz
        where ${isOrphaned(now.toISOString())} ${theirs} returning o.id`,
  );
  return freed.length;
}
