import { sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import { toMinute } from '../clock.ts';
import { type DutyTimes, readTimes } from '../duty/times.ts';
import type { Ids } from '../ids.ts';
import { type OrgSettings, readOrgSettings } from '../org-settings.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { SignedIn } from './sessions.ts';

/** A name that an abuser glancing at the screen has nothing to ask about (R9); set-up asks for another. */
const chatNameDefault = 'Ruang Tulis';

export interface Org {
  /** The key folder carries the same one. */
  databaseId: string;
  chatName: string;
  isSetUp: boolean;
  settings: OrgSettings;
  /** Nothing of anybody is in it yet: only then may keys be made. True again after a crash in the first start. */
  isEmpty: boolean;
}

/** The organisation's row, made on the first start. Two processes starting at once: one makes it. */
export async function ensureOrg(tx: Tx, ids: Ids, clock: Clock): Promise<Org> {
  await tx.execute(
    sql`insert into org (id, database_id, chat_name, created_at)
        values (1, ${ids.uuid()}::uuid, ${chatNameDefault}, ${toMinute(clock.now()).toISOString()}::timestamptz)
        on conflict (id) do nothing`,
  );
  const [row] = await tx.execute<{ filled: boolean }>(
    sql`select exists (select 1 from conversations) or exists (select 1 from members) as filled`,
  );
  return { ...(await readOrg(tx)), isEmpty: !row?.filled };
}

export async function readOrg(tx: Tx): Promise<Omit<Org, 'isEmpty'>> {
  const [row] = await tx.execute<{
    database_id: string;
    chat_name: string;
    set_up_at: string | null;
    settings: Record<string, unknown>;
  }>(sql`select database_id, chat_name, set_up_at, settings from org where id = 1`);
  return {
    databaseId: row?.database_id ?? '',
    chatName: row?.chat_name ?? chatNameDefault,
    isSetUp: row?.set_up_at != null,
    settings: readOrgSettings(row?.settings ?? {}),
  };
}

/** How long anybody waits, as the row says at this moment: a clock is set by it in the same transaction. */
export async function readDutyTimes(tx: Tx): Promise<DutyTimes> {
  const [row] = await tx.execute<{ times: unknown }>(sql`select ${storedTimes} as times`);
  return readTimes(row?.times);
}

/** The same inside another statement; `readTimes` makes it whole. */
export const storedTimes = sql`(select settings -> 'times' from org where id = 1)`;

/** The *Organisasi* page was saved; every process goes by it within seconds (upkeep reads the row). */
export async function saveOrg(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  { chatName, settings }: { chatName: string; settings: OrgSettings },
): Promise<void> {
  await tx.execute(
    sql`update org set chat_name = ${chatName}, settings = ${JSON.stringify(settings)}::text::jsonb where id = 1`,
  );
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'changeOrganisation' });
}

/** Whether a transaction can be committed now; a probe for /readyz. */
export async function probe(tx: Tx): Promise<boolean> {
  const [row] = await tx.execute<{ writable: boolean }>(sql`select not pg_is_in_recovery() as writable`);
  return row?.writable ?? false;
}
