import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { assert } from '../../src/errors.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import type { Database } from '../../src/store/database.ts';
import type { Person } from './crowd.ts';
import type { Storm } from './storm.ts';
import type { Ground } from './team.ts';

/** What a storm left behind. */
export interface Verdict {
  /** What is wrong, as sentences for whoever reads a failure; none means that everything held. */
  wrong: string[];
  /** Messages that reached a screen twice; each belongs to a death between sending and recording. */
  repeats: number;
  /** Rows that ended as uncertain: sent twice, recorded never. */
  uncertain: number;
  cases: number;
  urgentCases: number;
}

interface SentRow extends Record<string, unknown> {
  address: string;
  message_id: string;
  state: string;
}

/** @param written everything that was written outside the database: the log, and folders with files */
export async function judge(
  ground: Ground,
  storm: Storm,
  written: { log: string; folders: string[] },
): Promise<Verdict> {
  const { people } = storm.crowd;
  const rows = await readOutbox(ground);
  const cases = await readCases(ground, storm);
  const planted = [...people.flatMap(({ words }) => words), ...[...storm.spoken.values()].flat()];
  return {
    wrong: [
      ...(await inboxFaults(ground.db, storm)),
      ...people.flatMap((person) => screenFaults(person, rows, storm)),
      ...cases.flatMap(({ faults }) => faults),
      ...(await claimFaults(ground.db)),
      ...(await plantedFaults(ground.db, planted.map(lastWord), written)),
    ],
    repeats: people.reduce((all, { arrived }) => all + arrived.length - idsOf(arrived).length, 0),
    uncertain: rows.filter(({ state }) => state === 'uncertain').length,
    cases: cases.length,
    urgentCases: cases.filter(({ isUrgent }) => isUrgent).length,
  };
}

export const lastWord = (words: string) => words.split(' ').at(-1) ?? words;
const idsOf = (arrived: Person['arrived']) => [...new Set(arrived.map(({ messageId }) => messageId))];

/** Everything that was said is there once, and is done. */
export async function inboxFaults(db: Database, { crowd }: Pick<Storm, 'crowd'>): Promise<string[]> {
  const [row] = await db.transact((tx) =>
    tx.execute<{ heard: number; open: number; failed: number }>(
      sql`select count(*) filter (where kind like 'inbound.%')::int as heard,
            count(*) filter (where handled_at is null)::int as open,
            count(*) filter (where failed_at is not null)::int as failed from inbox`,
    ),
  );
  const expected = { heard: crowd.said.length, open: 0, failed: 0 };
  const got = { heard: row?.heard, open: row?.open, failed: row?.failed };
  if (JSON.stringify(got) === JSON.stringify(expected)) return [];
  return [`inbox: ${JSON.stringify(got)}, said ${crowd.said.length}`];
}

async function readOutbox({ db, deps }: Ground): Promise<SentRow[]> {
  const rows = await db.transact((tx) =>
    tx.execute<{ id: string; address_sealed: Buffer; message_id: string; state: string }>(
      sql`select o.message_id, o.state, c.id, c.address_sealed from outbox o
          join conversations c on c.id = o.conversation_id order by o.conversation_id, o.sequence`,
    ),
  );
  return rows.map(({ id, address_sealed, message_id, state }) => ({
    address: deps.vault.openOfServer(address_sealed, `conversations.address:${id}`).toString(),
    ...{ message_id, state },
  }));
}

/**
 * Every reply arrived, in order. What arrived twice had been leased when the app died. Only what was leased at
 * two deaths may end as uncertain, whether it arrived twice or never.
 */
function screenFaults(person: Person, rows: readonly SentRow[], { deaths }: Storm): string[] {
  const { address, arrived } = person;
  const own = rows.filter((row) => row.address === address);
  const faults = own
    .filter(({ state }) => state !== 'sent' && state !== 'uncertain')
    .map(({ state }) => `${address}: a reply ended as ${state}`);
  const seen = idsOf(arrived);
  const expected = own.filter(({ state, message_id }) => state === 'sent' || seen.includes(message_id));
  if (expected.map(({ message_id }) => message_id).join() !== seen.join())
    faults.push(`${address}: ${expected.length} replies went out, ${seen.length} arrived or out of order`);
  const deathsWith = (id: string) => deaths.filter(({ leased }) => leased.has(id)).length;
  for (const id of seen) {
    const times = arrived.filter(({ messageId }) => messageId === id).length;
    if (times > 2 || times > 1 + deathsWith(id)) faults.push(`${address}: ${id} came ${times} times`);
  }
  const unmapped = own.filter(({ state, message_id }) => state === 'uncertain' && deathsWith(message_id) < 2);
  return [...faults, ...unmapped.map(({ message_id }) => `${message_id} is uncertain without two deaths`)];
}

export interface JudgedCase {
  isUrgent: boolean;
  faults: string[];
}

/** One case for each; in it her words once and in the order she said them, and the counsellor's once. */
export async function readCases(
  { db, deps }: Ground,
  storm: Pick<Storm, 'crowd' | 'team' | 'spoken'>,
): Promise<JudgedCase[]> {
  const reader = storm.team[0]?.signedIn;
  assert(reader, 'nobodyReads');
  const judged: JudgedCase[] = [];
  for (const person of storm.crowd.people) {
    const index = deps.vault.index('address', person.channel, person.address);
    const found = await db.transact((tx) =>
      tx.execute<{ id: string }>(
        sql`select f.case_id as id from case_conversations f join conversations c on c.id = f.conversation_id
            where c.channel = ${person.channel} and c.address_index = ${index}`,
      ),
    );
    const [first] = found;
    const opened = first && (await db.transact((tx) => accessCase(tx, deps, reader, first.id)));
    const faults = found.length === 1 && opened ? [] : [`${person.address}: ${found.length} cases`];
    const items = opened?.items ?? [];
    const heard = items.flatMap((item) => (item.kind === 'person' ? wordsIn(item.text) : []));
    if (heard.join() !== person.words.join())
      faults.push(
        `${person.address}: said ${person.words.length} words, ${heard.length} stand in the case, ${firstApart(person.words, heard)}`,
      );
    const spoken = storm.spoken.get(first?.id ?? '') ?? [];
    const told = items.flatMap((item) => (item.kind === 'counsellor' ? [item.text] : []));
    if (told.join() !== spoken.join())
      faults.push(`${person.address}: ${spoken.length} answers were given, ${told.length} stand in the case`);
    judged.push({ isUrgent: person.isUrgent, faults });
  }
  return judged;
}

/** Where they part, as the lines' own numbers: lost, doubled and out of order look different. */
function firstApart(said: readonly string[], heard: readonly string[]): string {
  const at = said.findIndex((word, index) => word !== heard[index]);
  const from = Math.max(0, at === -1 ? said.length : at);
  const numbers = (words: readonly string[]) =>
    words
      .slice(from, from + 4)
      .map((word) => /k(\d+)z/.exec(word)?.[1])
      .join(' ');
  return `from place ${from}: ${numbers(said)} against ${numbers(heard)}`;
}

const wordsIn = (text: string) => text.match(/melur\w+z/g) ?? [];

/** The audit keeps a row for each time that a case changed hands: nobody took one that was taken. */
export async function claimFaults(db: Database): Promise<string[]> {
  const rows = await db.transact((tx) =>
    tx.execute<{ id: string; claims: number }>(
      sql`select c.id, count(a.id)::int as claims from cases c
          left join audit a on a.case_id = c.id and a.act = 'claim' group by c.id having count(a.id) <> 1`,
    ),
  );
  const ringing = await db.transact((tx) => tx.execute(sql`select 1 from alarms where ended_at is null`));
  return [
    ...rows.map(({ id, claims }) => `case ${id} was taken ${claims} times`),
    ...(ringing.length > 0 ? [`${ringing.length} alarms still ring`] : []),
  ];
}

/** No word of anybody stands in a table, a log or a file. */
export async function plantedFaults(
  db: Database,
  words: readonly string[],
  { log, folders }: { log: string; folders: string[] },
): Promise<string[]> {
  const tables = await db.transact((tx) =>
    tx.execute<{ name: string }>(
      sql`select format('%I.%I', schemaname, tablename) as name from pg_tables
          where schemaname not in ('pg_catalog', 'information_schema')`,
    ),
  );
  const faults: string[] = [];
  for (const { name } of tables) {
    const rows = await db.transact((tx) =>
      tx.execute<{ row: string }>(sql`select t::text as row from ${sql.raw(name)} t`),
    );
    if (holds(rows.map(({ row }) => row).join('\n'), words)) faults.push(`a word stands in ${name}`);
  }
  if (tables.length < 20) faults.push('too few tables to look at');
  if (holds(log, words)) faults.push('a word stands in the log');
  const files = folders
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile());
  for (const { parentPath, name } of files)
    if (holds(readFileSync(path.join(parentPath, name), 'latin1'), words))
      faults.push(`a word stands in ${name}`);
  return faults;
}

/** Each planted word begins alike, so that one look finds all of them, also written in hexadecimal. */
function holds(text: string, words: readonly string[]): boolean {
  return ['melur', 'melati'].some((start) => {
    const hex = Buffer.from(start).toString('hex');
    return text.includes(hex) || (text.includes(start) && words.some((word) => text.includes(word)));
  });
}
