import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openKeyFolder } from '../../src/sealing/key-folder.ts';
import { createVault, type Vault } from '../../src/sealing/vault.ts';
import { claimCase, sayToPerson } from '../../src/store/case-work.ts';
import { listQueue } from '../../src/store/queue.ts';
import { createEngine } from '../kit/engine.ts';
import { openSetUpHouse, type SetUpHouse } from '../store/team.ts';

/**
 * "A machine that is off, keys included" (docs/threat-model.md): a thief with every row and the whole key folder, who
 * knows the source and so every context that a box may have been sealed for, but nobody's passphrase.
 */
const planted = {
  address: '999888777',
  ofCase: 'saya disekap, dia pegang parang gunungselatan',
  counsellor: 'baik, angsaputih',
  draft: 'merpatijingga belum selesai',
  member: 'Lidia Ratukore',
};
const twoDays = 2 * 86_400_000;

let house: SetUpHouse;
const contexts = new Set<string>();
beforeAll(async () => {
  house = await openSetUpHouse();
  house.deps.vault = noting(house.deps.vault);
  const engine = createEngine(house.db, house.deps);
  await engine.hear(planted.address, 'halo');
  await engine.settle();
  await engine.hear(planted.address, planted.ofCase);
  await engine.settle();
  const rahel = await house.enter(house.token);
  const [card] = await house.does((tx) => listQueue(tx, house.deps, rahel));
  const caseId = card?.caseId ?? '';
  await house.does((tx) => claimCase(tx, house.deps, rahel, caseId));
  await house.does((tx) => sayToPerson(tx, house.deps, rahel, caseId, planted.counsellor, 'k'));
  await house.join(await house.invite(rahel, ['counsellor']), planted.member);
  await engine.settle();
  twoDaysLater();
  await engine.hear('other', planted.draft);
  await engine.settle();
});
afterAll(() => house.close());

/** The same vault, that remembers for what it sealed: what a reader of the source could work out. */
function noting(vault: Vault): Vault {
  return {
    ...vault,
    sealForDay: (plain, context, now) => {
      contexts.add(context);
      return vault.sealForDay(plain, context, now);
    },
    sealForServer: (plain, context) => {
      contexts.add(context);
      return vault.sealForServer(plain, context);
    },
  };
}

const tryOpen = (attempt: () => Buffer | undefined): Buffer | undefined => {
  try {
    return attempt();
  } catch {
    return undefined;
  }
};

const openFolder = () => {
  const { databaseId } = house.deps.vault.keys;
  return openKeyFolder({ folder: house.keyFolder, databaseId, databaseIsEmpty: false });
};

/** What the running house does by the hour: the days that are over lose their keys. */
function twoDaysLater(): void {
  house.clock.advance(twoDays);
  expect(openFolder().expireDayKeys(house.clock.now(), () => false).removed).toHaveLength(1);
}

/** Every value of bytes in every table. */
async function stolenBoxes(): Promise<Buffer[]> {
  const columns = await house.does((tx) =>
    tx.execute<{ table_name: string; column_name: string }>(
      sql`select table_name, column_name from information_schema.columns
          where table_schema = 'public' and data_type = 'bytea'`,
    ),
  );
  const found = await Promise.all(
    columns.map(({ table_name, column_name }) =>
      house.does((tx) =>
        tx.execute<{ box: Uint8Array | null }>(
          sql`select ${sql.identifier(column_name)} as box from ${sql.identifier(table_name)}`,
        ),
      ),
    ),
  );
  return found.flat().flatMap(({ box }) => (box && box.length > 24 ? [Buffer.from(box)] : []));
}

/** @returns everything that the boxes give to whoever holds the key folder, as one text */
async function plunder(): Promise<string> {
  const thief = createVault(openFolder());
  const boxes = await stolenBoxes();
  const got = boxes.flatMap((box) =>
    [...contexts].flatMap((context) => {
      const lasting = tryOpen(() => thief.openOfServer(box, context));
      const passing = tryOpen(() => {
        const opened = thief.openOfDay(box, context);
        return opened.state === 'open' ? opened.plain : undefined;
      });
      return [lasting, passing].flatMap((plain) => (plain ? [plain.toString('utf8')] : []));
    }),
  );
  return got.join('\n');
}

describe('a machine that is off, with its keys', () => {
  test('gives reply addresses, names of the team and the words of its last 48 hours, and no word of a case', async () => {
    const got = await plunder();
    for (const given of [planted.address, planted.member, planted.draft]) expect(got).toContain(given);
    expect(got).not.toContain('gunungselatan');
    expect(got).not.toContain('angsaputih');
  });

  test('gives none of those words two days later, and still the addresses', async () => {
    twoDaysLater();
    const got = await plunder();
    expect(got).not.toContain('merpatijingga');
    expect(got).toContain(planted.address);
  });
});
