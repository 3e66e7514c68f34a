import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import qrcode from 'qrcode';
import type { Channel, Intake } from '../channels/channel.ts';
import { createIntake } from '../channels/intake.ts';
import { openSpool } from '../channels/spool.ts';
import { createWhatsAppChannel, whatsAppLock } from '../channels/whatsapp/connection.ts';
import { type KeyStore, names, pairedAs } from '../channels/whatsapp/credentials.ts';
import { type Pairing, type PairingOptions, pair } from '../channels/whatsapp/pairing.ts';
import { type StateCode, sentences } from '../channels/whatsapp/states.ts';
import { systemClock } from '../clock.ts';
import { type Config, loadConfig, renderFaults, StartFault } from '../config.ts';
import { randomIds } from '../ids.ts';
import { silentLog } from '../log.ts';
import { openKeyFolder } from '../sealing/key-folder.ts';
import { createVault } from '../sealing/vault.ts';
import { type Database, openDatabase } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { connectToRunning } from '../store/server.ts';
import { findDatabaseId } from '../store/set-up.ts';
import { createWhatsAppKeys } from '../store/whatsapp-keys.ts';

/**
 * `npm run whatsapp -- pair | pair --raw | unpair | status`: links Suar to a phone from the terminal,
 * whether Suar runs or not. With --raw standard output carries each code as text, one a line, and nothing
 * else; whatever a human should know goes to standard error.
 */
const words = {
  usage: 'Pakai / use:  whatsapp pair [--raw]  |  whatsapp unpair  |  whatsapp status',
  notStarted:
    'Suar belum pernah dijalankan di sini. Jalankan npm start dulu. / Suar has never run here: run npm start first.',
  scan: 'Di ponsel: WhatsApp → Perangkat tertaut → Tautkan perangkat, lalu pindai. / On the phone: WhatsApp → Linked devices → Link a device, then scan.',
  already:
    'Sudah tertaut. Untuk menautkan nomor lain: whatsapp unpair dulu. / Already paired. For another number: whatsapp unpair first.',
  busy: 'Perintah lain sedang menautkan. Tunggu sampai selesai. / Another command is pairing right now: wait for it.',
  paired: 'Tertaut; menyambung… / Paired; connecting…',
  connected: 'Tersambung. / Connected.',
  handedOver: 'Tersambung oleh Suar yang sedang berjalan. / Connected by the Suar that is running.',
  notYet:
    'Tertaut, tetapi belum tersambung. Jalankan npm start; Suar terus mencoba. / Paired, but not connected yet. Run npm start; it keeps trying.',
  notPaired: 'Tidak ada nomor yang tertaut. / No number is paired.',
  unpairing: 'Memutus tautan… / Unpairing…',
  unpaired:
    'Tautan diputus dan semua kunci dihapus; kasus tetap ada. / Unpaired and every key deleted; cases stay.',
  unpairLater:
    'WhatsApp tidak menjawab. Tautan diputus begitu tersambung; kalau mendesak, hapus perangkat ini di ponsel. / WhatsApp does not answer. It will be unpaired once connected; if that is urgent, remove this device on the phone.',
} as const;

const limits = {
  connections: 3,
  stepMilliseconds: 200,
  connectSeconds: 60,
  unpairSeconds: 40,
  /** A Suar that runs notices a pairing within two seconds, and takes the line within four more. */
  leaveSeconds: 7,
  quietMilliseconds: 2_000,
};

interface Desk {
  db: Database;
  deps: StoreDeps;
  keyStore: KeyStore;
  intake: Intake & { keptAt(): number };
  wsUrl: string | undefined;
  signal: AbortSignal;
}

const say = (text: string) => process.stderr.write(`${text}\n`);

async function runPair(desk: Desk, isRaw: boolean): Promise<number> {
  const { keyStore, wsUrl, signal } = desk;
  const lock = await desk.db.ownLock(whatsAppLock);
  if (!lock) {
    say((await pairedAs(keyStore)) === undefined ? words.busy : words.already);
    return 1;
  }
  const onQr = (text: string) => (isRaw ? process.stdout.write(`${text}\n`) : void drawQr(text));
  if (!isRaw) say(words.scan);
  const pairing = await pairUnder(lock, { keyStore, wsUrl, onQr, log: silentLog, signal });
  switch (pairing.is) {
    case 'paired':
      say(words.paired);
      return connectFirst(desk);
    case 'alreadyPaired':
      say(words.already);
      return 1;
    case 'refused':
      say(sentenceOf(pairing.code));
      return 1;
    case 'givenUp':
      return 130;
  }
}

async function pairUnder(lock: { release(): Promise<void> }, options: PairingOptions): Promise<Pairing> {
  try {
    return await pair(options);
  } finally {
    await lock.release();
  }
}

async function drawQr(text: string): Promise<void> {
  process.stdout.write(`\n${await qrcode.toString(text, { type: 'terminal', small: true })}\n`);
}

/**
 * The phone waits for the new device to log in. A Suar that runs does it: what comes first is then its own. Without
 * one this command logs in, and keeps what arrives, until nothing has come for a while: WhatsApp was told of it all,
 * and will not send it again.
 */
async function connectFirst(desk: Desk): Promise<number> {
  if (await until(limits.leaveSeconds, async () => (await readHealth(desk)) !== undefined)) {
    const isOn = await until(
      limits.connectSeconds,
      async () => (await readHealth(desk))?.code === 'connected',
    );
    say(isOn ? words.handedOver : words.notYet);
    return isOn ? 0 : 1;
  }
  return withChannel(desk, async (channel) => {
    const ended = await until(limits.connectSeconds, async () => {
      const { state, code } = channel.health();
      return state === 'connected' || state === 'stopped' || code === 'heldElsewhere';
    });
    const { state, code } = channel.health();
    if (state === 'connected') await untilQuiet(desk);
    if (state === 'stopped') say(sentenceOf(code));
    else if (!ended) say(words.notYet);
    else say(state === 'connected' ? words.connected : words.handedOver);
    return ended && state !== 'stopped' ? 0 : 1;
  });
}

async function untilQuiet({ intake }: Desk): Promise<void> {
  const began = performance.now();
  await until(limits.connectSeconds, async () => {
    const since = performance.now() - Math.max(intake.keptAt(), began);
    return since > limits.quietMilliseconds;
  });
}

/** What the owner of the line last saw; undefined while this pairing has had none. */
async function readHealth({ keyStore }: Desk): Promise<{ code: string; at: string } | undefined> {
  const seen = (await keyStore.read([names.health])).get(names.health);
  return seen === undefined ? undefined : (JSON.parse(seen) as { code: string; at: string });
}

/** Only the holder of the line can tell WhatsApp, so a row asks whoever that is, this command included. */
async function runUnpair(desk: Desk): Promise<number> {
  const { keyStore } = desk;
  if ((await pairedAs(keyStore)) === undefined) {
    say(words.notPaired);
    return 1;
  }
  say(words.unpairing);
  await keyStore.write(new Map([[names.unpairWanted, 'yes']]));
  return withChannel(desk, async () => {
    const isGone = await until(limits.unpairSeconds, async () => (await pairedAs(keyStore)) === undefined);
    say(isGone ? words.unpaired : words.unpairLater);
    return isGone ? 0 : 1;
  });
}

async function runStatus(desk: Desk): Promise<number> {
  const { db, keyStore } = desk;
  if ((await pairedAs(keyStore)) === undefined) {
    process.stdout.write(`notPaired\t${sentenceOf('notPaired')}\n`);
    return 0;
  }
  const lock = await db.ownLock(whatsAppLock);
  await lock?.release();
  const { code, at } = (await readHealth(desk)) ?? { code: 'stopped', at: '' };
  // What the last owner saw is true only while there is one; a refusal by WhatsApp outlives it.
  const isTrue = !lock || ['loggedOut', 'banned', 'replaced'].includes(code);
  const shown = isTrue ? code : 'stopped';
  process.stdout.write(`${shown}\t${at}\t${sentenceOf(shown)}\n`);
  return 0;
}

function sentenceOf(code: string): string {
  const known: StateCode = code in sentences ? (code as StateCode) : 'stopped';
  return `${sentences[known].id} / ${sentences[known].en}`;
}

async function withChannel(desk: Desk, work: (channel: Channel) => Promise<number>): Promise<number> {
  const { db, deps, keyStore, wsUrl } = desk;
  const channel = createWhatsAppChannel({
    // As the app keeps: also while the database is away, and what a member of the team writes is hers.
    intake: desk.intake,
    keyStore,
    wsUrl,
    ownLock: () => db.ownLock(whatsAppLock),
    sentMessage: async () => undefined,
    log: silentLog,
    clock: deps.clock,
  });
  await channel.start();
  try {
    return await work(channel);
  } finally {
    await channel.stop();
  }
}

/** The app's own way in. What goes into the spool is found by the app, at its next start or within seconds. */
function openIntake(db: Database, deps: StoreDeps, config: Config): Desk['intake'] {
  const log = silentLog;
  const spool = openSpool({ folder: path.join(config.dataFolder, 'spool'), log, ...deps });
  const intake = createIntake({ db, store: deps, spool, log, nudge: () => {} });
  let keptAt = performance.now();
  return {
    ...intake,
    keptAt: () => keptAt,
    keep: async (batch, position) => {
      await intake.keep(batch, position);
      keptAt = performance.now();
    },
  };
}

/** @returns whether it became so in time */
async function until(seconds: number, isSo: () => Promise<boolean>): Promise<boolean> {
  for (let waited = 0; waited < seconds * 1000; waited += limits.stepMilliseconds) {
    if (await isSo()) return true;
    await wait(limits.stepMilliseconds);
  }
  return isSo();
}

type Command = { verb: 'pair'; isRaw: boolean } | { verb: 'unpair' | 'status' };

function readCommand(args: readonly string[]): Command | undefined {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { raw: { type: 'boolean', default: false } },
    });
    const [verb, ...rest] = positionals;
    if (rest.length > 0 || (values.raw && verb !== 'pair')) return undefined;
    if (verb === 'pair') return { verb, isRaw: values.raw };
    return verb === 'unpair' || verb === 'status' ? { verb } : undefined;
  } catch {
    // An option that does not exist.
    return undefined;
  }
}

/** The database of the app, running or not. @throws StartFault with what to mend */
async function runAt(config: Config, command: Command, signal: AbortSignal): Promise<number> {
  if (!config.databaseUrl && !existsSync(config.dataFolder)) return refuse(words.notStarted);
  const store = await connectToRunning(config);
  const db = openDatabase(store.address, limits.connections);
  try {
    const databaseId = await db.transact(findDatabaseId);
    if (databaseId === undefined) return refuse(words.notStarted);
    const keys = openKeyFolder({ folder: config.keyFolder, databaseId, databaseIsEmpty: false });
    const deps: StoreDeps = { vault: createVault(keys), ids: randomIds, clock: systemClock };
    const keyStore = createWhatsAppKeys(db, deps);
    const intake = openIntake(db, deps, config);
    const desk: Desk = { db, deps, keyStore, intake, wsUrl: config.whatsappUrl, signal };
    if (command.verb === 'pair') return await runPair(desk, command.isRaw);
    return command.verb === 'unpair' ? await runUnpair(desk) : await runStatus(desk);
  } finally {
    await db.close();
    await store.stop();
  }
}

function refuse(why: string): number {
  say(why);
  return 2;
}

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const command = readCommand(args);
  if (!command) return refuse(words.usage);
  const read = loadConfig();
  if (read.is === 'faults') return refuse(renderFaults(read.faults));
  try {
    return await runAt(read.config, command, signal);
  } catch (cause) {
    if (cause instanceof StartFault) return refuse(`${cause.why.id}\n${cause.why.en}`);
    throw cause;
  }
}

if (import.meta.main) {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const code = await run(process.argv.slice(2), stopping.signal);
  // Baileys leaves timers behind that would hold the process for half a minute.
  process.stdout.write('', () => process.exit(code));
}
