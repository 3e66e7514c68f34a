import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { putCalls, wayContext } from './alarm-calls.ts';
import { recordAct } from './audit.ts';
import { maybeDate } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/**
 * Where a member is alarmed outside the browser: at least two ways, each tried by herself (design §7). A chat is
 * tied to her by a code that she reads in the console and types into the chat; a browser by its subscription.
 */
const limits = {
  codeMinutes: 10,
  codeSigns: 8,
  /** More phones than anybody carries. */
  waysMax: 8,
  /** Endpoints are a few hundred signs long; more is nonsense. */
  endpointCharsMax: 1_000,
} as const;

/** No letter that looks like another: it is typed from one screen into another. 32 signs, 5 bits each. */
const signs = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export type WayKind = 'telegram' | 'push' | 'whatsapp';

export interface ListedWay {
  id: string;
  kind: WayKind;
  createdAt: Date;
  /** The last trial alarm: asked for, and sent by us. */
  triedAt: Date | null;
  sentAt: Date | null;
  /** She pressed that one arrived. */
  testedAt: Date | null;
  /** The platform said that it no longer reaches her. */
  failedAt: Date | null;
}

export function codeIndex(deps: StoreDeps, kind: WayKind, code: string): Buffer {
  return deps.vault.index('invite', 'alarm code', kind, code.toUpperCase());
}

/** A code for the bot's chat, once and within ten minutes: `/alarm CODE`, or `?start=alarm_CODE` in its link. */
export function startTelegramWay(tx: Tx, deps: StoreDeps, signedIn: SignedIn): Promise<{ code: string }> {
  return startWay(tx, deps, signedIn, 'telegram');
}

/** The same for WhatsApp: she writes `alarm CODE` to the organisation's number first. */
export function startWhatsAppWay(tx: Tx, deps: StoreDeps, signedIn: SignedIn): Promise<{ code: string }> {
  return startWay(tx, deps, signedIn, 'whatsapp');
}

async function startWay(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  kind: WayKind,
): Promise<{ code: string }> {
  const code = [...deps.ids.bytes(limits.codeSigns)].map((byte) => signs[byte % signs.length]).join('');
  const now = deps.clock.now();
  const memberId = signedIn.member.id;
  const expires = new Date(toMinute(now).getTime() + (limits.codeMinutes + 1) * 60_000);
  await tx.execute(
    sql`delete from alarm_ways where member_id = ${memberId}::uuid and kind = ${kind} and address_sealed is null`,
  );
  await tx.execute(
    sql`insert into alarm_ways (id, member_id, kind, code_index, code_expires_at, created_at)
        values (${deps.ids.uuid()}::uuid, ${memberId}::uuid, ${kind}, ${codeIndex(deps, kind, code)},
          ${expires.toISOString()}::timestamptz, ${toMinute(now).toISOString()}::timestamptz)`,
  );
  return { code };
}

/**
 * The code came back from a chat: it is hers from now on, whoever's it was before.
 * @returns undefined when no such code is open
 */
export async function confirmWay(
  tx: Tx,
  deps: StoreDeps,
  { kind, code, address }: { kind: 'telegram' | 'whatsapp'; code: string; address: string },
): Promise<{ wayId: string; memberId: string } | undefined> {
  const now = deps.clock.now().toISOString();
  const [open] = await tx.execute<{ id: string; member_id: string }>(
    sql`select w.id, w.member_id from alarm_ways w join members m on m.id = w.member_id and m.left_at is null
        where w.kind = ${kind} and w.code_index = ${codeIndex(deps, kind, code)}
          and w.code_expires_at > ${now}::timestamptz for update of w`,
  );
  if (!open) return undefined;
  const index = deps.vault.index('address', kind, address);
  await tx.execute(
    sql`delete from alarm_ways where kind = ${kind} and address_index = ${index} and id <> ${open.id}::uuid`,
  );
  await tx.execute(
    sql`update alarm_ways set code_index = null, code_expires_at = null, failed_at = null,
          address_sealed = ${deps.vault.sealForServer(Buffer.from(address), wayContext(open.id))},
          address_index = ${index}
        where id = ${open.id}::uuid`,
  );
  await recordAct(tx, deps, { memberId: open.member_id, act: 'alarmWay', subjectId: open.member_id });
  return { wayId: open.id, memberId: open.member_id };
}

/** What a browser gives: an address at its maker's push server, and the keys that only it can open with. */
export interface PushSubscription {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** @returns undefined when it cannot be a subscription, or she has too many ways */
export async function addPushWay(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  { endpoint, keys }: PushSubscription,
): Promise<{ wayId: string } | undefined> {
  const isOne =
    endpoint.length <= limits.endpointCharsMax &&
    URL.canParse(endpoint) &&
    /^[\w-]{80,100}$/.test(keys.p256dh) &&
    /^[\w-]{20,32}$/.test(keys.auth);
  const memberId = signedIn.member.id;
  if (!isOne || (await countWays(tx, memberId)) >= limits.waysMax) return undefined;
  const wayId = deps.ids.uuid();
  const index = deps.vault.index('address', 'push', endpoint);
  await tx.execute(sql`delete from alarm_ways where kind = 'push' and address_index = ${index}`);
  const address = JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });
  await tx.execute(
    sql`insert into alarm_ways (id, member_id, kind, address_sealed, address_index, created_at)
        values (${wayId}::uuid, ${memberId}::uuid, 'push',
          ${deps.vault.sealForServer(Buffer.from(address), wayContext(wayId))}, ${index},
          ${toMinute(deps.clock.now()).toISOString()}::timestamptz)`,
  );
  await recordAct(tx, deps, { memberId, act: 'alarmWay', subjectId: memberId });
  return { wayId };
}

async function countWays(tx: Tx, memberId: string): Promise<number> {
  const [row] = await tx.execute<{ count: string }>(
    sql`select count(*) from alarm_ways where member_id = ${memberId}::uuid`,
  );
  return Number(row?.count ?? 0);
}

/** Her ways; one whose code has not come back yet is not among them. */
export async function listWays(tx: Tx, _deps: StoreDeps, signedIn: SignedIn): Promise<ListedWay[]> {
  const rows = await tx.execute<{
    id: string;
    kind: WayKind;
    created_at: string;
    tried_at: string | null;
    sent_at: string | null;
    tested_at: string | null;
    failed_at: string | null;
  }>(
    sql`select w.id, w.kind, w.created_at, w.tried_at, w.tested_at, w.failed_at,
          (select max(c.sent_at) from alarm_calls c where c.way_id = w.id and c.kind = 'trial') as sent_at
        from alarm_ways w where w.member_id = ${signedIn.member.id}::uuid and w.address_sealed is not null
        order by w.created_at, w.id`,
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    createdAt: new Date(row.created_at),
    triedAt: maybeDate(row.tried_at),
    sentAt: maybeDate(row.sent_at),
    testedAt: maybeDate(row.tested_at),
    failedAt: maybeDate(row.failed_at),
  }));
}

/** @returns whether it was hers */
export async function removeWay(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  wayId: string,
): Promise<boolean> {
  const memberId = signedIn.member.id;
  const gone = await tx.execute(
    sql`delete from alarm_ways where id = ${wayId}::uuid and member_id = ${memberId}::uuid returning id`,
  );
  if (gone.length > 0) await recordAct(tx, deps, { memberId, act: 'alarmWayGone', subjectId: memberId });
  return gone.length > 0;
}

/** "Kirim alarm percobaan": to each of her ways, also those that failed. listWays then shows who got it, and when. */
export async function sendTrial(tx: Tx, deps: StoreDeps, signedIn: SignedIn): Promise<{ ways: number }> {
  const memberId = signedIn.member.id;
  const ways = await tx.execute<{ id: string }>(
    sql`update alarm_ways set tried_at = ${toMinute(deps.clock.now()).toISOString()}::timestamptz
        where member_id = ${memberId}::uuid and address_sealed is not null returning id`,
  );
  await putCalls(
    tx,
    deps,
    ways.map(({ id }) => ({ kind: 'trial', caseId: null, memberId, wayId: id })),
  );
  return { ways: ways.length };
}
