import fastify from 'fastify';
import { describe, expect, test } from 'vitest';
import { hear } from '../../flows/kit/hearing.ts';
import { type ChatRecord, judge } from '../../src/cli/demo-exercise.ts';
import { exercisePath, lasting, registerExercise } from '../../src/cli/demo-exercise-page.ts';
import { exerciseIn, exerciseWords } from '../../src/cli/demo-exercise-story.ts';
import { heldClock } from '../../src/clock.ts';

/** The 15-minute exercise: what the three people bring about, and what the counsellor is told at the end. */
const start = new Date('2026-01-05T18:00:00Z');
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const [, child, violence] = exerciseIn('id');
const record = (heard: string[], more: Partial<ChatRecord> = {}): ChatRecord => ({
  ...{ chat: violence ?? raise(), calledAt: start, takenAt: at(20), answeredAt: at(50), endedAt: at(200) },
  ...{ heard, ...more },
});
function raise(): never {
  throw new Error('the story has three chats');
}

const gentle = ['Saya petugas, saya di sini. Sekarang aman untuk menulis?', 'Baik, pelan-pelan saja.'];

describe('the three who write', () => {
  test.each(['id', 'en'] as const)(
    'bring an alarm by their last words (%s): two that are urgent, one emergency',
    (language) => {
      const urgencies = exerciseIn(language).map(({ says }) => hear(says.at(-1) ?? '').danger?.urgency);
      expect(urgencies).toEqual([2, 2, 1]);
    },
  );

  test('are asked to be answered as fast as the clocks of a claim', () => {
    expect(exerciseIn('id').map(({ minutes }) => minutes)).toEqual([10, 10, 3]);
  });
});

describe('what is said at the end', () => {
  test('praises what was gentle and in time', () => {
    expect(judge(record(gentle))).toEqual({ good: ['onTime', 'safe', 'gentle', 'one', 'ended'], tries: [] });
  });

  test('names each thing that could be tried, and nothing else', () => {
    const late = record(gentle, { answeredAt: at(181) });
    expect(judge(late).tries).toEqual(['onTime']);
    expect(judge(record(['Halo.', 'Ada apa?', 'Aman?'])).tries).toEqual(['safe']);
    expect(judge(record([...gentle, 'Kenapa baru sekarang menulis'])).tries).toEqual(['gentle']);
    expect(judge(record([...gentle, 'Di mana? Sama siapa? Ada luka?'])).tries).toEqual(['one']);
    const { endedAt: _, ...broken } = record(gentle);
    expect(judge(broken).tries).toEqual(['ended']);
  });

  test('tells whoever asks a child for a picture, and nobody else', () => {
    const asking = [...gentle, 'Boleh kirim fotonya ke sini dulu'];
    const chat = child ?? raise();
    expect(judge(record(asking, { chat })).tries).toEqual(['photo']);
    expect(judge(record(gentle, { chat })).tries).toEqual([]);
  });

  test('of somebody whom nobody answered is only that', () => {
    const { answeredAt: _, takenAt: __, ...alone } = record([]);
    expect(judge(alone)).toEqual({ good: [], tries: ['onTime'] });
  });

  test('has a sentence for every lesson in both languages', () => {
    for (const language of ['id', 'en'] as const) {
      const { good, try: tries } = exerciseWords[language];
      for (const lesson of ['onTime', 'safe', 'gentle', 'one', 'ended'] as const)
        expect(good[lesson] && tries[lesson], `${language} ${lesson}`).toBeTruthy();
      expect(tries.photo).toBeTruthy();
    }
  });
});

test('the page shows who waits while it runs, and at the end the lessons of each', async () => {
  const [silent] = exerciseIn('id');
  const waiting: ChatRecord = { chat: silent ?? raise(), calledAt: start, heard: [] };
  const here = { records: [waiting, record(gentle)], isOver: false, endsAt: at(900) };
  const clock = heldClock('2026-01-05T18:01:05Z');
  const app = fastify();
  registerExercise(app, { exercise: { start: () => {}, look: () => here }, language: 'id', clock });
  const page = async () => (await app.inject({ method: 'GET', url: exercisePath })).body;
  const running = await page();
  for (const text of ['menunggu 1:05', 'manusia menjawab setelah 0:50', 'sisa 13:55', 'http-equiv="refresh"'])
    expect(running).toContain(text);
  expect(running).not.toContain('<form');
  Object.assign(here, { isOver: true, endsAt: at(65) });
  clock.advance(3_600_000);
  const over = await page();
  for (const text of [
    'tidak mendapat manusia dalam 1:05',
    exerciseWords.id.good.safe,
    'Satu kalimat cukup',
    '<form',
  ])
    expect(over).toContain(text);
  expect(over).not.toContain('http-equiv');
  await app.close();
});

test('time is shown as on a stop-watch', () => {
  expect([0, 65_000, 600_000, -5].map(lasting)).toEqual(['0:00', '1:05', '10:00', '0:00']);
});
