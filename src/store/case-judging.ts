import { sql } from 'drizzle-orm';
import type { Urgency } from '../../flows/kit/events.ts';
import { recordAct } from './audit.ts';
import { noteInCase, wake } from './case-news.ts';
import { openWritingKeys } from './case-reading.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/** A human judges how urgent a case is: both ways, each with a reason that is sealed into it (R24). */
export type Judged = 'judged' | 'unchanged' | 'noReason' | 'unknown';

const reasonCharsMax = 500;

/** Anybody who can read the case may raise it: a mistake upwards costs a minute, one downwards a life. */
export function raiseUrgency(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  to: Urgency,
  reason: string,
): Promise<Judged> {
  return judge(tx, deps, signedIn, { caseId, to, reason, direction: 'up' });
}

/** Only a human lowers, with a reason. @returns `noReason` when none was written */
export function lowerUrgency(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  caseId: string,
  to: Urgency,
  reason: string,
): Promise<Judged> {
  return judge(tx, deps, signedIn, { caseId, to, reason, direction: 'down' });
}

async function judge(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  {
    caseId,
    to,
    reason,
    direction,
  }: { caseId: string; to: Urgency; reason: string; direction: 'up' | 'down' },
): Promise<Judged> {
  const why = reason.trim().slice(0, reasonCharsMax);
  if (why === '') return 'noReason';
  if ((await openWritingKeys(tx, signedIn, caseId)).size === 0) return 'unknown';
  const [before] = await tx.execute<{ urgency: Urgency }>(
    sql`select urgency from cases where id = ${caseId}::uuid and state = 'open' for update`,
  );
  if (!before) return 'unknown';
  const from = before.urgency;
  if (direction === 'up' ? to >= from : to <= from) return 'unchanged';
  await tx.execute(
    sql`update cases set urgency = ${to}::smallint, revision = revision + 1 where id = ${caseId}::uuid`,
  );
  const memberId = signedIn.member.id;
  await recordAct(tx, deps, { memberId, act: direction === 'up' ? 'raise' : 'lower', caseId });
  await noteInCase(tx, deps, caseId, { kind: 'judged', memberId, from, to, reason: why });
  await wake(tx, caseId);
  return 'judged';
}
