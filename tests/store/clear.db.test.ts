import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimCase, sayToPerson } from '../../src/store/case-work.ts';
import { listQueue } from '../../src/store/queue.ts';
import { clearColumns } from '../../src/store/schema/clear.ts';
import { createEngine } from '../kit/engine.ts';
import { openSetUpHouse } from './team.ts';

/** "A stolen database or backup reads nothing": after a whole story, every value of every table is looked at. */
let house: Awaited<ReturnType<typeof openSetUpHouse>>;
beforeAll(async () => {
  house = await openSetUpHouse();
});
afterAll(() => house.close());

const address = '999888777';
const planted = ['merpatijingga', 'gunungselatan', 'angsaputih', address, 'Ibu Rahel'];

interface Column extends Record<string, unknown> {
  table_name: string;
  column_name: string;
  data_type: string;
}

const columns = () =>
  house.does((tx) =>
    tx.execute<Column>(
      sql`select table_name, column_name, data_type from information_schema.columns
          where table_schema = 'public' order by 1, 2`,
    ),
  );

const isSealed = ({ column_name, data_type }: Column) =>
  data_type === 'bytea' && /_(sealed|wrapped)$/.test(column_name);

describe('the tables', () => {
  test('have no column that is neither sealed nor argued for', async () => {
    const open = (await columns()).filter(
      (column) => !isSealed(column) && !clearColumns[column.table_name]?.[column.column_name],
    );
    expect(open.map((column) => `${column.table_name}.${column.column_name}`)).toEqual([]);
  });

  test('have every column that is argued for, and none of those is sealed', async () => {
    const known = new Map(
      (await columns()).map((column) => [`${column.table_name}.${column.column_name}`, column]),
    );
    for (const [table, names] of Object.entries(clearColumns))
      for (const name of Object.keys(names)) {
        const column = known.get(`${table}.${name}`);
        expect(column, `${table}.${name}`).toBeDefined();
        expect(column && isSealed(column), `${table}.${name}`).toBe(false);
      }
  });
});

describe('after a whole story', () => {
  beforeAll(async () => {
    const engine = createEngine(house.db, house.deps);
    await engine.hear(address, 'halo');
    await engine.settle();
    await engine.hear(address, `saya disekap, dia pegang parang ${planted[0]}`);
    await engine.settle();
    const siti = await house.enter(house.token);
    const [card] = await house.does((tx) => listQueue(tx, house.deps, siti));
    const caseId = card?.caseId ?? '';
    await house.does((tx) => claimCase(tx, house.deps, siti, caseId));
    await house.does((tx) => sayToPerson(tx, house.deps, siti, caseId, `ya ${planted[1]}`, 'k'));
    await engine.settle();
    await engine.hear('other', `cerita yang belum selesai ${planted[2]}`);
    await engine.settle();
  });

  test('no word, name or address stands in any table', async () => {
    const tables = [...new Set((await columns()).map((column) => column.table_name))];
    expect(tables.length).toBeGreaterThan(15);
    for (const table of tables) {
      const rows = await house.does((tx) =>
        tx.execute<{ row: string }>(sql`select t::text as row from ${sql.identifier(table)} t`),
      );
      for (const { row } of rows)
        for (const word of planted) {
          expect(row.includes(word), `${word.slice(0, 3)}… in ${table}`).toBe(false);
          expect(row.includes(Buffer.from(word).toString('hex')), `${word.slice(0, 3)}… in ${table}`).toBe(
            false,
          );
        }
    }
  });

  test('a breach would be seen: the same look finds a word that is put there', async () => {
    await house.does((tx) => tx.execute(sql`update org set chat_name = ${planted[0]}`));
    const [row] = await house.does((tx) =>
      tx.execute<{ row: string }>(sql`select t::text as row from org t`),
    );
    expect(row?.row.includes(planted[0] ?? '')).toBe(true);
  });
});
