import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Channel, Intake } from './channels/channel.ts';
import { createDispatcher, type Dispatcher, type DispatcherDeps } from './channels/dispatcher.ts';
import { createIntake, type IntakeDeps, replaySpool } from './channels/intake.ts';
import { openSpool } from './channels/spool.ts';
import { createTelegramChannel } from './channels/telegram/connection.ts';
import { createWebChannel } from './channels/web/channel.ts';
import { createWhatsAppChannel, whatsAppLock } from './channels/whatsapp/connection.ts';
import type { Clock } from './clock.ts';
import { type Config, StartFault } from './config.ts';
import { registerConsole } from './console/app.ts';
import { notOpenPart, openingParts } from './conversation/opening.ts';
import type { Renderer } from './conversation/render.ts';
import { createWords } from './conversation/words.ts';
import { numbersFor, services } from './directory/numbers.ts';
import { codeOf } from './errors.ts';
import { createServer } from './http/server.ts';
import type { Ids } from './ids.ts';
import { showLife } from './life.ts';
import type { Log } from './log.ts';
import { type KeyFolder, openKeyFolder } from './sealing/key-folder.ts';
import { createVault } from './sealing/vault.ts';
import { type Address, type Database, migrateDatabase, openDatabase } from './store/database.ts';
import type { StoreDeps } from './store/deps.ts';
import { ensureOrg, probe, readOrg } from './store/org.ts';
import { readSentText } from './store/outbox.ts';
import { createReceiptPool } from './store/receipts.ts';
import { openStore } from './store/server.ts';
import { makeSetUpLink } from './store/set-up.ts';
import { findWebConversation, readWebThread, wakeWeb } from './store/web-thread.ts';
import { createWhatsAppKeys } from './store/whatsapp-keys.ts';
import { createWritingKeys } from './store/writing-keys.ts';
import { type TurnDeps, takeTurns } from './turns/take-turns.ts';
import { startWorker, type Worker } from './turns/worker.ts';
import { createUpkeep } from './upkeep.ts';

/** Everything put together: config → store → parts → started; stopped in reverse. */
export interface AppOptions {
  config: Config;
  log: Log;
  clock: Clock;
  ids: Ids;
  /** Where a storm stops the process; absent otherwise. */
  reach?: { turn?: TurnDeps['reach']; intake?: IntakeDeps['reach']; dispatcher?: DispatcherDeps['reach'] };
  /** More doors on the same server, before it listens: the demo's way in. */
  addRoutes?: (server: FastifyInstance, parts: { db: Database; store: StoreDeps }) => void;
}

export interface App {
  /** Where this process listens, as seen from this machine. */
  url: string;
  /** The secret of the one-time set-up link; undefined once set up. */
  setUpSecret: string | undefined;
  channels: readonly Channel[];
  db: Database;
  store: StoreDeps;
  stop(): Promise<void>;
}

const migrationsFolder = join(import.meta.dirname, '../migrations');

/** @throws StartFault with a sentence for the operator; anything else is a fault of ours */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, log, clock, ids } = options;
  const opened = await openStore(config, log);
  const undo: (() => Promise<void>)[] = [() => opened.stop()];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    await migrate(opened.address, config);
    const db = openDatabase(opened.address);
    undo.push(() => db.close());
    const org = await db.transact((tx) => ensureOrg(tx, ids, clock));
    const keys = openKeyFolder({
      folder: config.keyFolder,
      databaseId: org.databaseId,
      databaseIsEmpty: org.isEmpty,
    });
    const store: StoreDeps = { vault: createVault(keys), ids, clock };
    const setUpSecret = await db.transact((tx) => makeSetUpLink(tx, store));
    const house: House = { ...options, db, store, keys, chatName: org.chatName, isSetUp: org.isSetUp, undo };
    const running = await startParts(house);
    return { ...running, setUpSecret, db, store, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

interface House extends AppOptions {
  db: Database;
  store: StoreDeps;
  keys: KeyFolder;
  /** As the organisation's row says; refreshed while running. */
  chatName: string;
  isSetUp: boolean;
  undo: (() => Promise<void>)[];
}

async function startParts(house: House): Promise<Pick<App, 'url' | 'channels'>> {
  const { db, store, log, undo } = house;
  const renderer: Renderer = {
    words: createWords(
      () => house.chatName,
      (key) => log.warn('words.missing', { code: key }),
    ),
    numbersFor: (place) => numbersFor(services, place),
  };
  const wake = { turns: () => {}, outbox: () => {} };
  const intakeDeps: IntakeDeps = {
    db,
    store,
    log,
    spool: openSpool({ folder: join(house.config.dataFolder, 'spool'), log, ...store }),
    nudge: () => wake.turns(),
    ...(house.reach?.intake ? { reach: house.reach.intake } : {}),
  };
  const { channels, web } = makeChannels(house, renderer, intakeDeps);
  const app = await makeServer(house, web);
  undo.push(() => app.close());
  const dispatcher = createDispatcher({
    db,
    store,
    log,
    channels,
    nudge: () => wake.outbox(),
    ...(house.reach?.dispatcher ? { reach: house.reach.dispatcher } : {}),
  });
  undo.push(await showLife(house, dispatcher.id));
  await startWorkers(house, { renderer, intakeDeps, dispatcher, wake });
  for (const channel of channels) {
    await channel.start();
    undo.push(() => channel.stop());
  }
  await replaySpool(intakeDeps);
  await listen(app, house.config);
  return { url: urlOf(app), channels };
}

function makeChannels(house: House, renderer: Renderer, intakeDeps: IntakeDeps) {
  const intake = createIntake(intakeDeps);
  const web = makeWeb(house, renderer, intake);
  return { web, channels: [web, makeWhatsApp(house, intake), ...makeTelegram(house, intake)] };
}

function makeWeb(house: House, renderer: Renderer, intake: Intake) {
  const { config, db, store, log } = house;
  return createWebChannel({
    intake,
    ids: store.ids,
    log,
    publicUrl: config.publicUrl,
    chatName: () => house.chatName,
    opening: (language) =>
      house.isSetUp ? openingParts(renderer, language, 'web') : [notOpenPart(renderer, language, 'web')],
    readThread: (address) => db.transact((tx) => readWebThread(tx, store, address)),
    conversationOf: (address) => db.transact((tx) => findWebConversation(tx, store, address)),
    wake: (address) =>
      db.transact(async (tx) => {
        const conversation = await findWebConversation(tx, store, address);
        if (conversation) await wakeWeb(tx, conversation);
      }),
    listen: (heard) => db.listen('web', heard),
  });
}

function makeWhatsApp({ config, db, store, log, clock }: House, intake: Intake): Channel {
  return createWhatsAppChannel({
    intake,
    keyStore: createWhatsAppKeys(db, store),
    wsUrl: config.whatsappUrl,
    ownLock: () => db.ownLock(whatsAppLock),
    sentMessage: (messageId) => db.transact((tx) => readSentText(tx, store, messageId)),
    log,
    clock,
  });
}

/** None without a token. */
function makeTelegram({ config, db, log, clock }: House, intake: Intake): Channel[] {
  if (!config.telegramToken) return [];
  return [
    createTelegramChannel({
      token: config.telegramToken.reveal(),
      apiRoot: config.telegramApiRoot,
      intake,
      ownLock: () => db.ownLock('suar.telegram'),
      log,
      clock,
    }),
  ];
}

async function makeServer(house: House, web: ReturnType<typeof createWebChannel>): Promise<FastifyInstance> {
  const { config, db, store, log, clock } = house;
  const app = await createServer({
    log,
    publicUrl: config.publicUrl,
    canCommit: () => db.transact(probe),
    degradedBy: async () => ((await db.transact(readOrg)).isSetUp ? [] : ['notSetUp']),
  });
  web.register(app);
  registerConsole(app, { db, store, log, clock, publicUrl: config.publicUrl });
  house.addRoutes?.(app, { db, store });
  return app;
}

interface Engine {
  renderer: Renderer;
  intakeDeps: IntakeDeps;
  dispatcher: Dispatcher;
  wake: { turns: () => void; outbox: () => void };
}

async function startWorkers(house: House, engine: Engine): Promise<void> {
  const { db, store, log, undo } = house;
  const turnDeps: TurnDeps = {
    db,
    store,
    log,
    renderer: engine.renderer,
    keys: createWritingKeys(),
    receipts: createReceiptPool(store),
    ...(house.reach?.turn ? { reach: house.reach.turn } : {}),
  };
  const turns = startWorker('turns', log, async () => {
    const taken = await takeTurns(turnDeps);
    if (taken > 0) engine.wake.outbox();
    return taken;
  });
  const outbox = startWorker('outbox', log, () => engine.dispatcher.dispatch());
  const upkeep = startWorker(
    'upkeep',
    log,
    createUpkeep(house, () => replaySpool(engine.intakeDeps)),
  );
  engine.wake.turns = () => turns.nudge();
  engine.wake.outbox = () => outbox.nudge();
  const unlisten = [
    await db.listen('inbox', () => turns.nudge()),
    await db.listen('outbox', () => outbox.nudge()),
  ];
  undo.push(async () => {
    for (const stop of unlisten) await stop();
    await stopAll([turns, outbox, upkeep]);
    await engine.dispatcher.settle();
  });
}

async function stopAll(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.stop()));
}

async function listen(app: FastifyInstance, { port, host }: Config): Promise<void> {
  try {
    await app.listen({ port, host });
  } catch (cause) {
    if (codeOf(cause) !== 'EADDRINUSE') throw cause;
    throw new StartFault('portTaken', {
      id: `Port ${port} sedang dipakai program lain. Hentikan dulu, atau pilih PORT lain.`,
      en: `Port ${port} is in use by another program. Stop it first, or choose another PORT.`,
    });
  }
}

/** Says in plain words that the server of DATABASE_URL does not answer; the url itself is never printed. */
async function migrate(address: Address, config: Config): Promise<void> {
  try {
    await migrateDatabase(address, migrationsFolder);
  } catch (cause) {
    const code = codeOf(cause);
    if (!config.databaseUrl || !code) throw cause;
    throw new StartFault('databaseAway', {
      id: `PostgreSQL di DATABASE_URL tidak bisa dipakai (${code}). Periksa alamat, nama, kata sandi, dan apakah ia menyala.`,
      en: `PostgreSQL at DATABASE_URL cannot be used (${code}). Check address, name, password, and whether it is up.`,
    });
  }
}

function urlOf(app: FastifyInstance): string {
  const address = app.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return `http://127.0.0.1:${port}`;
}
