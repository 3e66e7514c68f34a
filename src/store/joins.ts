import { type SQL, sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { recordAct } from './audit.ts';
import { noteInCase, wake } from './case-news.ts';
import { mayRead } from './case-readers.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { acceptTeamEvent } from './inbox.ts';
import { isSupervisor } from './members.ts';
import { expireWaiting } from './outbox.ts';
import type { SignedIn } from './sessions.ts';

/**
 * Somebody lost number, PIN and chat, and a counsellor knows by her safe questions that it is she (design §6). One
 * asks, another confirms; the old chats fall silent, and who writes there is not told that a case exists
 * (turn-claims.ts). Within a day it can be taken back: a wrong joining shows one person's case to another.
 */
export const limits = { undoHours: 24, reasonCharsMax: 500, listed: 50 } as const;

/**
 * Asks for the joining of the chat of a case in her hands to another open one that she may read.
 * @returns `cannot` when it is the same case, closed, not hers to read, or was asked already
 */
export async function askJoin(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  asked: { caseId: string; toCaseId: string; reason: string },
): Promise<'asked' | 'notYours' | 'noReason' | 'cannot'> {
  const { caseId, toCaseId } = asked;
  const memberId = signedIn.member.id;
  const reason = asked.reason.trim().slice(0, limits.reasonCharsMax);
  if (reason === '') return 'noReason';
  const [mine] = await tx.execute<{ conversation_id: string | null }>(
    sql`select (select f.conversation_id from case_conversations f where f.case_id = c.id and f.muted_at is null
            order by f.verified_at desc nulls last, f.in_focus desc limit 1) as conversation_id
        from cases c where c.id = ${caseId}::uuid and c.state = 'open' and c.claimed_by = ${memberId}::uuid`,
  );
  if (!mine?.conversation_id) return 'notYours';
  const made = await tx.execute(
    sql`insert into case_joins (id, from_case_id, to_case_id, conversation_id, asked_by, asked_at)
        select ${deps.ids.uuid()}::uuid, ${caseId}::uuid, t.id, ${mine.conversation_id}::uuid, ${memberId}::uuid,
          ${minute(deps)} from cases t
        where t.id = ${toCaseId}::uuid and t.state = 'open' and t.id <> ${caseId}::uuid
          and ${mayRead(sql`t.id`, sql`${memberId}::uuid`)}
        on conflict do nothing returning id`,
  );
  if (made.length === 0) return 'cannot';
  await recordAct(tx, deps, { memberId, act: 'askJoin', caseId, subjectId: toCaseId });
  await noteBoth(tx, deps, [caseId, toCaseId], { what: 'joinAsked', memberId });
  for (const id of [caseId, toCaseId])
    await noteInCase(tx, deps, id, { kind: 'note', memberId, text: reason });
  return 'asked';
}

export interface Join {
  id: string;
  fromCaseId: string;
  toCaseId: string;
  askedBy: string;
  askedAt: Date;
  state: 'asked' | 'joined';
  /** Until when it can be taken back. */
  until: Date | null;
}

interface JoinRow extends Record<string, unknown> {
  id: string;
  from_case_id: string;
  to_case_id: string;
  asked_by: string;
  asked_at: string;
  state: Join['state'];
  decided_at: string | null;
}

/** Those that wait for a second member, and those that can still be taken back, of cases that she may read. */
export async function listJoins(tx: Tx, deps: StoreDeps, { member }: SignedIn): Promise<Join[]> {
  const rows = await tx.execute<JoinRow>(
    sql`select j.id, j.from_case_id, j.to_case_id, j.asked_by, j.asked_at, j.state, j.decided_at from case_joins j
        where (j.state = 'asked' or (j.state = 'joined' and j.decided_at > ${undoableSince(deps)}))
          and ${readsBoth(member.id)} order by j.asked_at, j.id limit ${limits.listed}`,
  );
  return rows.map((row) => ({
    id: row.id,
    fromCaseId: row.from_case_id,
    toCaseId: row.to_case_id,
    askedBy: row.asked_by,
    askedAt: new Date(row.asked_at),
    state: row.state,
    until:
      row.decided_at === null ? null : new Date(Date.parse(row.decided_at) + limits.undoHours * 3_600_000),
  }));
}

const minute = (deps: StoreDeps) => sql`${toMinute(deps.clock.now()).toISOString()}::timestamptz`;
const undoableSince = (deps: StoreDeps) =>
  sql`${new Date(deps.clock.now().getTime() - limits.undoHours * 3_600_000).toISOString()}::timestamptz`;
const readsBoth = (memberId: string) =>
  sql`${mayRead(sql`j.from_case_id`, sql`${memberId}::uuid`)}
    and ${mayRead(sql`j.to_case_id`, sql`${memberId}::uuid`)}`;

export type JoinDecision = 'joined' | 'declined' | 'parted' | 'notAllowed' | 'over';

interface Decided extends Record<string, unknown> {
  from_case_id: string;
  to_case_id: string;
  conversation_id: string;
  muted: string[] | null;
}

/**
 * The second member confirms: from the chat's next turn on it speaks of the case she lost.
 * @returns `notAllowed` for whoever asked herself, no supervisor, or somebody who may not read both; `over` when it
 *   was decided already, or one of the cases is closed by now
 */
export async function confirmJoin(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  id: string,
): Promise<JoinDecision> {
  if (!(await mayDecideJoin(tx, signedIn, id))) return 'notAllowed';
  await lockChats(tx, id);
  const join = await decide(tx, deps, signedIn, id, {
    to: 'joined',
    if: sql`j.state = 'asked' and not exists (select 1 from cases c
      where c.id in (j.from_case_id, j.to_case_id) and c.state <> 'open')`,
  });
  if (!join) return 'over';
  const { to_case_id: toCaseId, conversation_id: chat } = join;
  const muted = await tx.execute<{ conversation_id: string }>(
    sql`update case_conversations set muted_at = ${minute(deps)} where case_id = ${toCaseId}::uuid
          and conversation_id <> ${chat}::uuid and muted_at is null returning conversation_id`,
  );
  const silent = muted.map((row) => row.conversation_id);
  for (const one of silent) await expireWaiting(tx, deps, one);
  const list = sql.join(
    silent.map((one) => sql`${one}::uuid`),
    sql`, `,
  );
  await tx.execute(sql`update case_joins set muted = array[${list}]::uuid[] where id = ${id}::uuid`);
  await tx.execute(
    sql`insert into case_conversations (case_id, conversation_id, role, in_focus, verified_at)
        values (${toCaseId}::uuid, ${chat}::uuid, 'person', false, ${minute(deps)})
        on conflict (case_id, conversation_id) do update set verified_at = excluded.verified_at, muted_at = null`,
  );
  await tell(tx, deps, signedIn, join, { id, what: 'joined', act: 'confirmJoin' });
  return 'joined';
}

/** She is not sure enough that it is the same person. */
export async function declineJoin(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  id: string,
): Promise<JoinDecision> {
  if (!(await mayDecideJoin(tx, signedIn, id))) return 'notAllowed';
  const join = await decide(tx, deps, signedIn, id, { to: 'declined', if: sql`j.state = 'asked'` });
  if (!join) return 'over';
  await tell(tx, deps, signedIn, join, { id, what: 'joinDeclined', act: 'declineJoin' });
  return 'declined';
}

/**
 * Takes a joining back within a day: the chat speaks of its own case again, what had not gone out to it never does,
 * and the old chats hear again. What was shown there was shown. Whoever asked may do this too: she is the first to
 * see that it is somebody else.
 */
export async function undoJoin(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  id: string,
): Promise<JoinDecision> {
  if (!(await mayUndo(tx, signedIn, id))) return 'notAllowed';
  await lockChats(tx, id);
  const join = await decide(tx, deps, signedIn, id, {
    to: 'parted',
    if: sql`j.state = 'joined' and j.decided_at > ${undoableSince(deps)}`,
  });
  if (!join) return 'over';
  const { to_case_id: toCaseId, conversation_id: chat, muted } = join;
  await expireWaiting(tx, deps, chat);
  await tx.execute(
    sql`update case_conversations set muted_at = ${minute(deps)}
        where case_id = ${toCaseId}::uuid and conversation_id = ${chat}::uuid`,
  );
  for (const one of muted ?? [])
    await tx.execute(
      // Unless she has come back by number and PIN from elsewhere since: then it is silent by her own wish.
      sql`update case_conversations f set muted_at = null
          where f.case_id = ${toCaseId}::uuid and f.conversation_id = ${one}::uuid
            and not exists (select 1 from case_conversations g where g.case_id = f.case_id
              and g.muted_at is null and g.verified_at >= f.muted_at)`,
    );
  await tell(tx, deps, signedIn, join, { id, what: 'parted', act: 'undoJoin' });
  return 'parted';
}

/** A supervisor who did not ask herself, and may read both. */
async function mayDecideJoin(tx: Tx, signedIn: SignedIn, id: string): Promise<boolean> {
  if (!isSupervisor(signedIn)) return false;
  const me = signedIn.member.id;
  const rows = await tx.execute(
    sql`select 1 from case_joins j where j.id = ${id}::uuid and j.asked_by <> ${me}::uuid and ${readsBoth(me)}`,
  );
  return rows.length > 0;
}

async function mayUndo(tx: Tx, signedIn: SignedIn, id: string): Promise<boolean> {
  const me = signedIn.member.id;
  const rows = await tx.execute(
    sql`select 1 from case_joins j where j.id = ${id}::uuid and ${readsBoth(me)}
          and (j.asked_by = ${me}::uuid or ${isSupervisor(signedIn)})`,
  );
  return rows.length > 0;
}

/** All chats and then both cases, in the order of a turn: what is being taken at this moment ends first. */
async function lockChats(tx: Tx, id: string): Promise<void> {
  const join = (column: SQL) => sql`(select ${column} from case_joins where id = ${id}::uuid)`;
  await tx.execute(
    sql`select 1 from conversations v where v.id = ${join(sql`conversation_id`)}
          or v.id in (select conversation_id from case_conversations where case_id = ${join(sql`to_case_id`)})
        order by v.id for no key update of v`,
  );
  await tx.execute(
    sql`select 1 from cases c where c.id in (${join(sql`from_case_id`)}, ${join(sql`to_case_id`)})
        order by c.id for no key update of c`,
  );
}

async function decide(
  tx: Tx,
  deps: StoreDeps,
  { member }: SignedIn,
  id: string,
  decision: { to: 'joined' | 'declined' | 'parted'; if: SQL },
): Promise<Decided | undefined> {
  const [join] = await tx.execute<Decided>(
    sql`update case_joins j set state = ${decision.to}, decided_by = ${member.id}::uuid, decided_at = ${minute(deps)}
        where j.id = ${id}::uuid and ${decision.if}
        returning j.from_case_id, j.to_case_id, j.conversation_id, j.muted`,
  );
  return join;
}

interface Told {
  id: string;
  what: 'joined' | 'joinDeclined' | 'parted';
  act: string;
}

/** Both cases say who decided, and the chat hears of it in its own turn. */
async function tell(
  tx: Tx,
  deps: StoreDeps,
  { member }: SignedIn,
  join: Decided,
  { id, what, act }: Told,
): Promise<void> {
  const { from_case_id: fromCaseId, to_case_id: toCaseId, conversation_id: chat } = join;
  await recordAct(tx, deps, { memberId: member.id, act, caseId: fromCaseId, subjectId: toCaseId });
  await noteBoth(tx, deps, [fromCaseId, toCaseId], { what, memberId: member.id });
  if (what === 'joined')
    await acceptTeamEvent(tx, deps, chat, { type: 'case.joined', caseId: toCaseId }, `joined:${id}`);
  if (what === 'parted')
    await acceptTeamEvent(tx, deps, chat, { type: 'case.parted', caseId: fromCaseId }, `parted:${id}`);
}

async function noteBoth(
  tx: Tx,
  deps: StoreDeps,
  [one, other]: [string, string],
  happened: { what: 'joinAsked' | Told['what']; memberId: string },
): Promise<void> {
  await noteInCase(tx, deps, one, { kind: 'happened', ...happened, words: [other] });
  await noteInCase(tx, deps, other, { kind: 'happened', ...happened, words: [one] });
  for (const id of [one, other]) await wake(tx, id);
}
