import { assert } from '../../src/errors.ts';
import { listQueue } from '../../src/store/queue.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { type House, openSetUpHouse } from '../store/team.ts';

/** Somebody files a report on the web page, chooses the PIN 4821, and has a phone beside it. */
export interface Returning {
  house: House;
  siti: SignedIn;
  web: Pressing;
  phone: Pressing;
  number: string;
  caseId: string;
}

export interface Pressing extends Engine {
  /** Presses the choice of the newest question of this chat. */
  press(address: string, choice: string): Promise<void>;
}

export function pressing(engine: Engine): Pressing {
  return {
    ...engine,
    press: async (address, choice) => {
      const part = engine.sent.findLast((sent) => sent.address === address)?.part;
      const buttons = part?.type === 'text' ? [...part.choices, ...part.rails] : [];
      const button = buttons.find(({ token }) => token.endsWith(`.${choice}`));
      assert(button, 'noSuchButton');
      await engine.hear(address, { type: 'inbound.tap', token: button.token });
      await engine.settle();
    },
  };
}

export async function openWeb(): Promise<Returning> {
  const house = await openSetUpHouse();
  const siti = await house.enter(house.token);
  const web = pressing(createEngine(house.db, house.deps, { channel: 'web' }));
  const phone = pressing(createEngine(house.db, house.deps));
  await web.hear('page', 'halo');
  await web.settle();
  await web.press('page', 'safe');
  await fileReport(web, 'page');
  const [card] = await house.does((tx) => listQueue(tx, house.deps, siti));
  const number =
    web
      .heard('page')
      .join('\n')
      .match(/(?:\d{4} ){3}\d{4}/)?.[0]
      .replaceAll(' ', '') ?? '';
  await web.hear('page', '4821');
  await web.settle();
  return { house, siti, web, phone, number, caseId: card?.caseId ?? '' };
}

/** Skips every question to the end, and allows the note to be kept. */
export async function fileReport(engine: Pressing, address: string): Promise<void> {
  for (let steps = 0; steps < 40; steps += 1) {
    const part = engine.sent.findLast((sent) => sent.address === address)?.part;
    const tokens = part?.type === 'text' ? [...part.choices, ...part.rails].map(({ token }) => token) : [];
    const of = (choice: string) => tokens.some((token) => token.endsWith(`.${choice}`));
    if (of('ready')) return;
    const choice = ['correct', 'allow', 'skip', 'unknown', 'no'].find(of);
    assert(choice, 'nothingToPress');
    await engine.press(address, choice);
  }
}
