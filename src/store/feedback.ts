import { sql } from 'drizzle-orm';
import type { Feedback } from '../../flows/report/answers.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';

/**
 * How it was (standards.md R49): a row linked to nothing, with its month alone. Shown as sums, and only where they are
 * so large that nobody is known by them.
 */
const limits = {
  /** Under so many answers nothing is shown, and no count under it: whoever handled them would know who it was. */
  shownMin: 5,
} as const;

const asked = ['clear', 'respected', 'again'] as const satisfies readonly (keyof Feedback)[];
const codes = ['yes', 'partly', 'no'] as const;
type Code = (typeof codes)[number];

/** Keeps her answers; nothing, where she skipped all three. Call it in the turn that heard the last one. */
export async function keepFeedback(
  tx: Tx,
  deps: StoreDeps,
  { clear, respected, again }: Feedback,
): Promise<void> {
  if (!clear && !respected && !again) return;
  await tx.execute(
    sql`insert into feedback (id, month, clear_said, respected_said, again_said)
        values (${deps.ids.uuid()}::uuid, ${deps.clock.now().toISOString().slice(0, 7)}, ${clear ?? null},
          ${respected ?? null}, ${again ?? null})`,
  );
}

/** A count, or null where it is too small to be shown. */
export type Counts = Record<Code, number | null>;

export interface FeedbackSums {
  /** Since when, as a month; null while there is nothing. */
  since: string | null;
  /** For each question; null while fewer than five have answered it. */
  questions: { asked: (typeof asked)[number]; answered: number; counts: Counts }[] | null;
}

/** The sums of all months: by month they would soon be about one person. */
export async function readFeedback(tx: Tx): Promise<FeedbackSums> {
  const rows = await tx.execute<{ since: string | null; asked: string; code: Code; count: number }>(
    sql`select min(f.month) as since, q.asked, q.code, count(*)::int as count from feedback f
        cross join lateral (values ('clear', f.clear_said), ('respected', f.respected_said),
          ('again', f.again_said)) q (asked, code)
        where q.code is not null group by q.asked, q.code`,
  );
  const questions = asked.map((name) => {
    const of = rows.filter((row) => row.asked === name);
    const count = (code: Code) => of.find((row) => row.code === code)?.count ?? 0;
    return { asked: name, yes: count('yes'), partly: count('partly'), no: count('no') };
  });
  const since = rows.map((row) => row.since ?? '').sort()[0] ?? null;
  const shown = questions
    .map(({ asked: name, ...counts }) => ({
      ...{ asked: name, counts: suppressed(counts) },
      answered: counts.yes + counts.partly + counts.no,
    }))
    .filter(({ answered }) => answered >= limits.shownMin);
  return shown.length > 0 ? { since, questions: shown } : { since: null, questions: null };
}

/**
 * No count under the bound, and never only one hidden beside a known sum: it could be reckoned back
 * (standards.md §1.7). The next smallest is hidden with it.
 */
export function suppressed(counts: Record<Code, number>): Counts {
  const small = (count: number) => count > 0 && count < limits.shownMin;
  const hidden = new Set(codes.filter((code) => small(counts[code])));
  const left = codes.filter((code) => !hidden.has(code)).sort((a, b) => counts[a] - counts[b]);
  // A zero tells as much as a number where one neighbour is hidden.
  if (hidden.size === 1 && left[0]) hidden.add(left[0]);
  const shown = (code: Code) => (hidden.has(code) ? null : counts[code]);
  return { yes: shown('yes'), partly: shown('partly'), no: shown('no') };
}

/** Writes the table anew in the order of its random ids: where a row lies must not tell when it came. */
export async function shuffleFeedback(tx: Tx): Promise<void> {
  await tx.execute(
    sql`with gone as (delete from feedback returning *) insert into feedback select * from gone order by id`,
  );
}
