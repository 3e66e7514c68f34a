import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { type Config, loadConfig, StartFault } from '../config.ts';
import { codeOf } from '../errors.ts';
import { type CheckUp, readCheckUp } from '../store/check-up.ts';
import { openDatabase } from '../store/database.ts';
import { connectToRunning } from '../store/server.ts';
import { type Finding, finding, lookAtMachine } from './doctor-machine.ts';

/**
 * `npm run doctor [-- --json]`: what is missing or wrong on this machine, in plain words. Reads only. Exit 0
 * when nothing is bad. No secret is ever in a finding: tokens are tried, never shown.
 */
const limits = {
  /** A platform or our own address that does not answer by then is away. */
  answerMilliseconds: 5_000,
  clockWarnMilliseconds: 2_000,
  clockBadMilliseconds: 60_000,
  oldestPostgres: 15,
};

/** All findings, in the order in which they are best mended. */
export async function examine(config: Config): Promise<Finding[]> {
  const now = systemClock.now();
  const [port, telegram, reached] = await Promise.all([
    lookAtPort(config.port),
    lookAtTelegram(config),
    lookFromOutside(config),
  ]);
  return [...lookAtMachine(config, now), port, ...(await lookAtDatabase(config)), telegram, ...reached];
}

async function lookAtDatabase(config: Config): Promise<Finding[]> {
  if (!config.databaseUrl && !existsSync(config.dataFolder))
    return [
      finding(
        'database',
        'warn',
        'Suar belum pernah dijalankan di sini: npm start',
        'Suar was never started here: npm start',
      ),
    ];
  try {
    const store = await connectToRunning(config);
    const db = openDatabase(store.address, 1);
    try {
      const folder = path.join(import.meta.dirname, '../../migrations');
      return judge(config, await db.transact((tx) => readCheckUp(tx, folder)));
    } finally {
      await db.close();
      await store.stop();
    }
  } catch (cause) {
    if (cause instanceof StartFault) return [{ name: 'database', state: 'bad', said: cause.why }];
    const code = codeOf(cause) ?? 'tanpa kode';
    return [
      finding(
        'database',
        'bad',
        `Basis data tidak bisa dipakai (${code}).`,
        `The database cannot be used (${code}).`,
      ),
    ];
  }
}

function judge(config: Config, { version, encoding, now, pending, house }: CheckUp): Finding[] {
  const skew = Math.abs(systemClock.now().getTime() - now.getTime());
  const skewState =
    skew > limits.clockBadMilliseconds ? 'bad' : skew > limits.clockWarnMilliseconds ? 'warn' : 'good';
  return [
    finding(
      'database',
      version >= limits.oldestPostgres && encoding === 'UTF8' ? 'good' : 'bad',
      `PostgreSQL ${version}, ${encoding}.`,
      `PostgreSQL ${version}, ${encoding}.`,
    ),
    finding(
      'clock',
      skewState,
      `Jam mesin ini dan basis data berbeda ${Math.round(skew / 1000)} detik.`,
      `This machine's clock and the database's differ by ${Math.round(skew / 1000)} s.`,
    ),
    pending === 0
      ? finding('migrations', 'good', 'Skema terbaru.', 'The schema is up to date.')
      : finding(
          'migrations',
          'warn',
          `${pending} pembaruan skema menunggu: npm run update`,
          `${pending} schema updates wait: npm run update`,
        ),
    ...(house ? judgeHouse(config, house) : []),
  ];
}

function judgeHouse(config: Config, house: NonNullable<CheckUp['house']>): Finding[] {
  const keys = judgeKeys(config, house.databaseId);
  if (!house.isSetUp) return [keys, finding('setUp', 'bad', ...words.notSetUp)];
  const { keyHolders } = house;
  return [
    keys,
    pick('recoveryKey', house.isRecoveryConfirmed, 'bad', words.recovery, words.noRecovery),
    keyHolders >= 2
      ? finding('keyHolders', 'good', `${keyHolders} pemegang kunci.`, `${keyHolders} key-holders.`)
      : finding('keyHolders', 'bad', ...words.oneHolder),
    pick('whatsapp', house.isWhatsAppPaired, 'warn', words.paired, words.notPaired),
  ];
}

/** Indonesian, then English. */
type Pair = readonly [id: string, en: string];

const pick = (name: string, isGood: boolean, otherwise: 'warn' | 'bad', good: Pair, not: Pair): Finding =>
  finding(name, isGood ? 'good' : otherwise, ...(isGood ? good : not));

const words = {
  notSetUp: [
    'Belum disiapkan: buka tautan yang dicetak npm start.',
    'Not set up: open the link that npm start prints.',
  ],
  recovery: ['Kunci pemulihan sudah diketik ulang.', 'The recovery key was typed back.'],
  noRecovery: [
    'Kunci pemulihan belum pernah diketik ulang: tanpa kunci itu cadangan tidak berguna.',
    'The recovery key was never typed back: without it backups are useless.',
  ],
  oneHolder: [
    'Kurang dari dua pemegang kunci: undang dan percayai satu lagi.',
    'Fewer than two key-holders: invite and trust one more.',
  ],
  paired: ['WhatsApp tertaut.', 'WhatsApp is paired.'],
  notPaired: [
    'WhatsApp tidak tertaut: npm run whatsapp -- pair',
    'WhatsApp is not paired: npm run whatsapp -- pair',
  ],
} satisfies Record<string, Pair>;

function judgeKeys({ keyFolder }: Config, databaseId: string): Finding {
  const file = path.join(keyFolder, 'suar-keys.json');
  const isOurs = existsSync(file) && readFileSync(file, 'utf8').includes(`"${databaseId}"`);
  return isOurs
    ? finding('keys', 'good', 'Kunci milik basis data ini.', 'The keys belong to this database.')
    : finding(
        'keys',
        'bad',
        `Kunci di ${keyFolder} bukan milik basis data ini.`,
        `The keys in ${keyFolder} do not belong to this database.`,
      );
}

/** Taken by Suar itself is as good as free. */
async function lookAtPort(port: number): Promise<Finding> {
  const isFree = await new Promise<boolean>((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  if (isFree) return finding('PORT', 'good', `Port ${port} bebas.`, `Port ${port} is free.`);
  const answer = await ask(`http://127.0.0.1:${port}/healthz`);
  return typeof answer === 'number'
    ? finding('PORT', 'good', `Suar berjalan di port ${port}.`, `Suar runs on port ${port}.`)
    : finding(
        'PORT',
        'bad',
        `Port ${port} dipakai program lain: pilih PORT lain.`,
        `Port ${port} is in use by another program: choose another PORT.`,
      );
}

async function lookAtTelegram({ telegramToken, telegramApiRoot }: Config): Promise<Finding> {
  if (!telegramToken)
    return finding(
      'telegram',
      'warn',
      'Telegram mati: TELEGRAM_BOT_TOKEN kosong.',
      'Telegram is off: TELEGRAM_BOT_TOKEN is empty.',
    );
  const answer = await ask(`${telegramApiRoot}/bot${telegramToken.reveal()}/getMe`);
  if (answer === 200) return finding('telegram', 'good', 'Telegram menjawab.', 'Telegram answers.');
  return typeof answer === 'number'
    ? finding(
        'telegram',
        'bad',
        `Telegram menolak token ini (${answer}): salin lagi dari @BotFather.`,
        `Telegram refuses this token (${answer}): copy it again from @BotFather.`,
      )
    : finding(
        'telegram',
        'bad',
        `Telegram tidak terjangkau (${answer}).`,
        `Telegram cannot be reached (${answer}).`,
      );
}

async function lookFromOutside({ publicUrl }: Config): Promise<Finding[]> {
  if (!publicUrl?.startsWith('https:')) return [];
  const answer = await ask(`${publicUrl}/healthz`);
  return [
    answer === 200
      ? finding('tls', 'good', 'Alamat luar menjawab lewat https.', 'The public address answers over https.')
      : finding(
          'tls',
          'bad',
          `Alamat luar tidak menjawab (${answer}). Periksa proksi, sertifikat, DNS. Dari jaringan sendiri bisa juga router yang menolak.`,
          `The public address does not answer (${answer}). Check proxy, certificate, DNS. From inside, the router may refuse.`,
        ),
  ];
}

/** @returns the status, or a code for why there was none; the url, which may hold a token, is in neither */
async function ask(url: string): Promise<number | string> {
  try {
    const { status } = await fetch(url, {
      signal: AbortSignal.timeout(limits.answerMilliseconds),
      redirect: 'manual',
    });
    return status;
  } catch (cause) {
    return codeOf(cause) ?? 'timeout';
  }
}

const marks = { good: 'ok  ', warn: '!   ', bad: 'X   ' };

/** Findings for a terminal: Indonesian, and English below. */
export function renderFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ name, state, said }) => `${marks[state]}${name}: ${said.id}\n      ${said.en}\n`)
    .join('');
}

async function main(): Promise<void> {
  const isJson = parseArgs({ options: { json: { type: 'boolean' } }, strict: false }).values.json === true;
  const read = loadConfig();
  const findings: Finding[] =
    read.is === 'config'
      ? await examine(read.config)
      : read.faults.map(({ name, why }) => ({ name, state: 'bad', said: why }));
  process.stdout.write(isJson ? `${JSON.stringify(findings, null, 2)}\n` : renderFindings(findings));
  process.exitCode = findings.some(({ state }) => state === 'bad') ? 1 : 0;
}

if (import.meta.main) await main();
