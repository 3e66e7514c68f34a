import { mediaItem } from '../../src/conversation/media-item.ts';
import { randomIds } from '../../src/ids.ts';
import { createLog, type Log } from '../../src/log.ts';
import { orgDefaults } from '../../src/org-settings.ts';
import { limits as mailboxLimits } from '../../src/store/mailbox.ts';
import { limits as purgeLimits } from '../../src/store/purge.ts';
import { limits as checkLimits } from '../../src/store/receipt-checks.ts';
import { clearColumns } from '../../src/store/schema/clear.ts';
import { allTold, broken, driveAll, reports, sourceOf, texts } from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** What is never asked, never kept, never seen, and when it goes (R25 to R33). */
type Filed = { name: string; told: string[]; secret: boolean }[];
const filed = once<Filed>(() =>
  reports().map((talk) => ({
    name: `${talk.topic} ${talk.name}`,
    told: allTold(talk),
    secret: talk.places.some(
      ({ state }) => state?.asked?.question.secret === true && !state.asked.question.rails.length,
    ),
  })),
);

const columnsNow = (): string[] =>
  Object.entries(clearColumns).flatMap(([table, columns]) =>
    Object.keys(columns).map((name) => `${table}.${name}`),
  );

type Pictures = { name: string; answer: string; wanted: boolean }[];
const pictures = once<Pictures>(() =>
  ['', 'yes', 'unknown', 'no'].flatMap((answer) =>
    driveAll(['> halo', '>> safe', '> (photo)', ...(answer === '' ? [] : [`>> ${answer}`])])
      .filter(({ channel }) => channel === 'telegram')
      .map((talk) => ({
        name: talk.name,
        answer,
        wanted: talk.plans.some((plan) => plan.pictures === 'wanted'),
      })),
  ),
);

/** How a receipt comes about, and how often one may be guessed at. */
interface Receipts {
  draw: () => string;
  numbersPerHour: number;
  pinsPerDay: number;
}

const planted = ['merpatijingga', '+62 812 3456 7890', 'Ibu Rahel', '6543210987654321'];

function linesOf(log: (write: (line: string) => void) => Log): string[] {
  const lines: string[] = [];
  const writing = log((line) => lines.push(line));
  const hidden = { text: planted[0], address: planted[1], name: planted[2], receipt: planted[3] };
  writing.info('turn.done', { count: 1, ...hidden });
  writing.error('turn.failed', { id: 'i', ...hidden }, new Error(planted.join(' ')));
  return lines;
}

type Logged = (write: (line: string) => void) => Log;
const careless: Logged = (write) => {
  const line = (event: string, fields?: unknown) => write(JSON.stringify({ event, fields }));
  return { info: line, warn: line, error: line };
};

const place = {
  type: 'inbound.media',
  media: 'location',
  reference: 'geo:-10.17321,123.60745',
  caption: null,
} as const;
type Place = (isU1: boolean) => string;

const storeFiles = [
  'src/store/schema/cases.ts',
  'src/store/schema/inbox.ts',
  'src/store/schema/outbox.ts',
  'src/store/case-reading.ts',
  'src/store/queue.ts',
  'src/store/lists.ts',
];
const wordColumns =
  /\b(text|body|words|name|address|caption|note|reason|content|title)['"]?\s*:\s*text\('|\btext\('(text|body|words|caption|note|content|address|message)'\)/;

export const privacyRules: readonly Rule[] = [
  rule({
    id: 'R25',
    says: 'A report can be told to its end and sent with no name, number, paper or address: every question on the way can be passed over.',
    world: filed,
    check: (all) =>
      all.flatMap(({ name, told }) =>
        unless(told.includes('report.filed'), `a report with nothing told does not arrive: ${name}`),
      ),
    planted: 'A report that stops where nothing was answered.',
    breach: (all) =>
      all.map((one, at) =>
        at === 0 ? { ...one, told: one.told.filter((key) => key !== 'report.filed') } : one,
      ),
    finds: /does not arrive/,
  }),
  rule({
    id: 'R27',
    says: 'Who somebody is on a platform stands only as a keyed hash and as a sealed address: no column in clear can hold a number, a name or a handle.',
    heldBy: [
      'tests/store/clear.db.test.ts › have no column that is neither sealed nor argued for',
      'tests/store/stolen.db.test.ts › opens nothing with the key folder beside it',
    ],
    world: columnsNow,
    check: (all) =>
      all
        .filter((column) =>
          /phone|jid|\blid\b|\bhandle\b|_handle\b|user_?name|sender|chat_id|address(?!_index)|full_name/.test(
            column,
          ),
        )
        .map((column) => `${column} could hold who somebody is`),
    planted: 'A column conversations.phone in clear.',
    breach: (all) => [...all, 'conversations.phone'],
    finds: /^conversations\.phone/,
  }),
  rule({
    id: 'R28',
    says: 'No picture is asked for, none is fetched when it arrives, and none at all unless the person says that it shows neither a body nor a child.',
    heldBy: [
      'tests/conversation/pictures.test.ts › comes in the last place, once, and only a clear no lets the picture be fetched',
      'tests/channels/web/file.test.ts › is asked about first: only a clear no brings something to choose it with',
      'tests/console/attachment.db.test.ts › *Hapus dan catat* takes a picture away for good and says who did it',
    ],
    world: pictures,
    check: (all) =>
      all.flatMap(({ name, answer, wanted }) =>
        unless(
          wanted === (answer === 'no'),
          `a picture is ${wanted ? '' : 'not '}fetched after "${answer}": ${name}`,
        ),
      ),
    planted: 'A picture that is fetched after "tidak tahu".',
    breach: (all) => all.map((one) => (one.answer === 'unknown' ? { ...one, wanted: true } : one)),
    finds: /^a picture is fetched after "unknown"/,
  }),
  rule({
    id: 'R29',
    says: 'The nomor resi is 16 digits of chance; with a PIN it opens from any channel. Five numbers an hour, five PINs a day, then a human.',
    heldBy: [
      'tests/turns/receipts.db.test.ts › five numbers an hour from one chat, then a pause; an hour later it goes on',
      'tests/turns/receipts.db.test.ts › five PINs a day from any chat, then a human; adding stays open and tomorrow it opens again',
    ],
    world: (): Receipts => ({ draw: () => randomIds.digits(16), ...checkLimits }),
    check: ({ draw, numbersPerHour, pinsPerDay }) => {
      const drawn = Array.from({ length: 200 }, draw);
      return [
        ...unless(
          drawn.every((number) => /^\d{16}$/.test(number)),
          'a number is not 16 digits',
        ),
        ...unless(new Set(drawn).size === drawn.length, 'two people share a number'),
        ...unless(new Set(drawn.map((number) => number.slice(0, 4))).size > 150, 'numbers begin alike'),
        ...unless(
          numbersPerHour <= 5 && pinsPerDay <= 5,
          'numbers or PINs can be guessed at more than five times',
        ),
      ];
    },
    planted: 'A number that is counted up.',
    breach: (world) => {
      let count = 1_000_000_000_000_000;
      const next = () => {
        count += 1;
        return String(count);
      };
      return { ...world, draw: next };
    },
    finds: /^numbers begin alike/,
  }),
  rule({
    id: 'R30',
    says: 'A log line holds codes, counts and ids: no words, name, address or receipt, not even out of an error.',
    heldBy: [
      'tests/e2e/first-light.e2e.test.ts › stands in no file and in no line that was printed, once everything is stopped',
    ],
    world: (): Logged => (write) => createLog({ write }),
    check: (log) =>
      linesOf(log).flatMap((line) =>
        planted.filter((word) => line.includes(word)).map((word) => `a log line says "${word}"`),
      ),
    planted: 'A log that writes its fields as they come.',
    breach: () => careless,
    finds: /^a log line says/,
  }),
  rule({
    id: 'R31',
    says: 'Whatever somebody wrote is sealed where it rests, and is searched only inside an opened case.',
    heldBy: [
      'tests/store/clear.db.test.ts › no word, name or address stands in any table',
      'tests/store/stolen.db.test.ts › opens nothing',
    ],
    world: () => Object.fromEntries(storeFiles.map((file) => [file, sourceOf(file)])),
    check: (sources) =>
      Object.entries(sources).flatMap(([file, source]) => [
        ...unless(!wordColumns.test(source), `${file} has a column for words in clear`),
        ...unless(
          !/\bi?like\b[^;]{0,40}\$\{|\bto_tsvector\b/i.test(source),
          `${file} searches words in the database`,
        ),
      ]),
    planted: 'A column for words beside the sealed one.',
    breach: (sources) => ({
      ...sources,
      'src/store/schema/cases.ts': broken(
        sources['src/store/schema/cases.ts'] ?? '',
        "body: bytea('body_sealed').notNull(),",
        "body: text('body').notNull(),",
      ),
    }),
    finds: /^src\/store\/schema\/cases\.ts has a column for words/,
  }),
  rule({
    id: 'R32',
    says: 'A place is a name from a list. A pin that somebody sends is rounded to about a kilometre, unless her life is in danger.',
    heldBy: ['tests/conversation/places.test.ts › "%s" gives %j'],
    world: (): Place => (isU1) => mediaItem(place, isU1).reference,
    check: (kept) => [
      ...unless(kept(false) === 'geo:-10.17,123.61;u=1000', `a pin is kept as ${kept(false)}`),
      ...unless(kept(true) === place.reference, 'a pin of somebody in danger is blurred'),
    ],
    planted: 'A pin that is kept as it came.',
    breach: () => () => place.reference,
    finds: /^a pin is kept as geo:-10\.17321/,
  }),
  rule({
    id: 'R33',
    says: 'How long things are kept is said by PRIVASI, and is what is done: an unsent draft a day, waiting replies 180 days, a closed case the organisation’s years.',
    heldBy: [
      'tests/store/erasure.db.test.ts › closed adults go after two years, children when they are grown up, held and open ones never',
    ],
    world: () => ({
      said: Object.values(texts()).map((own) => own['rights.kept'] ?? ''),
      draftHours: purgeLimits.draftHours as number,
      mailboxDays: mailboxLimits.days as number,
      years: orgDefaults.closedAdultYears,
    }),
    check: ({ said, draftHours, mailboxDays, years }) =>
      said.flatMap((text) => [
        ...unless(
          text.includes(`${draftHours} `) && draftHours === 24,
          `a draft is kept ${draftHours} hours, and something else is said`,
        ),
        ...unless(
          text.includes(`${mailboxDays} `) && mailboxDays === 180,
          'replies wait for another time than is said',
        ),
        ...unless(
          text.includes('{{years}}') && years === 2,
          'a closed case is kept for another time than is said',
        ),
      ]),
    planted: 'A draft that is kept for two days.',
    breach: (world) => ({ ...world, draftHours: 48 }),
    finds: /^a draft is kept 48 hours/,
  }),
];
