import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import type { ClaimedTurn } from './turn-claims.ts';

/**
 * A message that the person changed or took back (design §6). In a case it is marked and hidden, and stays
 * sealed for 30 days, for a human who may have to know (retention.ts takes it then); what stood in no case yet
 * is emptied at once. Only her own chat's messages are found.
 */
export async function hideChanged(tx: Tx, deps: StoreDeps, turn: ClaimedTurn): Promise<void> {
  const { event, conversationId, channel } = turn;
  if (!event || event.body === 'gone' || event.body.type !== 'inbound.edited') return;
  const source = deps.vault.index('externalId', channel, event.body.of);
  await tx.execute(
    sql`update case_items set revoked_at = ${toMinute(deps.clock.now()).toISOString()}::timestamptz
        where source = ${source} and revoked_at is null and case_id in
          (select case_id from case_conversations where conversation_id = ${conversationId}::uuid)`,
  );
  await tx.execute(
    sql`update inbox set body_sealed = null
        where external_id = ${source} and conversation_id = ${conversationId}::uuid and handled_at is not null`,
  );
}
