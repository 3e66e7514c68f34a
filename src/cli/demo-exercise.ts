import { setTimeout as sleep } from 'node:timers/promises';
import type { Language } from '../../flows/kit/events.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { type ExerciseChat, exerciseIn } from './demo-exercise-story.ts';
import { startPerson } from './demo-person.ts';
import { visit } from './demo-visitor.ts';

/**
 * The 15-minute exercise: three made-up people who write one after the other, and what each of them sees on her own
 * page: when a human came, and what that human said. Nothing is read from the database: it measures as she would.
 */
export interface ChatRecord {
  chat: ExerciseChat;
  /** Her cry is out: from here on she waits. */
  calledAt?: Date;
  takenAt?: Date;
  answeredAt?: Date;
  /** She has said all, or her case was closed. */
  endedAt?: Date;
  /** The counsellor's words as she read them, oldest first. */
  heard: string[];
}

export interface Exercise {
  /** Begins, or begins anew once it is over. */
  start(): void;
  /** Undefined before the first start. */
  look(): { records: readonly ChatRecord[]; isOver: boolean; endsAt: Date } | undefined;
}

const limits = {
  /** The whole of it. */
  minutes: 15,
  /** The next one comes when the one before has ended, and by then at the latest. */
  minutesEach: 5,
} as const;

export interface ExerciseDeps {
  url: () => string;
  language: Language;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  /** Called at each start: nobody else writes meanwhile. */
  clear: () => void;
}

export function createExercise(deps: ExerciseDeps): Exercise {
  let running: ReturnType<Exercise['look']>;
  const start = () => {
    if (running && !running.isOver) return;
    deps.clear();
    const records = exerciseIn(deps.language).map((chat): ChatRecord => ({ chat, heard: [] }));
    const endsAt = new Date(deps.clock.now().getTime() + limits.minutes * 60_000);
    const here = { records, isOver: false, endsAt };
    running = here;
    void run(deps, records).then(() => {
      here.isOver = true;
      here.endsAt = deps.clock.now();
    });
  };
  return { start, look: () => running };
}

/** Never rejects: whoever got lost is logged, and the next one comes. */
async function run(deps: ExerciseDeps, records: ChatRecord[]): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, deps.signal]);
  const pause = (minutes: number) => sleep(minutes * 60_000, undefined, { signal }).catch(() => {});
  const all = (async () => {
    const visits: Promise<void>[] = [];
    for (const record of records) {
      if (signal.aborted) return;
      const coming = writeIn(deps, record, signal);
      visits.push(coming);
      await Promise.race([coming, pause(limits.minutesEach)]);
    }
    await Promise.all(visits);
  })();
  await Promise.race([all, pause(limits.minutes)]);
  over.abort();
  await all;
}

async function writeIn(
  { url, language, clock, log }: ExerciseDeps,
  record: ChatRecord,
  signal: AbortSignal,
): Promise<void> {
  try {
    await visit(startPerson(url(), language, signal), record.chat, {
      language,
      signal,
      notice: (what, words) => note(record, clock.now(), what, words),
    });
    record.endedAt = clock.now();
  } catch (cause) {
    if (!signal.aborted) log.error('demo.visitorLost', {}, cause);
  }
}

function note(record: ChatRecord, now: Date, what: 'called' | 'taken' | 'heard', words = ''): void {
  if (what === 'called') record.calledAt = now;
  if (what === 'taken') record.takenAt ??= now;
  if (what === 'heard') {
    record.answeredAt ??= now;
    record.heard.push(words);
  }
}

export type Lesson = 'onTime' | 'safe' | 'gentle' | 'one' | 'ended' | 'photo';

/** Words that blame, and promises (standards.md R21, R23), in both languages. */
const harsh =
  /\b(kenapa|mengapa|seharusnya|harusnya|dijamin|pasti aman|tenang saja|why|should have|i promise|guarantee|don.t worry)\b/i;
const safeQuestion = /\b(aman|safe)\b/i;
const asksForPicture = /\b(kirim|kasih|send|show)\b[^.?!]{0,30}\b(foto|gambar|photo|picture)/i;

/** What went well in one talk and what to try: few things, each of which she can do differently next time. */
export function judge({ chat, calledAt, answeredAt, endedAt, heard }: ChatRecord): {
  good: Lesson[];
  tries: Lesson[];
} {
  const good: Lesson[] = [];
  const tries: Lesson[] = [];
  const weigh = (lesson: Lesson, isGood: boolean) => (isGood ? good : tries).push(lesson);
  const waited =
    calledAt && answeredAt ? answeredAt.getTime() - calledAt.getTime() : Number.POSITIVE_INFINITY;
  weigh('onTime', waited <= chat.minutes * 60_000);
  if (heard.length === 0) return { good, tries };
  weigh(
    'safe',
    heard.slice(0, 2).some((line) => safeQuestion.test(line)),
  );
  weigh('gentle', !heard.some((line) => harsh.test(line)));
  weigh('one', !heard.some((line) => (line.match(/\?/g) ?? []).length > 2));
  weigh('ended', endedAt !== undefined);
  if (chat.isChild && heard.some((line) => asksForPicture.test(line))) tries.push('photo');
  return { good, tries };
}
