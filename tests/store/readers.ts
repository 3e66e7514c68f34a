import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { sealCaseTo } from '../../src/store/case-groups.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import { resealPortion } from '../../src/store/rotation.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { openSetUpHouse, type SetUpHouse } from './team.ts';

/** A team of four and people who write to it: who may read what (design §6). */
export interface Readers {
  house: SetUpHouse;
  engine: Engine;
  tokens: Record<'rahel' | 'sari' | 'tini' | 'lidia', string>;
  as(who: keyof Readers['tokens']): Promise<SignedIn>;
  /** A new case of somebody new. */
  aCase(): Promise<string>;
  /** The person of the newest case writes on. */
  say(words: string): Promise<void>;
  /** The words of the person that this member is shown; undefined when the case is not there for her. */
  read(who: SignedIn, caseId: string): Promise<number | undefined>;
  toChild(caseId: string): Promise<void>;
  /** The generation of a group that a case's newest pair is sealed to. */
  groupOf(caseId: string): Promise<string | undefined>;
  resealAll(who: SignedIn): Promise<void>;
}

export async function openReaders(): Promise<Readers> {
  const house = await openSetUpHouse();
  const engine = createEngine(house.db, house.deps);
  const rahel = await house.enter(house.token);
  const join = async (roles: ('counsellor' | 'supervisor')[], name: string) =>
    house.join(await house.invite(rahel, roles), name);
  const tokens = {
    rahel: house.token,
    sari: await join(['counsellor'], 'Sari'),
    tini: await join(['counsellor'], 'Tini'),
    lidia: await join(['supervisor'], 'Lidia'),
  };
  let count = 0;
  const hear = async (words: string) => {
    await engine.hear(`reader-${count}`, words);
    await engine.settle();
  };
  const cases = () => house.does((tx) => tx.execute<{ id: string }>(sql`select id from cases`));
  return {
    house,
    engine,
    tokens,
    as: (who) => house.enter(tokens[who]),
    aCase: async () => {
      const before = new Set((await cases()).map(({ id }) => id));
      count += 1;
      await hear('saya disekap di mess, dia pegang parang');
      return (await cases()).find(({ id }) => !before.has(id))?.id ?? expect.fail('no new case');
    },
    say: hear,
    read: async (who, caseId) => {
      const opened = await house.does((tx) => accessCase(tx, house.deps, who, caseId));
      return opened?.items.filter((item) => JSON.stringify(item).includes('parang')).length;
    },
    toChild: (caseId) => house.does((tx) => sealCaseTo(tx, house.deps, engine.turn.keys, caseId, 'anak')),
    groupOf: async (caseId) => {
      const [newest] = await house.does((tx) =>
        tx.execute<{ group_id: string }>(
          sql`select group_id from case_keys where case_id = ${caseId}::uuid order by generation desc limit 1`,
        ),
      );
      return newest?.group_id;
    },
    resealAll: async (who) => {
      for (let turns = 0; turns < 50; turns += 1)
        if ((await house.does((tx) => resealPortion(tx, house.deps, who, 2))).done === 0) return;
    },
  };
}
