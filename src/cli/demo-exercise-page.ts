import type { FastifyInstance } from 'fastify';
import type { Language } from '../../flows/kit/events.ts';
import type { Clock } from '../clock.ts';
import { readAssets } from '../console/assets.ts';
import { type Html, html } from '../http/html.ts';
import { type ChatRecord, type Exercise, judge } from './demo-exercise.ts';
import { exerciseWords } from './demo-exercise-story.ts';

/** Where the exercise is: printed by the demo, opened beside the console. */
export const exercisePath = '/demo/latihan';

/** As often as it is worth looking: a person's seconds. */
const refreshSeconds = 3;

interface PageDeps {
  exercise: Exercise;
  language: Language;
  clock: Clock;
}

/** Only the demo has it. A page that looks again by itself, without a script; nobody's words but made-up ones. */
export function registerExercise(server: FastifyInstance, deps: PageDeps): void {
  const stylesheet = readAssets().url('console.css');
  server.get(exercisePath, (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(renderPage(deps, stylesheet).markup),
  );
  server.post(exercisePath, (_request, reply) => {
    deps.exercise.start();
    return reply.redirect(exercisePath, 303);
  });
}

function renderPage({ exercise, language, clock }: PageDeps, stylesheet: string): Html {
  const words = exerciseWords[language];
  const seen = exercise.look();
  const runs = seen !== undefined && !seen.isOver;
  const now = runs ? clock.now() : (seen?.endsAt ?? clock.now());
  return html`<!doctype html>
<html lang="${language}" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${runs && html`<meta http-equiv="refresh" content="${refreshSeconds}">`}
<title>${words.title}</title>
<link rel="stylesheet" href="${stylesheet}">
</head>
<body class="door">
<main class="column" id="main">
<h1>${words.title}</h1>
<p class="lead">${runs ? fill(words.left, { time: lasting(seen.endsAt.getTime() - now.getTime()) }) : (seen && words.over) || words.lead}</p>
${seen && html`<ol class="steps">${seen.records.map((record) => row(record, { words, now, isOver: seen.isOver }))}</ol>`}
${!runs && html`<form method="post" action="${exercisePath}"><button class="primary wide">${seen ? words.again : words.start}</button></form>`}
<p><a class="button wide" href="/console" target="_blank" rel="noreferrer">${words.console}</a></p>
</main>
</body>
</html>
`;
}

interface RowGaps {
  words: (typeof exerciseWords)[Language];
  now: Date;
  isOver: boolean;
}

function row(record: ChatRecord, { words, now, isOver }: RowGaps): Html {
  const { good, tries } = judge(record);
  const minutes = String(record.chat.minutes);
  return html`<li class="step"><p><strong>${record.chat.title}</strong> <span class="step-state">${stateOf(record, { words, now, isOver })}</span></p>
${record.calledAt && html`<p class="hint">“${record.chat.says.at(-1)}”</p>`}
${isOver && good.length > 0 && html`<p>${words.goodHead}: ${good.map((lesson) => html`${fill(wordOf(words.good, lesson), { minutes })} `)}</p>`}
${isOver && tries.length > 0 && html`<p><b>${words.tryHead}:</b> ${tries.map((lesson) => html`${fill(wordOf(words.try, lesson), { minutes })} `)}</p>`}</li>`;
}

const wordOf = (texts: Readonly<Record<string, string>>, lesson: string): string => texts[lesson] ?? '';

function stateOf(
  { calledAt, takenAt, answeredAt, heard }: ChatRecord,
  { words, now, isOver }: RowGaps,
): string {
  if (!calledAt) return heard.length === 0 && isOver ? words.queued : words.writing;
  const since = (moment: Date) => lasting(moment.getTime() - calledAt.getTime());
  if (answeredAt) return fill(words.answered, { time: since(answeredAt) });
  if (isOver) return fill(words.never, { time: since(now) });
  return takenAt ? fill(words.taken, { taken: since(takenAt) }) : fill(words.waiting, { time: since(now) });
}

/** Minutes and seconds, as on a stop-watch: 1:05. @param milliseconds never shown below zero */
export function lasting(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap);
}
