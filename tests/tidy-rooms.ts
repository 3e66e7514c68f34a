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
const roots = [
  'src/errors.ts',
  'src/clock.ts',
  'src/ids.ts',
  'src/log.ts',
  'src/config.ts',
  'src/org-settings.ts',
  'src/duty/times.ts',
];
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
  {
    at: 'src/org-settings.ts',
    may: ['src/duty/times.ts'],
    why: 'What the organisation says of itself, as plain data.',
  },
  { at: 'src/duty/times.ts', may: [], why: 'How long anybody waits, as plain data with its bounds.' },
  { at: 'src/clock.ts', may: [], why: 'Everything depends on it.' },
  { at: 'src/ids.ts', may: ['node:crypto'], why: 'Everything depends on it.' },
  { at: 'src/log.ts', may: ['pino', 'src/errors.ts'], why: 'Everything depends on it.' },
  {
    at: 'src/config.ts',
    may: ['node:path', 'node:fs', 'node:util', 'src/config-proxy.ts'],
    why: 'Everything depends on it.',
  },
  { at: 'src/config-proxy.ts', may: ['node:net', 'src/config.ts'], why: 'One reading of the configuration.' },
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
    may: [
      'xstate',
      'i18next',
      'flows/',
      'locales/',
      'src/errors.ts',
      'src/org-settings.ts',
      'src/directory/',
    ],
    why: 'The host of the flows is pure: no store, no channel, no clock, nothing of Node.',
  },
  {
    at: 'src/store/',
    may: [
      'drizzle-orm',
      'postgres',
      'node:async_hooks',
      'src/sealing/',
      'src/duty/clocks.ts',
      'src/duty/rounds.ts',
      'src/duty/shift.ts',
      'src/channels/alarm-line.ts',
      ...plain,
      ...roots,
    ],
    mayTypes: ['flows/', 'src/conversation/', 'src/channels/channel.ts', 'src/directory/'],
    why: 'SQL knows rows and keys. Who sends or shows what is in them is nothing to it.',
  },
  {
    at: 'src/store/backup',
    may: ['drizzle-orm', 'postgres', 'node:zlib', 'src/sealing/', 'src/store/', ...plain, ...roots],
    why: 'A backup is every row and the lasting keys in one file: SQL, keys and compression meet here only.',
  },
  {
    at: 'src/duty/',
    may: ['src/store/', 'src/channels/alarm-line.ts', ...roots],
    mayTypes: ['flows/', 'locales/messages.ts', 'src/conversation/', 'src/channels/channel.ts'],
    why: 'Who is called when: it decides and sends by a port, and knows no platform and no word of a person.',
  },
  {
    at: 'src/duty/clocks.ts',
    may: [],
    mayTypes: ['flows/', 'src/duty/times.ts'],
    why: 'Rules of time over plain values: the store sets the clocks by them, the sweep reads them.',
  },
  {
    at: 'src/duty/rounds.ts',
    may: [],
    mayTypes: ['flows/', 'src/duty/times.ts'],
    why: 'Rules of time over plain values.',
  },
  { at: 'src/duty/shift.ts', may: [], why: 'Rules of time over plain values.' },
  {
    at: 'src/push/',
    may: [
      'web-push',
      'src/channels/alarm-line.ts',
      'node:crypto',
      'node:http',
      'node:https',
      'node:net',
      'node:dns',
      ...plain,
      ...roots,
    ],
    mayTypes: ['src/channels/channel.ts'],
    why: 'A way out for alarms alone: it knows the browsers’ push servers and the port, no row, no person.',
  },
  {
    at: 'src/store/line.ts',
    may: ['postgres', 'node:net', ...roots],
    why: 'The one connection: its socket is ours, so that it ends when we say so.',
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
    at: 'src/store/factors.ts',
    may: ['otpauth', 'drizzle-orm', ...roots, 'src/sealing/', 'src/store/'],
    why: 'A code of an authenticator app is checked and used up in one statement.',
  },
  {
    at: 'src/store/passkeys.ts',
    may: ['@simplewebauthn/server', 'drizzle-orm', ...roots, 'src/sealing/', 'src/store/'],
    why: 'A passkey is checked against its row while that row is held.',
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
      'src/channels/alarm-line.ts',
      'src/conversation/messages.ts',
      'node:http',
      'node:https',
      'node:crypto',
      ...plain,
      ...roots,
    ],
    mayTypes: ['flows/', 'fastify'],
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
      '@fastify/multipart',
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
    at: 'src/http/metrics.ts',
    may: ['fastify', 'prom-client', 'node:perf_hooks', 'src/http/', 'src/sealing/box.ts', ...plain, ...roots],
    mayTypes: ['src/store/figures.ts'],
    why: 'Figures come in as counts; the page knows neither rows nor people.',
  },
  {
    at: 'src/media/',
    may: ['file-type', 'sharp', 'src/store/', 'node:crypto', 'node:zlib', ...plain, ...roots],
    mayTypes: ['src/channels/channel.ts'],
    why: 'Files are judged by their bytes alone: it asks a channel for them through the port, and the store keeps them.',
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
      'flows/kit/signs.ts',
      'src/conversation/way-out.ts',
      'locales/',
      'src/store/',
      'src/sealing/',
      'src/http/',
      'src/directory/',
      'src/readiness.ts',
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
  { at: 'src/app-alarm.ts', may: ['*'], why: 'The part of app.ts that gives the alarm its lines.' },
  {
    at: 'src/app-channels.ts',
    may: ['*'],
    why: 'The part of app.ts that gives each channel what it may use.',
  },
  { at: 'src/app.ts', may: ['*'], why: 'The one place that puts all parts together.' },
  {
    at: 'src/upkeep.ts',
    may: ['src/store/', 'src/sealing/', 'src/readiness.ts', ...roots],
    mayTypes: ['src/channels/', 'src/directory/'],
    why: 'What goes by itself with time: keys and rows, nobody’s words, no channel.',
  },
  {
    at: 'src/readiness.ts',
    may: ['src/store/', 'src/directory/', ...roots],
    why: 'Facts of the directory and rows of the store make one answer; neither may know the other.',
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
export const closedRooms = [
  'src/main.ts',
  'src/app.ts',
  'src/app-alarm.ts',
  'src/app-channels.ts',
  'src/banner.ts',
  'src/cli/',
  'tests/',
];

/** One library, one place: the rest of the code must be able to outlive it. */
export const packageHomes: Record<string, string[]> = {
  'sodium-native': ['src/sealing/box.ts'],
  pino: ['src/log.ts'],
  postgres: ['src/store/'],
  'drizzle-orm': ['src/store/'],
  'web-push': ['src/push/'],
  otpauth: ['src/store/factors.ts'],
  '@simplewebauthn/server': ['src/store/passkeys.ts'],
  grammy: ['src/channels/telegram/'],
  '@whiskeysockets/baileys': ['src/channels/whatsapp/'],
  ghtml: ['src/http/html.ts'],
  xstate: ['flows/', 'src/conversation/'],
  sharp: ['src/media/picture.ts'],
  'file-type': ['src/media/check.ts'],
};
