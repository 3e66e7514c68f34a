import { sql } from 'drizzle-orm';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { campaigns } from './schema/campaigns.ts';

/** How many first came by which link. Nothing of who or when is kept. */
const limits = {
  /** Posters of one organisation; beyond them somebody is inventing links, and they are not counted. */
  campaignsMax: 200,
} as const;

const nameContext = (index: Buffer) => `campaigns.name:${index.toString('hex')}`;

/** Counts one start. @param name of the link, `[A-Za-z0-9_-]{1,64}` */
export async function countStart(tx: Tx, deps: StoreDeps, name: string): Promise<void> {
  const index = deps.vault.index('channelKey', 'campaign', name);
  const box = deps.vault.sealForServer(Buffer.from(name), nameContext(index));
  const known = await tx.execute(
    sql`update campaigns set starts = starts + 1 where name_index = ${index} returning 1`,
  );
  if (known.length > 0) return;
  await tx.execute(
    sql`insert into campaigns (name_index, name_sealed, starts)
        select ${index}::bytea, ${box}::bytea, 1
        where (select count(*) from campaigns) < ${limits.campaignsMax}
        on conflict (name_index) do update set starts = campaigns.starts + 1`,
  );
}

/** Every campaign with its starts, most first. */
export async function listCampaigns(tx: Tx, deps: StoreDeps): Promise<{ name: string; starts: number }[]> {
  const rows = await tx.select().from(campaigns);
  return rows
    .map(({ nameIndex, name, starts }) => {
      const context = nameContext(Buffer.from(nameIndex));
      return { name: deps.vault.openOfServer(Buffer.from(name), context).toString(), starts };
    })
    .sort((a, b) => b.starts - a.starts);
}
