import { sql } from 'drizzle-orm';
import { alarmTokenPrefix } from '../channels/alarm-line.ts';
import type { Received } from '../channels/channel.ts';
import type { InboxEvent } from '../conversation/messages.ts';
import { type AlarmAnswer, claimByAlarm } from './alarm-answers.ts';
import { callToken, putCalls } from './alarm-calls.ts';
import { confirmWay } from './alarm-ways.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { acceptInbound } from './inbox.ts';
import { hexList, list } from './lists.ts';
import type { CallKind } from './schema/duty.ts';

/**
 * The team's own chats, told apart before the inbox: what comes from a paired chat, brings a pairing code or
 * presses an alarm's button never becomes a person's conversation. All of it in the transaction that would
 * have kept it, so that a second copy of a message changes nothing more.
 */
const limits = {
  /** Somebody who chats with the alarm is told once what it is for. */
  remindMinutes: 10,
} as const;

interface StaffWay {
  id: string;
  memberId: string;
}

/** Keeps a batch of what a channel heard: people's happenings in the inbox, the team's answered here. */
export async function acceptHeard(tx: Tx, deps: StoreDeps, batch: readonly Received[]): Promise<number> {
  // The page has no chat of the team's; whoever writes there does not wait for the look.
  if (batch.every(({ channel }) => channel === 'web')) return acceptInbound(tx, deps, batch);
  const ways = await findWays(tx, deps, batch);
  const people: Received[] = [];
  for (const [at, received] of batch.entries())
    if (!(await isStaffs(tx, deps, received, ways[at]))) people.push(received);
  return acceptInbound(tx, deps, people);
}

/** The way that each one came by, through the index of addresses; most batches have none. */
async function findWays(
  tx: Tx,
  deps: StoreDeps,
  batch: readonly Received[],
): Promise<(StaffWay | undefined)[]> {
  const keys = batch.map(({ channel, address }) => deps.vault.index('address', channel, address));
  const rows = await tx.execute<{ id: string; member_id: string; kind: string; address_index: Buffer }>(
    sql`select id, member_id, kind, address_index from alarm_ways
        where kind = any(${list([...new Set(batch.map(({ channel }) => channel))])}::text[])
          and address_index = any(array(select decode(k, 'hex') from unnest(${hexList(keys)}::text[]) k))`,
  );
  const named = (kind: string, key: Buffer) => `${kind}:${Buffer.from(key).toString('base64')}`;
  const found = new Map(
    rows.map((row) => [named(row.kind, row.address_index), { id: row.id, memberId: row.member_id }]),
  );
  return batch.map(({ channel }, at) => found.get(named(channel, keys[at] ?? Buffer.alloc(0))));
}

async function isStaffs(
  tx: Tx,
  deps: StoreDeps,
  { channel, address, happened }: Received,
  way: StaffWay | undefined,
): Promise<boolean> {
  if (channel === 'web') return false;
  const code = codeIn(happened);
  const paired = code && (await confirmWay(tx, deps, { kind: channel, code, address }));
  if (paired) {
    await answer(tx, deps, { id: paired.wayId, memberId: paired.memberId }, 'paired');
    return true;
  }
  const token = tokenIn(happened);
  if (!way) {
    // A button of ours pressed in a chat that is no longer paired: still no person's words.
    if (token) await claimByAlarm(tx, deps, token);
    return token !== undefined;
  }
  await hearStaff(tx, deps, way, happened, token);
  return true;
}

/** `/alarm CODE`, `alarm CODE`, or the payload of the link in the console. */
function codeIn(happened: InboxEvent): string | undefined {
  if (happened.type === 'inbound.start') return /^alarm_([A-Z2-9]{8})$/i.exec(happened.campaign ?? '')?.[1];
  if (happened.type !== 'inbound.text') return undefined;
  return /^\/?alarm[\s:]+([A-Z2-9]{8})$/i.exec(happened.text.trim())?.[1];
}

function tokenIn(happened: InboxEvent): string | undefined {
  if (happened.type !== 'inbound.tap' || !happened.token.startsWith(alarmTokenPrefix)) return undefined;
  return happened.token.slice(alarmTokenPrefix.length);
}

async function hearStaff(
  tx: Tx,
  deps: StoreDeps,
  way: StaffWay,
  happened: InboxEvent,
  token: string | undefined,
): Promise<void> {
  if (happened.type === 'chat.blocked' || happened.type === 'chat.unblocked')
    return noteReach(tx, deps, way, happened.type === 'chat.unblocked');
  const pressed = token ?? (isYes(happened) ? await openQuestion(tx, deps, way) : undefined);
  if (!pressed) return remind(tx, deps, way);
  const kind = answerKind(await claimByAlarm(tx, deps, pressed));
  if (kind) await answer(tx, deps, way, kind);
}

function isYes(happened: InboxEvent): boolean {
  return happened.type === 'inbound.text' && happened.text.trim() === '1';
}

/** In a chat without buttons "1" answers the newest question that was asked there and still stands. */
async function openQuestion(tx: Tx, deps: StoreDeps, way: StaffWay): Promise<string | undefined> {
  const [call] = await tx.execute<{ id: string }>(
    sql`select c.id from alarm_calls c where c.way_id = ${way.id}::uuid
          and c.kind in ('case', 'trial', 'askDuty') and c.taken_at is null and c.sent_at is not null
        order by c.sent_at desc, c.created_at desc limit 1`,
  );
  return call && callToken(deps, call.id);
}

function answerKind(answered: AlarmAnswer): CallKind | undefined {
  switch (answered.is) {
    case 'claimed':
      return 'taken';
    case 'held':
    case 'closed':
    case 'unknown':
      return 'tooLate';
    case 'full':
      return 'full';
    case 'thanks':
    case 'onDuty':
      return 'thanks';
  }
}

async function answer(tx: Tx, deps: StoreDeps, way: StaffWay, kind: CallKind): Promise<void> {
  await putCalls(tx, deps, [{ kind, caseId: null, memberId: way.memberId, wayId: way.id }]);
}

async function remind(tx: Tx, deps: StoreDeps, way: StaffWay): Promise<void> {
  const since = new Date(deps.clock.now().getTime() - limits.remindMinutes * 60_000).toISOString();
  const told = await tx.execute(
    sql`select 1 from alarm_calls where way_id = ${way.id}::uuid and kind = 'onlyAlarms'
          and created_at > ${since}::timestamptz limit 1`,
  );
  if (told.length === 0) await answer(tx, deps, way, 'onlyAlarms');
}

/** She blocked the bot, or let it in again: a way that does not reach her must show as one. */
async function noteReach(tx: Tx, deps: StoreDeps, way: StaffWay, reaches: boolean): Promise<void> {
  const now = deps.clock.now().toISOString();
  await tx.execute(
    sql`update alarm_ways set failed_at = case when ${reaches}::boolean then null
          else date_trunc('minute', ${now}::timestamptz) end where id = ${way.id}::uuid`,
  );
}
