/**
 * The architecture as data (house.md §6, design.md §3): who may import whom, and why.
 */
export interface Room {
  /** A file or a folder; the longest that fits a file is its room. */
  at: string;
  /** Files, folders (with a closing slash) or packages; its own folder is always allowed. */
  may: string[];
  /** The same, for imports that leave nothing behind at run time. */
  mayTypes?: string[];
  why: string;
}

/** What every room of src/ may use: they hold no state and know no other room. */
const roots = ['src/errors.ts', 'src/clock.ts', 'src/ids.ts', 'src/log.ts', 'src/config.ts'];
const plain = ['node:path', 'node:fs', 'node:timers/promises', 'node:stream', 'node:util', 'node:module'];

export const rooms: Room[] = [
  {
    at: 'flows/kit/',
    may: ['xstate'],
    mayTypes: ['flows/report/answers.ts', 'locales/messages.ts'],
    why: 'A flow is reviewed by people who read no code: it depends on nothing but what they can see.',
  },
  {
    at: 'flows/report/',
    may: ['xstate', 'flows/kit/'],
    mayTypes: ['locales/messages.ts'],
    why: 'A flow is reviewed by people who read no code: it depends on nothing but what they can see.',
  },
  { at: 'flows/index.ts', may: ['flows/'], why: 'The only place where flows know of each other.' },
  { at: 'locales/', may: [], why: 'Words depend on nothing.' },
  { at: 'src/errors.ts', may: [], why: 'Everything depends on it.' },
  { at: 'src/clock.ts', may: [], why: 'Everything depends on it.' },
  { at: 'src/ids.ts', may: ['node:crypto'], why: 'Everything depends on it.' },
  { at: 'src/log.ts', may: ['pino', 'src/errors.ts'], why: 'Everything depends on it.' },
  { at: 'src/config.ts', may: ['node:path', 'node:fs', 'node:util'], why: 'Everything depends on it.' },
  {
    at: 'src/sealing/',
    may: ['sodium-native', 'node:fs', 'node:path', ...roots],
    why: 'Keys and boxes know neither the rows they seal nor who asks.',
  },
  {
    at: 'src/directory/',
    may: [
      'src/errors.ts',
      'idn-area-data',
      'libphonenumber-js',
      'node:fs',
      'node:module',
      'node:path',
      'flows/kit/',
    ],
    mayTypes: ['locales/messages.ts'],
    why: 'Places, numbers and services are facts with dates; nobody is asked for them at run time.',
  },
  {
    at: 'src/conversation/',
    may: ['xstate', 'i18next', 'flows/', 'locales/', 'src/errors.ts', 'src/directory/'],
    why: 'The host of the flows is pure: no store, no channel, no clock, nothing of Node.',
  },
  {
    at: 'src/store/',
    may: ['drizzle-orm', 'postgres', 'node:async_hooks', 'src/sealing/', ...plain, ...roots],
    mayTypes: ['flows/', 'src/conversation/', 'src/channels/channel.ts', 'src/directory/'],
    why: 'SQL knows rows and keys. Who sends or shows what is in them is nothing to it.',
  },
  {
    at: 'src/store/server-',
    may: ['node:child_process', 'node:os', ...plain, ...roots, 'src/store/'],
    why: 'Starting PostgreSQL needs the machine; no other part of the store does.',
  },
  {
    at: 'src/store/server.ts',
    may: ['postgres', ...plain, ...roots, 'src/store/'],
    why: 'Starting PostgreSQL needs the machine; no other part of the store does.',
  },
  {
    at: 'src/turns/',
    may: ['flows/', 'src/conversation/', 'src/store/', 'src/sealing/', 'node:timers/promises', ...roots],
    mayTypes: ['src/directory/', 'src/channels/channel.ts'],
    why: 'A turn is decided and committed; sending is the dispatcher’s, showing is the console’s.',
  },
  {
    at: 'src/channels/',
    may: ['src/conversation/', 'src/sealing/', 'src/store/', 'src/turns/dispatcher.ts', ...plain, ...roots],
    mayTypes: ['flows/'],
    why: 'What all channels share (the port, intake, dispatcher, spool) keeps and sends, and decides nothing.',
  },
  {
    at: 'src/channels/telegram/',
    may: [
      'grammy',
      'src/channels/channel.ts',
      'src/conversation/messages.ts',
      'node:http',
      'node:https',
      'node:crypto',
      ...plain,
      ...roots,
    ],
    mayTypes: ['flows/'],
    why: 'A channel is an adapter: it knows its platform and the port, no other channel, no row.',
  },
  {
    at: 'src/channels/whatsapp/',
    may: [
      '@whiskeysockets/baileys',
      'src/channels/channel.ts',
      'src/conversation/messages.ts',
      'node:crypto',
      ...plain,
      ...roots,
    ],
    mayTypes: ['flows/'],
    why: 'A channel is an adapter: it knows its platform and the port, no other channel, no row.',
  },
  {
    at: 'src/channels/web/',
    may: [
      'fastify',
      'src/channels/channel.ts',
      'src/conversation/',
      'src/http/',
      'locales/',
      'node:crypto',
      'node:zlib',
      ...plain,
      ...roots,
    ],
    mayTypes: ['flows/', '@fastify/'],
    why: 'A channel is an adapter: it knows its platform and the port, no other channel, no row.',
  },
  {
    at: 'src/http/',
    may: [
      'fastify',
      '@fastify/',
      'ghtml',
      'locales/',
      'src/sealing/box.ts',
      'node:net',
      'node:zlib',
      'node:crypto',
      ...plain,
      ...roots,
    ],
    mayTypes: ['flows/'],
    why: 'What the chat page and the console share of the web, without knowing either.',
  },
  {
    at: 'src/console/',
    may: [
      'fastify',
      '@fastify/',
      'i18next',
      'qrcode',
      'locales/',
      'src/store/',
      'src/sealing/',
      'src/http/',
      'src/directory/',
      'node:crypto',
      'node:zlib',
      ...plain,
      ...roots,
    ],
    mayTypes: ['flows/', 'src/conversation/', 'src/channels/channel.ts'],
    why: 'A counsellor’s words take the same door as everybody’s: through the store’s inbox, never a channel.',
  },
  { at: 'src/cli/', may: ['*'], why: 'Command lines put parts together.' },
  { at: 'src/main.ts', may: ['*'], why: 'Starts the app and stops it.' },
  { at: 'src/app.ts', may: ['*'], why: 'The one place that puts all parts together.' },
  {
    at: 'src/upkeep.ts',
    may: ['src/store/', 'src/sealing/', ...roots],
    mayTypes: ['src/channels/'],
    why: 'What goes by itself with time: keys and rows, nobody’s words, no channel.',
  },
  {
    at: 'src/life.ts',
    may: ['src/store/', 'node:timers/promises', ...roots],
    why: 'Shows other processes that this one lives.',
  },
  { at: 'src/banner.ts', may: ['*'], why: 'What the terminal shows at the start.' },
  { at: 'tests/', may: ['*'], why: 'Tests may look everywhere.' },
];

/** They put parts together, so nobody but each other may import them. */
export const closedRooms = ['src/main.ts', 'src/app.ts', 'src/banner.ts', 'src/cli/', 'tests/'];

/** One library, one place: the rest of the code must be able to outlive it. */
export const packageHomes: Record<string, string[]> = {
  'sodium-native': ['src/sealing/box.ts'],
  pino: ['src/log.ts'],
  postgres: ['src/store/'],
  'drizzle-orm': ['src/store/'],
  grammy: ['src/channels/telegram/'],
  '@whiskeysockets/baileys': ['src/channels/whatsapp/'],
  ghtml: ['src/http/html.ts'],
  xstate: ['flows/', 'src/conversation/'],
};
