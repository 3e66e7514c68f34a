import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pushKeys, startAlarm } from './app-alarm.ts';
import { makeChannels } from './app-channels.ts';
import type { Channel } from './channels/channel.ts';
import { createDispatcher, type Dispatcher, type DispatcherDeps } from './channels/dispatcher.ts';
import { createIntake, type IntakeDeps, replaySpool } from './channels/intake.ts';
import { openSpool } from './channels/spool.ts';
import type { Clock } from './clock.ts';
import { type Config, StartFault } from './config.ts';
import { registerConsole } from './console/app.ts';
import type { Renderer } from './conversation/render.ts';
import { setBackWithDue } from './conversation/set-back.ts';
import { createWords } from './conversation/words.ts';
import { numbersFor, services } from './directory/numbers.ts';
import { codeOf } from './errors.ts';
import { listen } from './http/listen.ts';
import { createServer } from './http/server.ts';
import type { Ids } from './ids.ts';
import { showLife } from './life.ts';
import type { Log } from './log.ts';
import { fetchAttachments } from './media/fetch.ts';
import { openSteps, readReadiness } from './readiness.ts';
import { type KeyFolder, openKeyFolder } from './sealing/key-folder.ts';
import { createVault } from './sealing/vault.ts';
import { appendErasure } from './store/backup-erasures.ts';
import { backupChores, isBackupOverdue } from './store/backup-nightly.ts';
import { type Address, type Database, migrateDatabase, openDatabase, type Tx } from './store/database.ts';
import type { StoreDeps } from './store/deps.ts';
import { readFigures } from './store/figures.ts';
import { ensureOrg, probe } from './store/org.ts';
import { createReceiptPool } from './store/receipts.ts';
import { openStore } from './store/server.ts';
import { makeSetUpLink } from './store/set-up.ts';
import { readStamps } from './store/stamps.ts';
import { countAside } from './store/turn-failures.ts';
import { createWritingKeys } from './store/writing-keys.ts';
import { checkReceipts } from './turns/check-receipts.ts';
import { limits as asideLimits } from './turns/set-aside.ts';
import { type TurnDeps, takeSetAside, takeTurns } from './turns/take-turns.ts';
import { startWorker, type Worker } from './turns/worker.ts';
import { createUpkeep, houseChores, type Standing } from './upkeep.ts';

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

const spoolIn = (config: Config) => join(config.dataFolder, 'spool');
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
    const { chatName, isSetUp, settings } = org;
    const stamps = await db.transact(readStamps);
    const { isReady } = await db.transact((tx) => readReadiness(tx, store));
    const standing: Standing = { chatName, isSetUp, settings, stamps, isReady };
    const { address } = opened;
    // Until the first look says otherwise nobody is told that no one is there.
    const house: House = { ...options, ...standing, isNobodyThere: false, address, db, store, keys, undo };
    const running = await startParts(house);
    return { ...running, setUpSecret, db, store, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

export interface House extends AppOptions, Standing {
  /** Nobody who holds the team's key is on duty (app-alarm.ts keeps it): a turn asks no database for it. */
  isNobodyThere: boolean;
  address: Address;
  db: Database;
  store: StoreDeps;
  keys: KeyFolder;
  undo: (() => Promise<void>)[];
}

/** Words and numbers as the organisation's rows say now. */
function rendererOf(house: House): Renderer {
  return {
    words: createWords(
      () => house.chatName,
      (key) => house.log.warn('words.missing', { code: key }),
      () => ({ ...house.settings, isTrial: !house.isReady }),
    ),
    numbersFor: (place) => numbersFor(services, place, { stamps: house.stamps, now: house.clock.now() }),
  };
}

async function startParts(house: House): Promise<Pick<App, 'url' | 'channels'>> {
  const { db, store, log, undo } = house;
  const renderer = rendererOf(house);
  const wake = { turns: () => {}, outbox: () => {} };
  const intakeDeps: IntakeDeps = {
    db,
    store,
    log,
    spool: openSpool({ folder: spoolIn(house.config), log, ...store }),
    nudge: () => wake.turns(),
    ...(house.reach?.intake ? { reach: house.reach.intake } : {}),
  };
  const made = makeChannels(house, renderer, createIntake(intakeDeps));
  const { channels } = made;
  const app = await makeServer(house, made);
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
  await startWorkers(house, { renderer, intakeDeps, dispatcher, channels, wake });
  await startAlarm(house, renderer.words, channels);
  for (const channel of channels) {
    await channel.start();
    undo.push(() => channel.stop());
  }
  await replaySpool(intakeDeps);
  return { url: await listen(app, house.config), channels };
}

async function makeServer(
  house: House,
  { register, telegramName }: ReturnType<typeof makeChannels>,
): Promise<FastifyInstance> {
  const { config, db, store, log, clock } = house;
  const app = await createServer({
    log,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    metrics: {
      figures: () => db.transact((tx) => readFigures(tx, store)),
      spoolFolder: spoolIn(config),
      token: config.metricsToken,
    },
    canCommit: () => db.transact(probe),
    degradedBy: async () => [
      ...(await db.transact((tx) => openSteps(tx, store))),
      ...(isBackupOverdue(config.backupFolder, clock.now()) ? ['backupOverdue'] : []),
      ...((await db.transact((tx) => countAside(tx, asideLimits.triesMax))).stuck > 0 ? ['turnsStuck'] : []),
    ],
  });
  register(app);
  const pushKey = async (tx: Tx) => (await pushKeys(house, tx)).publicKey;
  registerConsole(app, {
    db,
    store,
    log,
    clock,
    publicUrl: config.publicUrl,
    pushKey,
    telegramName,
    appendErasure: (caseId, at) => appendErasure(config.backupFolder, caseId, at),
  });
  house.addRoutes?.(app, { db, store });
  return app;
}

interface Engine {
  renderer: Renderer;
  intakeDeps: IntakeDeps;
  dispatcher: Dispatcher;
  channels: readonly Channel[];
  wake: { turns: () => void; outbox: () => void };
}

async function startWorkers(house: House, engine: Engine): Promise<void> {
  const { db, store, log, undo } = house;
  const keys = createWritingKeys();
  const turnDeps: TurnDeps = {
    db,
    store,
    log,
    renderer: engine.renderer,
    keys,
    receipts: createReceiptPool(store),
    org: () => ({ ...house.settings, isNobodyThere: house.isNobodyThere }),
    ...(house.reach?.turn ? { reach: house.reach.turn } : {}),
  };
  const turns = startWorker('turns', log, async () => {
    const taken = await takeTurns(turnDeps);
    if (taken > 0) engine.wake.outbox();
    return taken;
  });
  // Each reply nudges once it is settled: to look again at once would be a transaction that finds nothing.
  const outbox = startWorker('outbox', log, () => engine.dispatcher.dispatch().then(() => 0));
  const { channels } = engine;
  // Hashing what somebody guesses must never stand before a cry: it has a worker of its own.
  const checks = startWorker('checks', log, () => checkReceipts({ db, store, keys }));
  turnDeps.nudgeChecks = () => checks.nudge();
  const media = startWorker('media', log, () => fetchAttachments({ db, store, keys, log, channels }));
  // Those that take too long have a worker of their own: the others' must not stand behind them.
  const aside = startWorker('aside', log, () => takeSetAside(turnDeps));
  const unhurried = startUnhurried(house, engine);
  engine.wake.turns = () => turns.nudge();
  engine.wake.outbox = () => outbox.nudge();
  const unlisten = [
    await db.listen('inbox', () => turns.nudge()),
    await db.listen('outbox', () => outbox.nudge()),
  ];
  undo.push(async () => {
    for (const stop of unlisten) await stop();
    await stopAll([turns, outbox, checks, media, aside, ...unhurried]);
    await engine.dispatcher.settle();
  });
}

/** Two workers: a copy of everything may take minutes, and nothing else may wait for it. */
function startUnhurried(house: House, { intakeDeps }: Engine): Worker[] {
  const { store, log } = house;
  const chores = houseChores(house, () => replaySpool(intakeDeps), setBackWithDue);
  return [
    startWorker('upkeep', log, createUpkeep(store, chores)),
    startWorker('backup', log, createUpkeep(store, backupChores(house))),
  ];
}

async function stopAll(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.stop()));
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
