/**
 * Constructs that have one home, and bounds, as data. Every rule says why, and carries a breach that it must
 * catch and a neighbour that it must leave alone.
 */
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
    name: 'a passphrase at its full price',
    within: code,
    except: ['src/sealing/box.ts', 'src/store/deps.ts', 'src/store/members.ts'],
    pattern: /\bpassphraseCost\b/,
    why: 'Only tests give a cost of their own: a product that did would make the guesses of a thief cheap.',
    breach: 'const store = { vault, ids, clock, passphraseCost: { opsLimit: 1, memoryBytes: 8192 } };',
    fine: 'const store = { vault, ids, clock };',
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
    pattern: /from '\.{1,2}\/[^'$]*(?<!\.(ts|js|json))'/,
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

/** Words that name nothing (house.md §8). */
export const bannedWords = [
  'manager',
  'handler',
  'helper',
  'util',
  'service',
  'data',
  'info',
  'process',
  'misc',
];

/** A service is a shelter, a clinic, a hotline: only where those are meant. */
export const shelterHomes = ['src/directory/', 'src/store/schema/services.ts', 'src/store/services.ts'];

/** Longer than a file should be, and why. */
export const longFiles: Record<string, string> = {
  'tests/tidy-rooms.ts': 'A table: one room an entry, read from top to bottom.',
  'tests/flows/kit/phrases.ts': 'A table: one phrase a line, read by people who speak the language.',
};

export const linesMax = 300;
export const functionLinesMax = 40;
