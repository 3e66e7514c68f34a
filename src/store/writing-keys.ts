import { sql } from 'drizzle-orm';
import { randomKey, sealTo } from '../sealing/box.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { writingKeys } from './schema/cases.ts';

/**
 * A fresh symmetric key per case and process, sealed once to the case's public half in the transaction of
 * the first thing written with it. It stays in memory only after that commit and for 15 minutes: a process
 * can write without being able to read what was written before (design §6).
 */
export interface WritingKey {
  id: string;
  caseId: string;
  caseKeyId: string;
  key: Buffer;
  madeAt: number;
}

const limits = { minutes: 15, kept: 5_000 } as const;

export interface WritingKeys {
  /**
   * The key to write with now. A kept one counts only while the case still has the pair it was sealed to.
   * @returns the key, and what to call once the transaction has committed
   */
  forCase(
    tx: Tx,
    deps: StoreDeps,
    newest: { caseId: string; caseKeyId: string; publicKey: Buffer },
  ): Promise<{ key: WritingKey; committed: () => void }>;
  forget(caseId: string): void;
}

export function createWritingKeys(): WritingKeys {
  const kept = new Map<string, WritingKey>();
  return {
    forCase: async (tx, deps, newest) => {
      const now = deps.clock.now().getTime();
      const known = kept.get(newest.caseId);
      if (known && known.caseKeyId === newest.caseKeyId && now - known.madeAt < limits.minutes * 60_000)
        return { key: known, committed: () => {} };
      const key: WritingKey = {
        id: deps.ids.uuid(),
        caseId: newest.caseId,
        caseKeyId: newest.caseKeyId,
        key: randomKey(),
        madeAt: now,
      };
      await tx.insert(writingKeys).values({
        id: key.id,
        caseId: key.caseId,
        caseKeyId: key.caseKeyId,
        key: sealTo(newest.publicKey, key.key),
      });
      return { key, committed: () => keep(kept, key) };
    },
    forget: (caseId) => {
      kept.delete(caseId);
    },
  };
}

function keep(kept: Map<string, WritingKey>, key: WritingKey): void {
  if (kept.size >= limits.kept) {
    const oldest = kept.keys().next().value;
    if (oldest) kept.delete(oldest);
  }
  kept.delete(key.caseId);
  kept.set(key.caseId, key);
}

/** The newest pair of a case, in the same statement that bumps its sequence by `items`. */
export async function reserveItems(
  tx: Tx,
  caseId: string,
  items: number,
): Promise<{ firstSequence: number; caseKeyId: string; publicKey: Buffer } | undefined> {
  const [row] = await tx.execute<{ sequence: number; key_id: string; public_key: Buffer }>(
    sql`with bumped as (
          update cases set sequence = sequence + ${items}, revision = revision + 1
          where id = ${caseId}::uuid returning id, sequence)
        select bumped.sequence, k.id as key_id, k.public_key from bumped
        join lateral (select id, public_key from case_keys where case_id = bumped.id
          order by generation desc limit 1) k on true`,
  );
  if (!row) return undefined;
  return {
    firstSequence: row.sequence - items + 1,
    caseKeyId: row.key_id,
    publicKey: Buffer.from(row.public_key),
  };
}
