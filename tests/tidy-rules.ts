/**
 * The architecture as data (house.md §6, design.md §3): who may import whom, and which constructs live where.
 * Every rule says why, and carries a breach that it must catch and a neighbour that it must leave alone.
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
  { at: 'src/main.ts', may: ['*'], why: 'The one place that puts all parts together.' },
  { at: 'tests/', may: ['*'], why: 'Tests may look everywhere.' },
];

/** Rooms that nobody outside may import. */
export const closedRooms = ['src/main.ts', 'src/cli/', 'tests/'];

export interface LineRule {
  name: string;
  /** Which files it is about: each a folder or a file. */
  within: string[];
  except?: string[];
  pattern: RegExp;
  why: string;
  /** A line that breaks the rule, and one that does not. */
  breach: string;
  fine: string;
}

const code = ['src/', 'flows/'];
const pure = ['flows/', 'src/conversation/'];

export const lineRules: LineRule[] = [
  {
    name: 'one clock',
    within: code,
    except: ['src/clock.ts', 'src/channels/web/assets/', 'src/console/assets/'],
    pattern: /new Date\(\s*\)|\bDate\.now\(/,
    why: 'Only clock.ts makes time: whatever reads another clock cannot be held still in a test.',
    breach: 'const at = new Date();',
    fine: 'const at = new Date(row.at);',
  },
  {
    name: 'one source of chance',
    within: code,
    except: ['src/ids.ts', 'src/sealing/box.ts'],
    pattern: /\bMath\.random\b|\brandom(UUID|Bytes|Int)\b/,
    why: 'Only ids.ts (and box.ts, for keys) draws: a storm replays its seed.',
    breach: 'const id = crypto.randomUUID();',
    fine: 'const id = ids.uuid();',
  },
  {
    name: 'one reader of the environment',
    within: code,
    except: ['src/config.ts'],
    pattern: /\bprocess\.env\b/,
    why: 'Only config.ts reads it, so that every fault is told at once and every variable is documented.',
    breach: 'const port = process.env.PORT;',
    fine: 'const port = config.port;',
  },
  {
    name: 'one voice',
    within: code,
    except: ['src/cli/', 'src/main.ts', 'src/banner.ts', 'src/log.ts'],
    pattern: /\bconsole\.\w+\(|\bprocess\.std(out|err)\b/,
    why: 'Only log.ts writes out: it has no field that could hold a word, a name or an address.',
    breach: 'console.log(event);',
    fine: "log.info('turn.done', { id });",
  },
  {
    name: 'SQL in store/',
    within: code,
    except: ['src/store/'],
    pattern: /\bsql(<[^>]*>)?`|\bsql\.(raw|identifier|join)\(|\.unsafe\(/,
    why: 'Only store/ holds SQL: one place to read when a table changes.',
    breach: 'await tx.execute(sql`select 1`);',
    fine: 'await findCase(tx, id);',
  },
  {
    name: 'our own polling',
    within: code,
    pattern: /\bbot\.start\(/,
    why: 'grammY moves past an update before it is handled: a kill between loses a message.',
    breach: 'await bot.start();',
    fine: 'await bot.api.getUpdates({ offset });',
  },
  {
    name: 'restoring a snapshot',
    within: code,
    pattern: /\bresolveState\(/,
    why: 'It throws on machines with history; createActor(machine, { snapshot }) does not.',
    breach: 'machine.resolveState(stored);',
    fine: 'createActor(machine, { snapshot });',
  },
  {
    name: 'no wildcard event',
    within: ['flows/'],
    pattern: /(['"])\*\1\s*:/,
    why: 'It also catches a stale timer and a counsellor’s event, and answers somebody who said nothing.',
    breach: "'*': { target: 'lost' },",
    fine: "'person.*': { target: 'lost' },",
  },
  {
    name: 'effects are data',
    within: ['flows/'],
    pattern: /\binvoke\s*:|\b(spawn|spawnChild|sendTo|sendParent|emit|enqueueActions)\(/,
    why: 'transition() runs none of them: they would silently do nothing.',
    breach: 'invoke: { src: loadPlaces },',
    fine: "actions: [{ type: 'openCase' }],",
  },
  {
    name: 'nothing to wait for',
    within: pure,
    pattern: /\bawait\b|\basync\b|\bnew Promise\b|\bset(Timeout|Interval|Immediate)\(|\bfetch\(/,
    why: 'Flows and their host are pure: what cannot wait cannot be interrupted.',
    breach: 'const places = await findPlaces(text);',
    fine: 'const places = findPlaces(text);',
  },
  {
    name: 'no network beside a transaction',
    within: ['src/store/', 'src/turns/', 'src/console/'],
    except: ['src/console/assets/'],
    pattern: /\bfetch\(|\bnode:https?\b/,
    why: 'Between begin and commit nothing may wait for somebody else’s machine.',
    breach: 'const reply = await fetch(url);',
    fine: 'await putOutbox(tx, reply);',
  },
  {
    name: 'one sender',
    within: ['src/'],
    except: ['src/channels/dispatcher.ts', 'src/turns/dispatcher.ts'],
    pattern: /\bchannels?(\??\.\w+|\[[^\]]*\]|\.get\([^)]*\))?\??\.send\(/i,
    why: 'Every word to a person leaves through the outbox: only the dispatcher calls Channel.send.',
    breach: 'await channels.telegram.send(outgoing);',
    fine: 'await reply.send(page);',
  },
  {
    name: 'pages are Html',
    within: ['src/'],
    except: ['src/http/html.ts'],
    pattern: /\bHtml\.from\(|\bghtml\b/,
    why: 'Only the tagged template makes Html, and it escapes whatever is not Html already.',
    breach: 'const page = Html.from([words], []);',
    fine: 'const page = html`<p>$' + '{words}</p>`;',
  },
  {
    name: 'whole imports',
    within: ['src/', 'flows/', 'tests/', 'locales/'],
    except: ['tests/tidy-rules.ts'],
    pattern: /from '\.{1,2}\/[^']*(?<!\.(ts|js|json))'/,
    why: 'Node runs the source as it is: a relative import names its file.',
    breach: "import { open } from './box';",
    fine: "import { open } from './box.ts';",
  },
  {
    name: 'nothing left for later',
    within: ['src/', 'flows/', 'locales/', 'docs/', 'tests/', 'README.md', 'ARCHITECTURE.md'],
    except: ['tests/tidy-rules.ts'],
    pattern: /\b(TODO|FIXME|TBD|XXX|HACK)\b|\blorem ipsum\b|@ts-(ignore|nocheck|expect-error)/i,
    why: 'What is not done is an issue, not a comment.',
    breach: '// TODO: translate',
    fine: '// Kept for 24 hours.',
  },
];

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

/** Words that name nothing (house.md §8). */
export const bannedWords = [
  'manager',
  'handler',
  'helper',
  'util',
  'utils',
  'service',
  'data',
  'info',
  'process',
  'misc',
];

/** A service is a shelter, a clinic, a hotline: only where those are meant. */
export const serviceHomes = ['src/directory/', 'src/store/schema/services.ts', 'src/store/services.ts'];

export const linesMax = 300;
export const functionLinesMax = 40;
