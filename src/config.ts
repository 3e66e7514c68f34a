import { existsSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { asTrust, type TrustProxy, trustDefault } from './config-proxy.ts';

/**
 * The only reader of the environment (house.md §8: a broken start lists every fault at once).
 * Every variable here stands in .env.example; a test keeps the two in step.
 */
export interface Config {
  /** 0 takes any free port (tests). */
  port: number;
  /** Without PUBLIC_URL nobody but this machine may reach the console (design.md §7b). */
  host: '127.0.0.1' | '0.0.0.0';
  /** Absolute. */
  dataFolder: string;
  /** Absolute, and never inside the data folder: a stolen data folder must read nothing. */
  keyFolder: string;
  /** Absent: the PostgreSQL that comes with Suar runs under the data folder. */
  databaseUrl?: Secret;
  /** An origin such as https://suar.example.org, without a closing slash. */
  publicUrl?: string;
  /** Absent: the channel is off. */
  telegramToken?: Secret;
  telegramApiRoot: string;
  /** With PUBLIC_URL: Telegram calls us, and proves by this that it is Telegram. Absent: we ask Telegram. */
  telegramWebhookSecret?: Secret;
  /** Absent: WhatsApp's own servers. */
  whatsappUrl?: string;
  /** Who may say on whose behalf a request comes (TRUST_PROXY). */
  trustProxy: TrustProxy;
  /** Absolute; neither in the data folder nor in the key folder. */
  backupFolder: string;
  /** Whether a backup is made every night. */
  isBackedUpNightly: boolean;
  /** Absent: /metrics answers this machine only. */
  metricsToken?: Secret;
}

export type { TrustProxy };

/** A value that cannot be printed by accident: every way of showing it gives `[secret]`. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The value itself, for the one call that needs it. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '[secret]';
  }
  toJSON(): string {
    return '[secret]';
  }
  [inspect.custom](): string {
    return '[secret]';
  }
}

/** The same sentence for whoever runs Suar, in Indonesian and in English. Never a secret. */
export interface Sentence {
  id: string;
  en: string;
}

/** One variable that is wrong. `why` never quotes its value. */
export interface ConfigFault {
  name: string;
  why: Sentence;
}

/** The start cannot go on, and a person can mend it: the sentence says how. */
export class StartFault extends Error {
  override name = 'StartFault';
  readonly code: string;
  readonly why: Sentence;

  /**
   * @param code  a fixed word, safe to log
   * @param why   what to do, in both languages; no secret, no value of a variable but a folder's path
   */
  constructor(code: string, why: Sentence, cause?: unknown) {
    super(`${code}: ${why.id} / ${why.en}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.why = why;
  }
}

export type ReadConfig = { is: 'config'; config: Config } | { is: 'faults'; faults: ConfigFault[] };

/** What a reader of one variable gives: its value, or why it is wrong. */
export type Reading<T> = { value: T } | { why: Sentence };

const defaultApiRoot = 'https://api.telegram.org';

/**
 * The environment as a Config, or every fault of it at once. Pure but for `from`'s default.
 * @param from  the folder that relative paths start at
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  from = process.cwd(),
): ReadConfig {
  const faults: ConfigFault[] = [];
  const take: Take = (name, read) => {
    const text = env[name]?.trim();
    const reading: ReturnType<typeof read> | { value: undefined } = text ? read(text) : { value: undefined };
    if ('why' in reading) faults.push({ name, why: reading.why });
    return 'value' in reading ? reading.value : undefined;
  };

  const folders = readFolders(take, faults, from);
  const port = take('PORT', asPort) ?? 3000;
  const databaseUrl = take('DATABASE_URL', asDatabaseUrl);
  const publicUrl = take('PUBLIC_URL', asOrigin);
  const telegram = readTelegram(take, faults, publicUrl);
  const whatsappUrl = take('WHATSAPP_WS_URL', asSocketUrl);
  const trustProxy = take('TRUST_PROXY', asTrust) ?? trustDefault;
  const isBackedUpNightly = take('SUAR_BACKUP_NIGHTLY', asYesOrNo) ?? true;
  const metricsToken = take('METRICS_TOKEN', asMetricsToken);

  if (faults.length > 0) return { is: 'faults', faults };
  return {
    is: 'config',
    config: {
      port,
      host: publicUrl === undefined ? '127.0.0.1' : '0.0.0.0',
      ...folders,
      ...telegram,
      trustProxy,
      isBackedUpNightly,
      ...(metricsToken && { metricsToken }),
      ...(databaseUrl && { databaseUrl }),
      ...(publicUrl !== undefined && { publicUrl }),
      ...(whatsappUrl !== undefined && { whatsappUrl }),
    },
  };
}

type Take = <T>(name: string, read: (text: string) => Reading<T>) => T | undefined;

function readTelegram(take: Take, faults: ConfigFault[], publicUrl: string | undefined) {
  const apiRoot = take('TELEGRAM_API_ROOT', asApiRoot) ?? defaultApiRoot;
  const telegramToken = take('TELEGRAM_BOT_TOKEN', (text) => asToken(text, apiRoot));
  const webhookSecret = take('TELEGRAM_WEBHOOK_SECRET', asWebhookSecret);
  if (webhookSecret && publicUrl === undefined)
    faults.push({ name: 'TELEGRAM_WEBHOOK_SECRET', why: sentences.webhookNeedsUrl });
  return {
    telegramApiRoot: apiRoot,
    ...(telegramToken && { telegramToken }),
    ...(webhookSecret && { telegramWebhookSecret: webhookSecret }),
  };
}

/** Data, keys and backups, none inside another: what is stolen or lost must not take the others along. */
function readFolders(take: Take, faults: ConfigFault[], from: string) {
  const dataFolder = path.resolve(from, take('SUAR_DATA_DIR', asText) ?? './data');
  const keyFolder = path.resolve(from, take('SUAR_KEY_DIR', asText) ?? `${dataFolder}-keys`);
  const areApart = !overlap(keyFolder, dataFolder);
  if (!areApart) faults.push({ name: 'SUAR_KEY_DIR', why: sentences.keysApart });
  const backupFolder = path.resolve(from, take('SUAR_BACKUP_DIR', asText) ?? `${dataFolder}-backups`);
  const others = areApart ? [dataFolder, keyFolder] : [dataFolder];
  if (others.some((other) => overlap(backupFolder, other)))
    faults.push({ name: 'SUAR_BACKUP_DIR', why: sentences.backupsApart });
  return { dataFolder, keyFolder, backupFolder };
}

const overlap = (a: string, b: string) => liesIn(a, b) || liesIn(b, a);

/**
 * The one place that looks at the real environment: reads `.env` beside package.json when there is one
 * (a variable that is already set wins), then everything.
 */
export function loadConfig(from = process.cwd()): ReadConfig {
  const file = path.join(from, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  return readConfig(process.env, from);
}

/** Faults as lines for a terminal, Indonesian first. */
export function renderFaults(faults: readonly ConfigFault[]): string {
  return faults
    .map(({ name, why }) => `${name}: ${why.id}\n${' '.repeat(name.length)}  ${why.en}`)
    .join('\n');
}

const sentences = {
  port: {
    id: 'harus angka bulat dari 0 sampai 65535, misalnya 3000.',
    en: 'must be a whole number from 0 to 65535, for example 3000.',
  },
  databaseUrl: {
    id: 'harus berbentuk postgres://pengguna:sandi@server:5432/nama. Kosongkan untuk memakai PostgreSQL bawaan.',
    en: 'must look like postgres://user:password@server:5432/name. Leave it empty to use the PostgreSQL inside.',
  },
  origin: {
    id: 'harus alamat http(s) tanpa jalur, misalnya https://suar.contoh.org.',
    en: 'must be an http(s) address without a path, for example https://suar.example.org.',
  },
  apiRoot: {
    id: 'harus alamat http(s), misalnya https://api.telegram.org.',
    en: 'must be an http(s) address, for example https://api.telegram.org.',
  },
  token: {
    id: 'bukan token bot. Salin utuh dari @BotFather: angka, titik dua, lalu huruf dan angka.',
    en: 'is not a bot token. Copy it whole from @BotFather: digits, a colon, then letters and digits.',
  },
  webhookSecret: {
    id: 'harus 16 sampai 256 huruf, angka, garis bawah, atau garis. Buat dengan: openssl rand -hex 32',
    en: 'must be 16 to 256 letters, digits, underscores or dashes. Make one with: openssl rand -hex 32',
  },
  webhookNeedsUrl: {
    id: 'perlu PUBLIC_URL: Telegram harus tahu ke mana mengirim.',
    en: 'needs PUBLIC_URL: Telegram has to know where to send.',
  },
  socketUrl: {
    id: 'harus alamat ws:// atau wss://. Kosongkan untuk server WhatsApp sendiri.',
    en: "must be a ws:// or wss:// address. Leave it empty for WhatsApp's own servers.",
  },
  keysApart: {
    id: 'map kunci dan map data tidak boleh saling berada di dalam: data yang dicuri tidak boleh terbaca.',
    en: 'the key folder and the data folder may not lie inside each other: stolen data must stay unreadable.',
  },
  backupsApart: {
    id: 'map cadangan harus di luar map data dan map kunci: yang hilang tidak boleh membawa cadangannya.',
    en: 'the backup folder must lie outside the data and key folders: what is lost must not take its backup along.',
  },
  yesOrNo: { id: 'harus yes atau no.', en: 'must be yes or no.' },
  metricsToken: {
    id: 'harus 16 sampai 200 huruf, angka, titik, garis. Buat dengan: openssl rand -hex 16',
    en: 'must be 16 to 200 letters, digits, dots, dashes. Make one with: openssl rand -hex 16',
  },
} satisfies Record<string, Sentence>;

const asText = (text: string): Reading<string> => ({ value: text });

function asPort(text: string): Reading<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? { value: port } : { why: sentences.port };
}

/** Only the shape: several hosts in one url are allowed by the driver and by no URL parser. */
function asDatabaseUrl(text: string): Reading<Secret> {
  return /^postgres(ql)?:\/\/[^\s/]+\/[^\s/?]+/.test(text)
    ? { value: new Secret(text) }
    : { why: sentences.databaseUrl };
}

function asUrl(text: string, schemes: readonly string[]): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !schemes.includes(url.protocol) || url.username || url.password || url.hash) return undefined;
  return url;
}

const web = ['http:', 'https:'];

function asOrigin(text: string): Reading<string> {
  const url = asUrl(text, web);
  return url && url.pathname === '/' && !url.search ? { value: url.origin } : { why: sentences.origin };
}

function asApiRoot(text: string): Reading<string> {
  const url = asUrl(text, web);
  return url && !url.search ? { value: url.href.replace(/\/+$/, '') } : { why: sentences.apiRoot };
}

function asSocketUrl(text: string): Reading<string> {
  return asUrl(text, ['ws:', 'wss:']) ? { value: text } : { why: sentences.socketUrl };
}

function asYesOrNo(text: string): Reading<boolean> {
  return /^(yes|no)$/i.test(text) ? { value: text.toLowerCase() === 'yes' } : { why: sentences.yesOrNo };
}

function asMetricsToken(text: string): Reading<Secret> {
  return /^[\w.-]{16,200}$/.test(text) ? { value: new Secret(text) } : { why: sentences.metricsToken };
}

/** Telegram's own tokens have 35 signs after the colon; a cut copy is caught here. Emulators take any. */
function asToken(text: string, apiRoot: string): Reading<Secret> {
  const shape = apiRoot === defaultApiRoot ? /^\d{5,20}:[\w-]{30,}$/ : /^[\w-]+(:[\w-]+)?$/;
  return shape.test(text) ? { value: new Secret(text) } : { why: sentences.token };
}

/** What Telegram takes as secret_token; shorter than sixteen signs could be guessed. */
function asWebhookSecret(text: string): Reading<Secret> {
  return /^[\w-]{16,256}$/.test(text) ? { value: new Secret(text) } : { why: sentences.webhookSecret };
}

/** True when `inner` is `outer` or below it. */
function liesIn(inner: string, outer: string): boolean {
  const way = path.relative(outer, inner);
  return way === '' || (!way.startsWith(`..${path.sep}`) && way !== '..' && !path.isAbsolute(way));
}
