import { startTelegramServer } from '../kit/telegram-server.ts';
import { hear, startApp, stopDrill } from './child.ts';
import { talkThrough } from './dialogue.ts';
import { type Figure, note } from './figures.ts';
import type { Ground, House } from './house.ts';

/** What the app weighs when ten thousand people have an open talk, and all of them wrote within two minutes. */
const limits = { chats: 10_000, atOnce: 200, messages: 3 } as const;
const token = '123456:bench';

/** @param house is open; nobody else runs on it */
export async function measureMemory(ground: Ground, house: House): Promise<Figure[]> {
  const telegram = await startTelegramServer({ token });
  const app = startApp(ground, house, telegram, token);
  try {
    await hear(app, 'ready');
    for (let chats = 0; chats < limits.chats; chats += limits.atOnce)
      await talkThrough(telegram, limits.atOnce, limits.messages);
    note(`memory: ${limits.chats} chats`);
    const said = hear(app, 'memory');
    app.send('memory');
    const { rssBytes, peakBytes } = await said;
    const figure = (name: string, bytes: number, target: Figure['target']): Figure => {
      return { figure: name, value: bytes / 2 ** 20, unit: 'MB', target };
    };
    return [
      figure('app.memoryAtMany', rssBytes, { atMost: 250 }),
      figure('app.memoryAtManyPeak', peakBytes, null),
    ];
  } finally {
    await stopDrill(app);
    await telegram.stop();
  }
}
