import { setTimeout as sleep } from 'node:timers/promises';
import type { Language } from '../../flows/kit/events.ts';
import { texts } from '../../locales/texts.ts';
import type { DemoPerson, SeenPage } from './demo-person.ts';
import type { DemoVisitor } from './demo-story.ts';

/** How people write: in seconds. */
const pace = {
  line: 2.5,
  look: 1,
  /** To read an answer and to type one. */
  reply: 2.5,
  /** Until she adds something, while nobody answers. */
  wait: 25,
  /** Until she asks whether the counsellor is still there: people type for long. */
  silence: 90,
} as const;

export interface VisitOptions {
  language: Language;
  signal: AbortSignal;
  /** What she has said and seen so far: her cry is out, a human has come, and that human's words. */
  notice?: (what: 'called' | 'taken' | 'heard', words?: string) => void;
}

/**
 * Somebody writes by herself, waits for a human, and answers what she is told. Ends when she has said all,
 * or when the counsellor has closed her case.
 * @throws what the network throws, and AbortError when the demo ends
 */
export async function visit(
  person: DemoPerson,
  told: DemoVisitor,
  { language, signal, notice = () => {} }: VisitOptions,
): Promise<void> {
  const pause = (seconds: number) => sleep(seconds * 1000, undefined, { signal });
  for (const line of told.says) {
    await pause(pace.line);
    await person.say(line);
  }
  notice('called');
  const mind = createMind(told, language, notice);
  let quietSeconds = 0;
  while (!mind.isDone()) {
    await pause(pace.look);
    quietSeconds += pace.look;
    const words = mind.think(await person.look(), quietSeconds);
    if (words === undefined) continue;
    await pause(pace.reply);
    await person.tell(words);
    quietSeconds = 0;
  }
}

interface Mind {
  /** What she wants to say after a look at her page, if anything. */
  think(page: SeenPage, quietSeconds: number): string | undefined;
  isDone(): boolean;
}

function createMind(
  told: DemoVisitor,
  language: Language,
  notice: NonNullable<VisitOptions['notice']>,
): Mind {
  const listen = createEar(language);
  const answers = [...told.answers];
  const replies = [...told.replies];
  const waits = [...told.waits];
  const silences = [told.silence];
  let isClosed = false;
  return {
    think: (page, quietSeconds) => {
      const { heard, isThere, ended } = listen(page);
      isClosed = ended;
      if (isThere) notice('taken');
      if (heard !== '') notice('heard', heard);
      if (ended) return undefined;
      if (heard === '') return patienceOf(isThere ? silences : waits, quietSeconds, isThere);
      const fitting = answers.findIndex(({ to }) => to.test(heard));
      return fitting >= 0 ? answers.splice(fitting, 1)[0]?.say : replies.shift();
    },
    isDone: () => isClosed || replies.length === 0,
  };
}

function patienceOf(lines: string[], quietSeconds: number, isThere: boolean): string | undefined {
  return quietSeconds >= (isThere ? pace.silence : pace.wait) ? lines.shift() : undefined;
}

/**
 * Tells the counsellor's words from ours: between "a human has joined" and "has left" the bot is silent, so
 * whatever comes is hers.
 */
function createEar(language: Language) {
  // A child is spoken to in words of her own.
  const isOurs = (text: string, key: string) =>
    [key, `${key}Child`].some((each) => texts[language]?.[each] === text);
  let seen = 0;
  let isThere = false;
  return ({ lines }: SeenPage): { heard: string; isThere: boolean; ended: boolean } => {
    const heard: string[] = [];
    let ended = false;
    for (const { number, text } of lines.filter((line) => line.number > seen)) {
      seen = number;
      if (isOurs(text, 'handoff.joined')) isThere = true;
      else if (isOurs(text, 'handoff.left')) isThere = false;
      else if (isOurs(text, 'handoff.closed')) ended = true;
      else if (isThere) heard.push(text);
    }
    return { heard: heard.join('\n'), isThere, ended };
  };
}
