import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { fromJson } from '../../src/sealing/vault.ts';
import { outboxContext } from '../../src/store/outbox.ts';
import { makeGround, openHouse } from '../bench/house.ts';
import { chanceFrom } from '../kit/chance.ts';
import { type Product, startProduct } from '../kit/product.ts';
import type { Person as Chat } from '../kit/telegram-person.ts';
import { startTelegramServer, type TelegramServer } from '../kit/telegram-server.ts';
import { type Crowd, createCrowd, type Person, storyLength } from './crowd.ts';
import { createGrabbers, type Grabbers } from './grabbers.ts';
import { type Counsellor, type Ground, makeTeam } from './team.ts';
import type { Undo } from './undo.ts';
import { claimFaults, inboxFaults, lastWord, plantedFaults, readCases, type Verdict } from './verdict.ts';

/**
 * `kill -9` of the real process, at moments that nobody chose: people on Telegram write all the time, two
 * counsellors grab what comes in over HTTP, and the app starts again each time without a hand. Its database is
 * durable, and lives on between the kills like any that was orphaned.
 */
const token = '123456:storm';

const limits = {
  /** After a start, before the next kill. */
  aliveMilliseconds: 1_500,
  /** Who is not answered (a counsellor has the chat) writes again after this. */
  patienceMilliseconds: 2_500,
  settleMilliseconds: 120_000,
  grabMilliseconds: 400,
} as const;

interface Scene {
  product: Product;
  telegram: TelegramServer;
  crowd: Crowd;
  chats: ReadonlyMap<string, Chat>;
  grabbers: Grabbers;
  chance: () => number;
  /** performance.now() of each kill. */
  kills: number[];
  isOver: boolean;
  /** Ctrl-C: nothing may be started any more. */
  isStopped: boolean;
}

export interface KillOptions {
  seed: number;
  people: number;
  kills: number;
  /** @param count kills so far */
  onKill?: (count: number) => void;
}

/** @returns what was wrong, and how much came twice or stayed uncertain */
export async function killNine(options: KillOptions, undo: Undo): Promise<Verdict> {
  const ground = makeGround();
  undo.push(() => ground.remove());
  const telegram = await startTelegramServer({ token });
  undo.push(() => telegram.stop());
  const phones = [telegram.person(), telegram.person()];
  // A bot may write only to who wrote first.
  for (const phone of phones) phone.say('/start');
  const [one = '', two = ''] = phones.map(({ chatId }) => String(chatId));
  let team: Counsellor[] = [];
  // A killed app leaves its database behind: whoever opens the house again has it, and stops it.
  undo.push(async () => (await openHouse(ground, async () => {})).stop());
  const first = await openHouse(ground, async (db, deps) => {
    team = await makeTeam({ db, deps }, [one, two]);
  });
  await first.stop();
  const product = await startProduct({
    ...{ SUAR_DATA_DIR: ground.dataFolder, SUAR_KEY_DIR: ground.keyFolder },
    ...{ TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: telegram.apiRoot },
  });
  undo.push(() => product.end());
  const scene = openScene({ ...options, product, telegram, team });
  undo.push(() => {
    scene.isStopped = true;
  });
  await live(scene, options);
  await product.stop();
  const house = await openHouse(ground, async () => {});
  undo.push(() => house.stop());
  const folders = [ground.dataFolder, ground.keyFolder];
  return judge({ db: house.db, deps: house.deps }, scene, { team, log: product.output(), folders });
}

function openScene({
  seed,
  people,
  product,
  telegram,
  team,
}: {
  seed: number;
  people: number;
  product: Product;
  telegram: TelegramServer;
  team: readonly Counsellor[];
}): Scene {
  const sitting = Array.from({ length: people }, () => telegram.person());
  const seats = sitting.map((chat) => ({ channel: 'telegram' as const, address: String(chat.chatId) }));
  const chats = new Map(sitting.map((chat) => [String(chat.chatId), chat]));
  return {
    ...{ product, telegram, chats, chance: chanceFrom(seed), kills: [], isOver: false, isStopped: false },
    crowd: createCrowd(`n${seed}`, seats),
    grabbers: createGrabbers(product, team),
  };
}

async function live(scene: Scene, { kills, onKill }: KillOptions): Promise<void> {
  const { product, crowd, chance } = scene;
  const writing = crowd.people.map((person) => writeOn(scene, person));
  const grabbing = grabOn(scene);
  let startMilliseconds = 0;
  while (scene.kills.length < kills) {
    await pause(chance() * (limits.aliveMilliseconds + startMilliseconds));
    await product.kill();
    scene.kills.push(performance.now());
    if (scene.isStopped) return;
    const began = performance.now();
    await product.start();
    // A machine that is busy sends as slowly as it starts: killed sooner, it would only show that it is slow.
    startMilliseconds = performance.now() - began;
    onKill?.(scene.kills.length);
  }
  scene.isOver = true;
  await Promise.all(writing);
  await settle(scene);
  await grabbing;
}

async function writeOn(scene: Scene, person: Person): Promise<void> {
  const chat = scene.chats.get(person.address);
  if (!chat) return;
  await pause(scene.chance() * 5_000);
  while (!scene.isOver || person.said < storyLength(person)) {
    const before = chat.messages().length;
    chat.say(scene.crowd.say(person));
    const isAnswered = (seen: unknown[]) => seen.length > before + 1;
    await chat.waitFor(isAnswered, limits.patienceMilliseconds).catch(() => undefined);
    // Beyond her story she says less: she waits for somebody.
    await pause((person.said >= storyLength(person) ? 8_000 : 500) * scene.chance());
  }
}

async function grabOn(scene: Scene): Promise<void> {
  while (!scene.isOver || scene.grabbers.spoken.size < scene.crowd.people.length) {
    // The app may be dead at this moment: what she pressed is pressed again.
    await scene.grabbers.grab().catch(() => undefined);
    await pause(limits.grabMilliseconds);
  }
}

/** Until every case has its counsellor, Telegram holds nothing back, and no screen has changed for a while. */
async function settle({ telegram, crowd, grabbers }: Scene): Promise<void> {
  const began = performance.now();
  let before = -1;
  const sent = () => telegram.callsOf('sendMessage').length;
  while (telegram.unconfirmed() > 0 || grabbers.spoken.size < crowd.people.length || before !== sent()) {
    if (performance.now() - began > limits.settleMilliseconds)
      throw new Error(`not settled: ${telegram.unconfirmed()} unconfirmed, ${grabbers.spoken.size} greeted`);
    before = sent();
    await pause(5_000);
  }
}

async function judge(
  ground: Ground,
  scene: Scene,
  { team, ...written }: { team: readonly Counsellor[]; log: string; folders: string[] },
): Promise<Verdict> {
  const { crowd, grabbers } = scene;
  const { spoken } = grabbers;
  const cases = await readCases(ground, { crowd, team, spoken });
  const screens: Screen[] = [];
  for (const person of crowd.people) screens.push(await compareScreen(ground, scene, person));
  const planted = [...crowd.people.flatMap(({ words }) => words), ...[...spoken.values()].flat()].map(
    lastWord,
  );
  return {
    wrong: [
      ...(await inboxFaults(ground.db, scene)),
      ...screens.flatMap(({ faults }) => faults),
      ...cases.flatMap(({ faults }) => faults),
      ...(await claimFaults(ground.db)),
      ...(await plantedFaults(ground.db, planted, written)),
    ],
    repeats: screens.reduce((all, { repeats }) => all + repeats, 0),
    uncertain: screens.reduce((all, { uncertain }) => all + uncertain, 0),
    cases: cases.length,
    urgentCases: cases.filter(({ isUrgent }) => isUrgent).length,
  };
}

interface Screen {
  faults: string[];
  repeats: number;
  uncertain: number;
}

interface Decided {
  state: string;
  text: string;
  isRepeated: boolean;
}

/** What she saw against what was decided, in order; what came twice has a kill between the two. */
async function compareScreen(ground: Ground, scene: Scene, person: Person): Promise<Screen> {
  const decided = await readDecided(ground, person);
  const seen = (scene.chats.get(person.address)?.everything() ?? []).filter(({ from }) => from === 'bot');
  const screen: Screen = { faults: [], repeats: 0, uncertain: 0 };
  const wrong = (what: string) => screen.faults.push(`${person.address}: ${what}`);
  let next = 0;
  for (const { state, text, isRepeated } of decided) {
    const isHere = seen[next]?.text === text;
    if (state === 'uncertain') screen.uncertain += 1;
    else if (state !== 'sent') wrong(`a reply ended as ${state}`);
    if (!isHere && state === 'sent')
      return { ...screen, faults: [...screen.faults, `${person.address}: lost`] };
    if (!isHere) continue;
    next += 1;
    const [once, again] = [seen[next - 1], seen[next]];
    if (!once || !again || !isRepeated || again.text !== text) continue;
    screen.repeats += 1;
    next += 1;
    if (!scene.kills.some((at) => at > once.at && at < again.at)) wrong('came twice without a kill');
  }
  if (next !== seen.length) wrong(`${seen.length - next} messages that nobody decided`);
  return screen;
}

async function readDecided({ db, deps }: Ground, person: Person): Promise<Decided[]> {
  const rows = await db.transact((tx) =>
    tx.execute<{ id: string; sequence: number; state: string; body: Buffer | null; is_repeated: boolean }>(
      sql`select c.id, o.sequence, o.state, o.body_sealed as body, o.repeated_at is not null as is_repeated
          from outbox o join conversations c on c.id = o.conversation_id
          where c.address_index = ${deps.vault.index('address', 'telegram', person.address)} order by o.sequence`,
    ),
  );
  return rows.map(({ id, sequence, state, body, is_repeated }) => {
    const opened = body && deps.vault.openOfDay(Buffer.from(body), outboxContext(id, sequence));
    const part = opened && opened.state !== 'gone' ? fromJson<{ text?: string }>(opened.plain) : {};
    return { state, text: (part.text ?? '').trim(), isRepeated: is_repeated };
  });
}
