import { setTimeout as sleep } from 'node:timers/promises';
import { texts } from '../../locales/texts.ts';
import type { Language } from '../../flows/kit/events.ts';
import type { DemoPerson, SeenPage } from './demo-person.ts';
import type { DemoVisitor } from './demo-story.ts';

/** How people write: in seconds. */
const pace = {
  line: 3,
  /** While nobody answers. */
  wait: 25,
  look: 1,
  /** To read an answer and to type one. */
  reply: 3,
  /** A counsellor who types for longer is asked once. */
  silence: 90,
} as const;

/** What a person notices on her page. */
interface News {
  joined: boolean;
  closed: boolean;
  /** The counsellor's words, and nobody else's. */
  heard: string[];
}

/**
 * Somebody writes by herself, waits for a human, and answers what she is told. Ends when she has said all,
 * or when the counsellor has closed her case.
 * @throws what the network throws, and AbortError when the demo ends
 */
export async function visit(person: DemoPerson, told: DemoVisitor, language: Language, signal: AbortSignal): Promise<void> {
  const pause = (seconds: number) => sleep(seconds * 1000, undefined, { signal });
  let page = await person.look();
  const reader = createReader(language, page);
  for (const line of told.says) {
    await pause(pace.line);
    page = await person.say(line);
  }
  const mind = createMind(told);
  for (let quiet = 0; ; quiet += pace.look) {
    const news = reader(page);
    if (news.closed) return;
    const words = mind.think(news, quiet);
    if (words === 'done') return;
    if (news.joined || news.heard.length > 0) quiet = 0;
    if (words !== undefined) {
      await pause(pace.reply);
      page = await person.say(words);
      quiet = 0;
      if (mind.isDone()) return;
      continue;
    }
    await pause(pace.look);
    page = await person.look();
  }
}
