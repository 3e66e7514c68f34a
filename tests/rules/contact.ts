import { mayWriteNow } from '../../src/conversation/safe-hours.ts';
import { wayOut } from '../../src/conversation/way-out.ts';
import { bubbles } from '../flows/faults.ts';
import { sensitive } from '../locales/lints.ts';
import { type Drive, drive, reports, type Texts, texts, withText } from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** What an onlooker sees, what deleting means, and when somebody may be written to (R9 to R12). */
const byPlatform = {
  'rights.eraseAsk.telegram': /48/,
  'rights.eraseAsk.whatsapp': /WhatsApp/,
  'rights.eraseAsk.web': /peramban|browser/i,
} as const;

function eraseFaults(all: Texts): string[] {
  return Object.entries(all).flatMap(([language, own]) =>
    Object.entries(byPlatform).flatMap(([key, truth]) => [
      ...unless(truth.test(own[key] ?? ''), `${key} (${language}) does not say what this platform can wipe`),
      ...unless(/72/.test(own[key] ?? ''), `${key} (${language}) does not say how long our own part takes`),
      ...unless(
        /sendiri|yourself/i.test(own[key] ?? ''),
        `${key} (${language}) does not say what is left to her`,
      ),
    ]),
  );
}

type MayWrite = typeof mayWriteNow;
const hour = (utc: number) => new Date(Date.UTC(2026, 0, 5, utc));
const wish = (mode: 'hours' | 'iReturn' | 'anytime') => ({
  mode,
  hours: ['evening' as const],
  line: null,
  word: null,
});

function hourFaults(mayWrite: MayWrite): string[] {
  return Array.from({ length: 24 }, (_, utc) => utc).flatMap((utc) => {
    const inJakarta = (utc + 7) % 24;
    const isEvening = inJakarta >= 18 && inJakarta < 21;
    return [
      ...unless(
        mayWrite(wish('hours'), hour(utc), 'WIB') === isEvening,
        `written to at ${inJakarta} who chose the evening`,
      ),
      ...unless(
        !mayWrite(wish('iReturn'), hour(utc), 'WIB'),
        `written to at ${inJakarta} who writes herself`,
      ),
    ];
  });
}

/** Whoever said nothing about it, an hour after her last word and a minute before that. */
function silentFaults(way: typeof wayOut): string[] {
  const now = hour(3);
  const after = (minutes: number, away = false) =>
    way({
      ...{ channel: 'telegram', contact: undefined, away, now, province: null },
      lastInboundAt: new Date(now.getTime() - minutes * 60_000),
    }).is;
  return [
    ...unless(after(59) === 'now', 'a talk that goes on is interrupted: who wished for nothing'),
    ...unless(after(60) === 'line', 'an hour later the words go to who wished for nothing'),
    ...unless(after(60, true) === 'waits', 'a screen that was left is written to: who wished for nothing'),
  ];
}

/** Half an hour and a day later, where nobody wrote: what we said by ourselves. */
const silences = once(() =>
  reports()
    .filter(({ topic }) => topic === 'home')
    .map((talk) => {
      const later = drive(
        [...['> halo', '>> safe', '>> me', '>> 26to40', '>> home'], '@ 31 minutes', '@ 24 hours'],
        talk,
      );
      const before = drive(['> halo', '>> safe', '>> me', '>> 26to40', '>> home'], talk);
      return { ...later, plans: later.plans.slice(before.plans.length) };
    }),
);

function silenceFaults(all: readonly Drive[]): string[] {
  return all.flatMap((talk) =>
    talk.plans.flatMap(bubbles).map(({ text }) => `written to after a silence (${text}): ${talk.name}`),
  );
}

const neutralKeys = /^(telegram\.|console\.title|alarm\.)/;

export const contactRules: readonly Rule[] = [
  rule({
    id: 'R9',
    says: 'Name, icon, menus, page titles and alarms are neutral. The organisation chooses the name; a human looks at it (below).',
    heldBy: ['tests/channels/web/page.test.ts › is named and drawn by the neutral name alone'],
    world: texts,
    check: (all) =>
      Object.entries(all).flatMap(([language, own]) =>
        Object.entries(own)
          .filter(([key, text]) => neutralKeys.test(key) && sensitive.test(text))
          .map(([key]) => `${key} (${language}) says what this is about`),
      ),
    planted: 'A menu of Telegram that offers to report.',
    breach: (all) => withText(all, 'telegram.menu', 'Laporkan kekerasan'),
    finds: /^telegram\.menu/,
  }),
  rule({
    id: 'R10',
    says: 'HAPUS says what this platform can wipe and what is left to her, and how long our own part takes.',
    heldBy: [
      'tests/store/erasure.db.test.ts › asks once, becomes a wish with 72 hours, and confirmed takes every row of the case with it',
    ],
    world: texts,
    check: eraseFaults,
    planted: 'WhatsApp’s words for deleting, said on Telegram.',
    breach: (all) => withText(all, 'rights.eraseAsk.telegram', all.id?.['rights.eraseAsk.whatsapp'] ?? ''),
    finds: /^rights\.eraseAsk\.telegram .* what this platform can wipe/,
  }),
  rule({
    id: 'R11',
    says: 'Nobody is written to first outside of the hours she chose, and never who said that she writes herself; the neutral line goes first, and words only after her reply word. Who wished for nothing gets a neutral line alone once she has not written for an hour.',
    heldBy: [
      'tests/conversation/held.test.ts › hears nothing in the morning, her line in the evening, and the words after her reply word',
      'tests/conversation/held.test.ts › "only when I write" is never written to first',
      'tests/conversation/held.test.ts › gets the neutral line alone after that, once, and the words when she writes and it is safe',
      'tests/console/owed.db.test.ts › later only the neutral line goes, which is said before and after',
    ],
    world: () => ({ mayWrite: mayWriteNow as MayWrite, way: wayOut }),
    check: ({ mayWrite, way }) => [...hourFaults(mayWrite), ...silentFaults(way)],
    planted: 'A rule that takes silence for a yes.',
    breach: (world) => ({ ...world, way: () => ({ is: 'now' as const, until: null }) }),
    finds: /who wished for nothing/,
  }),
  rule({
    id: 'R12',
    says: 'Who falls silent is not reminded. After 30 minutes the safe question comes before anything else, after 24 hours an unsent draft is gone.',
    heldBy: ['tests/flows/transcripts.test.ts › says the same on %s'],
    world: silences,
    check: silenceFaults,
    planted: 'A question that is asked again after half an hour.',
    breach: (all) => all.map((talk) => ({ ...talk, plans: drive(['> halo'], talk).plans })),
    finds: /^written to after a silence/,
  }),
];
