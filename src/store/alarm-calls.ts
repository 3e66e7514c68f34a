import { type SQL, sql } from 'drizzle-orm';
import type { Language } from '../../flows/kit/events.ts';
import type { AlarmKind, AlarmOutcome } from '../channels/alarm-line.ts';
import { dayBefore, lastHashOf } from './audit-chain.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { hexList, list } from './lists.ts';
import type { CallKind } from './schema/duty.ts';

/**
 * The alarms' own outbox: one row a message and way. Begun in a transaction of its own just before the platform
 * is asked, settled in another after it: whoever dies before is taken over by the next process, whoever dies
 * between is not repeated within the same round.
 */
const limits = {
  /** A platform is given 15 s; what is older was begun by a process that died. */
  begunSeconds: 60,
  /** What nobody could send by then says nothing any more. */
  sendMinutes: 30,
  /** The one-time id of an alarm, in bytes: beyond guessing, short enough for a button. */
  tokenBytes: 16,
} as const;

export const wayContext = (wayId: string) => `alarm_ways.address:${wayId}`;
const providerContext = (callId: string) => `alarm_calls.provider_id:${callId}`;

/** The one-time id of a call: made from its row's id and the key folder, stored nowhere. */
export function callToken(deps: StoreDeps, callId: string): string {
  return deps.vault
    .index('invite', 'alarm token', callId)
    .subarray(0, limits.tokenBytes)
    .toString('base64url');
}

export function callIndex(deps: StoreDeps, token: string): Buffer {
  return deps.vault.index('invite', 'alarm call', token);
}

function threadOf(deps: StoreDeps, caseId: string): string {
  return deps.vault
    .index('invite', 'alarm thread', caseId)
    .subarray(0, limits.tokenBytes)
    .toString('base64url');
}

export interface NewCall {
  kind: CallKind;
  caseId: string | null;
  memberId: string;
  wayId: string;
}

/** Puts calls out, in the caller's transaction, and wakes whoever sends. */
export async function putCalls(tx: Tx, deps: StoreDeps, calls: readonly NewCall[]): Promise<void> {
  if (calls.length === 0) return;
  const ids = calls.map(() => deps.ids.uuid());
  const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
  await tx.execute(
    sql`insert into alarm_calls (id, kind, case_id, member_id, way_id, token_index, created_at, due_at)
        select v.id, v.kind, v.case_id, v.member_id, v.way_id, decode(v.token, 'hex'), ${now}, ${now}
        from unnest(${list(ids)}::uuid[], ${list(calls.map((call) => call.kind))}::text[],
          ${list(calls.map((call) => call.caseId))}::uuid[], ${list(calls.map((call) => call.memberId))}::uuid[],
          ${list(calls.map((call) => call.wayId))}::uuid[],
          ${hexList(ids.map((id) => callIndex(deps, callToken(deps, id))))}::text[])
          as v (id, kind, case_id, member_id, way_id, token)`,
  );
  await tx.execute(sql`select pg_notify('suar_queue', '')`);
}

/** Ways that stand: their address is known and the platform has not said that it is lost. */
export const standingWay = sql`w.address_sealed is not null and w.failed_at is null`;

/** One message to each of her ways. */
export async function callMember(
  tx: Tx,
  deps: StoreDeps,
  { kind, memberId, caseId }: { kind: CallKind; memberId: string; caseId: string | null },
): Promise<number> {
  const ways = await tx.execute<{ id: string }>(
    sql`select w.id from alarm_ways w where w.member_id = ${memberId}::uuid and ${standingWay}`,
  );
  await putCalls(
    tx,
    deps,
    ways.map(({ id }) => ({ kind, caseId, memberId, wayId: id })),
  );
  return ways.length;
}

/** A call that this process is to send now. */
export interface BegunCall {
  id: string;
  kind: CallKind;
  wayId: string;
  line: AlarmKind;
  address: string;
  language: Language;
  token: string;
  /** Opaque, the same for every call about the case; of a call about none, its kind. */
  thread: string;
  /** What the words have gaps for. */
  values: { day?: string; hash?: string };
}

interface BegunRow extends Record<string, unknown> {
  id: string;
  kind: CallKind;
  case_id: string | null;
  way_id: string;
  line: AlarmKind;
  address_sealed: Buffer;
  language: Language;
  created_at: string;
}

/**
 * Begins what is due, emergencies first; what another process has begun is not looked at.
 * @param line the way of sending; each has its own count, so that one that hangs keeps no other from ringing
 */
export async function beginCalls(
  tx: Tx,
  deps: StoreDeps,
  line: AlarmKind,
  count: number,
): Promise<BegunCall[]> {
  const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
  const rows = await tx.execute<BegunRow>(
    sql`update alarm_calls a set begun_at = ${now}, attempts = a.attempts + 1
        from alarm_ways w join members m on m.id = w.member_id
        where w.id = a.way_id and a.id in (
          select c.id from alarm_calls c join alarm_ways v on v.id = c.way_id
          where c.outcome is null and c.begun_at is null and c.due_at <= ${now}
            and v.address_sealed is not null and v.kind = ${line}
          order by c.kind <> 'case', c.created_at, c.id limit ${count} for update of c skip locked)
        returning a.id, a.kind, a.case_id, a.way_id, a.created_at, w.kind as line, w.address_sealed,
          case when m.languages[1] = 'en' then 'en' else 'id' end as language`,
  );
  const hashes = await dayHashes(tx, rows);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    values: hashes.get(row.id) ?? {},
    wayId: row.way_id,
    line: row.line,
    address: openAddress(deps, row.way_id, row.address_sealed),
    language: row.language,
    token: callToken(deps, row.id),
    thread: row.case_id ? threadOf(deps, row.case_id) : row.kind,
  }));
}

/** The fingerprint that a call of that kind carries: of the day before the call was made. */
async function dayHashes(tx: Tx, rows: readonly BegunRow[]): Promise<Map<string, BegunCall['values']>> {
  const found = new Map<string, BegunCall['values']>();
  for (const { id, created_at } of rows.filter(({ kind }) => kind === 'dayHash')) {
    const day = dayBefore(new Date(created_at));
    found.set(id, { day, hash: (await lastHashOf(tx, day)) ?? '' });
  }
  return found;
}

export function openAddress(deps: StoreDeps, wayId: string, box: Buffer): string {
  return deps.vault.openOfServer(Buffer.from(box), wayContext(wayId)).toString('utf8');
}

/** What a dead process had begun, and what is too late to say anything. */
export async function closeOldCalls(tx: Tx, deps: StoreDeps): Promise<void> {
  const before = (seconds: number) =>
    sql`${new Date(deps.clock.now().getTime() - seconds * 1000).toISOString()}::timestamptz`;
  await tx.execute(
    sql`update alarm_calls set outcome = case when begun_at is null then 'gone' else 'unknown' end
        where outcome is null and (begun_at < ${before(limits.begunSeconds)}
          or (begun_at is null and created_at < ${before(limits.sendMinutes * 60)}))`,
  );
}

/** Writes down what became of a call; a way that the platform no longer reaches is marked, or taken away. */
export async function settleCall(
  tx: Tx,
  deps: StoreDeps,
  call: Pick<BegunCall, 'id' | 'wayId'>,
  outcome: AlarmOutcome,
): Promise<void> {
  const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
  const set = (change: SQL) =>
    tx.execute(sql`update alarm_calls set ${change} where id = ${call.id}::uuid and outcome is null`);
  switch (outcome.is) {
    case 'sent': {
      const provider = outcome.providerId
        ? deps.vault.sealForServer(Buffer.from(outcome.providerId), providerContext(call.id))
        : null;
      await set(sql`outcome = 'sent', sent_at = ${now}, provider_id_sealed = ${provider}::bytea`);
      await tx.execute(sql`update alarm_ways set failed_at = null where id = ${call.wayId}::uuid`);
      return;
    }
    case 'later':
      await set(sql`begun_at = null, due_at = ${outcome.at.toISOString()}::timestamptz`);
      return;
    case 'uncertain':
      await set(sql`outcome = 'unknown'`);
      return;
    case 'gone':
      // With the way go the calls to it: nothing can be sent there any more (RFC 8030 §7.3).
      await tx.execute(sql`delete from alarm_ways where id = ${call.wayId}::uuid`);
      return;
    case 'blocked':
    case 'refused':
      await set(sql`outcome = 'failed'`);
      await tx.execute(
        sql`update alarm_ways set failed_at = date_trunc('minute', ${now}) where id = ${call.wayId}::uuid`,
      );
  }
}

/** An alarm that stands on a phone though its case is taken: its words are to be replaced. */
export interface StandingCall {
  line: AlarmKind;
  address: string;
  providerId: string | null;
  language: Language;
}

/** Takes up what is to be struck out, each once: whoever dies after that leaves an old line on a screen, no more. */
export async function takeStandingCalls(tx: Tx, deps: StoreDeps, count: number): Promise<StandingCall[]> {
  const now = sql`${deps.clock.now().toISOString()}::timestamptz`;
  const rows = await tx.execute<BegunRow & { provider_id_sealed: Buffer | null }>(
    sql`update alarm_calls a set struck_at = ${now}
        from alarm_ways w join members m on m.id = w.member_id
        where w.id = a.way_id and a.id in (
          select c.id from alarm_calls c join alarms l on l.case_id = c.case_id
          where c.outcome = 'sent' and c.kind = 'case' and c.struck_at is null and l.ended_at is not null
          order by c.sent_at desc limit ${count} for update of c skip locked)
        returning a.id, a.way_id, a.provider_id_sealed, w.kind as line, w.address_sealed,
          case when m.languages[1] = 'en' then 'en' else 'id' end as language`,
  );
  return rows.map((row) => ({
    line: row.line,
    address: openAddress(deps, row.way_id, row.address_sealed),
    language: row.language,
    providerId: row.provider_id_sealed
      ? deps.vault.openOfServer(Buffer.from(row.provider_id_sealed), providerContext(row.id)).toString('utf8')
      : null,
  }));
}
