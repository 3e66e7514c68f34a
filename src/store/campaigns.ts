import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { maySteer } from './members.ts';
import type { SignedIn } from './sessions.ts';

/** How many first came by which link, month by month. Nothing of who or when is kept. */
const limits = {
  /** Names that others made up; beyond them somebody is inventing links, and they are not counted. */
  foreignMax: 200,
  /** Posters of one organisation. */
  madeMax: 200,
  /** Telegram carries 64; a name is read aloud and typed by hand too. */
  nameCharsMax: 32,
};

const namePattern = new RegExp(`^[A-Za-z0-9_-]{1,${limits.nameCharsMax}}$`);

const nameContext = (index: Buffer) => `campaigns.name:${index.toString('hex')}`;
const indexOf = (deps: StoreDeps, name: string) => deps.vault.index('channelKey', 'campaign', name);
const monthOf = (deps: StoreDeps) => deps.clock.now().toISOString().slice(0, 7);

/** Counts one start. @param name of the link, `[A-Za-z0-9_-]{1,64}` */
export async function countStart(tx: Tx, deps: StoreDeps, name: string): Promise<void> {
  const index = indexOf(deps, name);
  const month = monthOf(deps);
  const box = deps.vault.sealForServer(Buffer.from(name), nameContext(index));
  await tx.execute(
    sql`with known as (
          update campaigns set starts = starts + 1 where name_index = ${index}::bytea returning name_index),
        fresh as (
          insert into campaigns (name_index, name_sealed, starts)
          select ${index}::bytea, ${box}::bytea, 1
          where not exists (select 1 from known)
            and (select count(*) from campaigns where made_at is null) < ${limits.foreignMax}
          on conflict (name_index) do update set starts = campaigns.starts + 1 returning name_index)
        insert into campaign_months (name_index, month, began)
        select name_index, ${month}, 1 from (select * from known union all select * from fresh) counted
        on conflict (name_index, month) do update set began = campaign_months.began + 1`,
  );
}

/** A human came to somebody who began by this link, as long as her talk still knew it. */
export async function countReached(tx: Tx, deps: StoreDeps, name: string): Promise<void> {
  await tx.execute(
    sql`insert into campaign_months (name_index, month, reached)
        select name_index, ${monthOf(deps)}, 1 from campaigns where name_index = ${indexOf(deps, name)}::bytea
        on conflict (name_index, month) do update set reached = campaign_months.reached + 1`,
  );
}

/** A name that the team puts on a poster; one that was counted before is taken over with its numbers. */
export async function makeCampaign(
  tx: Tx,
  deps: StoreDeps,
  by: SignedIn,
  name: string,
): Promise<'made' | 'refused' | 'badName' | 'known' | 'full'> {
  if (!maySteer(by)) return 'refused';
  // Such a link ties a staff chat to its alarm (staff-inbox.ts) and would never be counted.
  if (!namePattern.test(name) || /^alarm_/i.test(name)) return 'badName';
  const index = indexOf(deps, name);
  const box = deps.vault.sealForServer(Buffer.from(name), nameContext(index));
  const at = sql`${toMinute(deps.clock.now()).toISOString()}::timestamptz`;
  const [full] = await tx.execute<{ full: boolean }>(
    sql`select count(*) >= ${limits.madeMax}::int as full from campaigns where made_at is not null`,
  );
  if (full?.full) return 'full';
  const made = await tx.execute(
    sql`insert into campaigns (name_index, name_sealed, made_at) values (${index}, ${box}, ${at})
        on conflict (name_index) do update set made_at = excluded.made_at where campaigns.made_at is null
        returning 1`,
  );
  if (made.length === 0) return 'known';
  await recordAct(tx, deps, { memberId: by.member.id, act: 'makeCampaign' });
  return 'made';
}

export interface CampaignMonth {
  /** "2026-01". */
  month: string;
  began: number;
  reached: number;
}

export interface Campaign {
  name: string;
  /** Since it was first counted, also before months were. */
  starts: number;
  /** The team made it; else anybody may have made the name up. */
  isOurs: boolean;
  /** The newest first. */
  months: CampaignMonth[];
}

/** Every campaign with its numbers, most starts first. */
export async function listCampaigns(tx: Tx, deps: StoreDeps): Promise<Campaign[]> {
  const rows = await tx.execute<{
    name_index: Buffer;
    name_sealed: Buffer;
    starts: number;
    is_ours: boolean;
    months: CampaignMonth[];
  }>(
    sql`select c.name_index, c.name_sealed, c.starts, c.made_at is not null as is_ours,
          coalesce((select json_agg(json_build_object('month', m.month, 'began', m.began, 'reached', m.reached)
            order by m.month desc) from campaign_months m where m.name_index = c.name_index), '[]') as months
        from campaigns c`,
  );
  return rows
    .map(({ name_index: index, name_sealed: box, starts, is_ours: isOurs, months }) => {
      const name = deps.vault.openOfServer(Buffer.from(box), nameContext(Buffer.from(index))).toString();
      return { name, starts, isOurs, months };
    })
    .sort((a, b) => b.starts - a.starts || a.name.localeCompare(b.name));
}
