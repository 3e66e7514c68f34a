import { sql } from 'drizzle-orm';
import type { Inbound } from '../../src/conversation/messages.ts';
import { assert } from '../../src/errors.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import type { Engine } from '../kit/engine.ts';
import type { House } from '../store/team.ts';

/** Somebody who sends things, and what the team and the database have of it. */
export interface Story {
  address: string;
  says(happened: Inbound | string): Promise<void>;
  caseId(): Promise<string>;
  rows(): Promise<{ id: string; state: string; reference: Buffer | null; body: Buffer | null }[]>;
  opened(): Promise<NonNullable<Awaited<ReturnType<typeof accessCase>>>>;
}

let count = 0;

/** Somebody new, on a screen that she said is safe. */
export async function startStory(at: { house: House; engine: Engine; her: SignedIn }): Promise<Story> {
  const { house, engine, her } = at;
  count += 1;
  const address = `p${count}`;
  const conversation = sql`(select id from conversations where address_index =
    ${house.deps.vault.index('address', 'telegram', address)})`;
  const story: Story = {
    address,
    says: async (happened) => {
      await engine.hear(address, happened);
      await engine.settle();
    },
    caseId: async () => {
      const [row] = await house.does((tx) =>
        tx.execute<{ case_id: string }>(
          sql`select case_id from case_conversations where conversation_id = ${conversation} and in_focus`,
        ),
      );
      assert(row, 'noCase');
      return row.case_id;
    },
    rows: () =>
      house.does((tx) =>
        tx.execute(sql`select id, state, reference_sealed as reference, body_sealed as body from attachments
          where conversation_id = ${conversation} order by id`),
      ),
    opened: async () => {
      const id = await story.caseId();
      const opened = await house.does((tx) => accessCase(tx, house.deps, her, id));
      assert(opened, 'notOpened');
      return opened;
    },
  };
  await story.says('halo');
  await story.says('ya aman');
  return story;
}
