import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  ageCodes,
  contactCodes,
  helpCodes,
  topicCodes,
  whenCodes,
  whoCodes,
} from '../../flows/report/answers.ts';
import english from '../../locales/en/console.json' with { type: 'json' };
import indonesian from '../../locales/id/console.json' with { type: 'json' };
import { placeWords } from '../../src/console/case-words.ts';
import { mannersFor, quickManners, quickNames, quickText } from '../../src/console/quick.ts';
import {
  clockOf,
  comingHours,
  isNight,
  leftOf,
  lengthOf,
  momentOf,
  waitedOf,
} from '../../src/console/times.ts';
import { wordsOf } from '../../src/console/words.ts';
import { type CaseHead, closeReasons } from '../../src/store/case-contents.ts';
import { sensitive } from '../locales/lints.ts';

const emptyHead: CaseHead = {
  channel: 'telegram',
  language: 'id',
  who: null,
  age: null,
  topic: null,
  rules: [],
  lastWords: null,
};
const texts = { id: indonesian, en: english } as Record<'id' | 'en', Record<string, string>>;
const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();
const read = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');

describe('the words of the console', () => {
  it('are the same keys with the same gaps in both languages', () => {
    expect(Object.keys(texts.en).toSorted()).toEqual(Object.keys(texts.id).toSorted());
    for (const [key, text] of Object.entries(texts.id))
      expect(variables(texts.en[key] ?? ''), key).toEqual(variables(text));
  });

  it('are all used', () => {
    const source = read('src/console');
    // As it stands, by a code at its end or at its beginning, or through the kinds of case-words.ts.
    const isUsed = (key: string) =>
      source.includes(`'${key}'`) ||
      source.includes(`\`${key.slice(0, key.lastIndexOf('.') + 1)}$`) ||
      source.includes(`}.${key.split('.')[1]}\``) ||
      source.includes(`codeWords(words, '${key.split('.')[0]}'`) ||
      source.includes(`listWords(words, '${key.split('.')[0]}'`);
    expect(Object.keys(texts.id).filter((key) => !isUsed(key))).toEqual([]);
  });

  it('have a sentence for every code that a case can carry', () => {
    const rules = [...readFileSync('flows/kit/triage.ts', 'utf8').matchAll(/rule: '(\w+)'/g)].map(
      ([, rule]) => rule,
    );
    const kinds = /type DangerKind =([^;]+);/.exec(readFileSync('flows/kit/events.ts', 'utf8'))?.[1] ?? '';
    const media = /type MediaKind =([^;]+);/.exec(readFileSync('flows/kit/events.ts', 'utf8'))?.[1] ?? '';
    const happened = /kind: 'happened';\s+what:([^;]+(?:;[^;]+)*?);\s+memberId/.exec(
      readFileSync('src/conversation/case-item.ts', 'utf8'),
    )?.[1];
    const names = (union: string) => [...union.matchAll(/'(\w+)'/g)].map(([, name]) => name);
    expect(rules.length).toBeGreaterThan(10);
    expect(names(happened ?? '').length).toBeGreaterThan(15);
    const keys = [
      ...rules.map((rule) => `rule.${rule}`),
      ...names(kinds).map((kind) => `danger.${kind}`),
      ...names(media).map((kind) => `media.${kind}`),
      ...names(happened?.replaceAll(/\/\*.*?\*\//g, '') ?? '').map((what) => `happened.${what}`),
      ...closeReasons.map((reason) => `close.${reason}`),
      ...[...whoCodes, 'unknown', 'skipped'].flatMap((code) => [`who.${code}`, `writer.${code}`]),
      ...[...ageCodes, 'unknown', 'skipped'].map((code) => `age.${code}`),
      ...[...topicCodes, 'unknown', 'skipped'].map((code) => `topic.${code}`),
      ...[...whenCodes, 'unknown', 'skipped'].map((code) => `when.${code}`),
      ...[...helpCodes, 'unknown', 'skipped', 'none'].map((code) => `help.${code}`),
      ...[...contactCodes, 'unknown', 'skipped', 'none'].map((code) => `contact.${code}`),
    ];
    for (const language of ['id', 'en'] as const)
      for (const key of keys) expect(wordsOf(language).find(key), `${language} ${key}`).toBeTruthy();
  });

  it('never blame, and never promise what nobody can keep (standards.md R21, R23)', () => {
    for (const [key, text] of Object.entries(texts.id)) {
      if (key === 'fact.why') continue;
      expect(text, key).not.toMatch(
        /\b(kenapa|mengapa|seharusnya|pasti aman|dijamin|tidak valid|salah input)\b/i,
      );
    }
  });
});

describe('ready words', () => {
  const head = (topic: string | null, language: 'id' | 'en' = 'id') => ({ ...emptyHead, topic, language });

  it('open with what was understood, so that nobody has to say it again (standards.md R43)', () => {
    expect(quickText('summary', head('home'))).toContain(
      'Yang saya tangkap: kekerasan di rumah. Betul begitu?',
    );
    expect(quickText('summary', head('home', 'en'))).toMatch(/^Hello.*What I understood: /);
    for (const topic of [null, 'unknown', 'skipped', 'nothing-we-know'])
      expect(quickText('summary', head(topic)), String(topic)).toMatch(/tidak perlu mengulang\.$/);
  });

  it('have a text in each language and no gap left open, also beside a long topic (R51)', () => {
    const topics = [null, ...topicCodes];
    for (const name of quickNames)
      for (const language of ['id', 'en'] as const)
        for (const [topic, manner] of topics.flatMap((one) =>
          quickManners.map((way) => [one, way] as const),
        )) {
          const text = quickText(name, head(topic, language), manner);
          expect(text.length, `${name} ${language} ${topic}`).toBeGreaterThan(20);
          expect(text.length, text).toBeLessThanOrEqual(300);
          expect(text).not.toMatch(/\{|undefined/);
          // What a lock screen shows of it (R8).
          expect(text.slice(0, 60)).not.toMatch(sensitive);
        }
  });
});

describe('ready words for whoever writes', () => {
  const of = (more: object) => ({ ...emptyHead, topic: 'home', ...more });

  it('are a child’s first when a child writes, and not when somebody writes for one (standards.md R34)', () => {
    expect(mannersFor(of({ child: true, who: 'me' }))[0]).toBe('child');
    expect(mannersFor(of({ child: true, who: null, simple: true }))[0]).toBe('child');
    for (const who of ['family', 'other', 'child', 'organisation'])
      expect(mannersFor(of({ child: true, who }))[0], who).toBe('plain');
    expect(quickText('slowly', of({ child: true, who: 'me' }))).toMatch(/Ini bukan salahmu/);
  });

  it('are short first when she asked for short words, and everything is there for everybody (R38)', () => {
    expect(mannersFor(of({ simple: true }))[0]).toBe('simple');
    expect([mannersFor(null)[0], mannersFor(of({}))[0]]).toEqual(['plain', 'plain']);
    for (const head of [null, of({ simple: true }), of({ child: true })])
      expect(mannersFor(head).toSorted()).toEqual([...quickManners].toSorted());
    for (const name of quickNames)
      expect(quickText(name, of({}), 'simple').length, name).toBeLessThanOrEqual(
        quickText(name, of({}), 'plain').length,
      );
  });
});

describe('the place of a case', () => {
  it('is the country by its name in the page’s language when it is not Indonesia', () => {
    const say = (language: 'id' | 'en', country: string | null) =>
      placeWords(wordsOf(language), '53', country);
    expect([say('id', 'SA'), say('en', 'SA'), say('id', 'ID'), say('id', null)]).toEqual([
      'Arab Saudi',
      'Saudi Arabia',
      'Nusa Tenggara Timur',
      'Nusa Tenggara Timur',
    ]);
    expect([say('id', 'QX'), say('id', 'x')]).toEqual(['di luar Indonesia', 'di luar Indonesia']);
  });
});

describe('times', () => {
  const id = wordsOf('id');
  const night = new Date('2026-11-20T18:14:40Z');
  it('are said as a colleague says them, with the zone by name', () => {
    expect(momentOf(night, id)).toBe('Sabtu, 21 Nov 2026, 02.14 WITA');
    expect(clockOf(night, wordsOf('en'))).toBe('02:14');
  });
  it('of a shift’s end are whole hours, the first at least twenty minutes away', () => {
    const first = (at: string) => comingHours(new Date(at), 3).map((hour) => clockOf(hour, id));
    expect(first('2026-11-20T18:14:40Z')).toEqual(['03.00', '04.00', '05.00']);
    expect(first('2026-11-20T18:45:00Z')).toEqual(['04.00', '05.00', '06.00']);
    expect(first('2026-11-20T18:00:00Z')).toEqual(['03.00', '04.00', '05.00']);
  });
  it('that are left are said to the second, and nothing is said once they are over', () => {
    const left = (seconds: number) => leftOf(new Date(night.getTime() + seconds * 1000), night);
    expect([180, 100, 60, 9.2, 0, -5].map(left)).toEqual([
      '3:00',
      '1:40',
      '1:00',
      '0:10',
      undefined,
      undefined,
    ]);
    expect([40, 60, 185, 3_900].map((seconds) => lengthOf(seconds, id))).toEqual([
      '40 detik',
      '1 menit',
      '3 menit',
      '1 jam 5 menit',
    ]);
  });
  it('of waiting never run backwards and know minutes, hours and days', () => {
    const after = (minutes: number) => waitedOf(night, new Date(night.getTime() + minutes * 60_000), id);
    expect([-5, 0.9, 1, 59, 60, 125, 24 * 60, 27 * 60].map(after)).toEqual([
      'baru saja',
      'baru saja',
      '1 menit menunggu',
      '59 menit menunggu',
      '1 jam 0 menit menunggu',
      '2 jam 5 menit menunggu',
      '1 hari 0 jam menunggu',
      '1 hari 3 jam menunggu',
    ]);
  });
  it('make it dark from dusk to dawn', () => {
    expect(
      ['09:59Z', '10:00Z', '21:59Z', '22:00Z'].map((time) => isNight(new Date(`2026-11-20T${time}`))),
    ).toEqual([false, true, true, false]);
  });
});

describe('the stylesheet', () => {
  const css = readFileSync('src/console/assets/console.css', 'utf8');

  it('weighs less than 20 kB, and a first view with its scripts less than 60 kB', () => {
    const require = createRequire(import.meta.url);
    const scripts = ['htmx.org/dist/htmx.min.js', 'htmx.org/dist/ext/hx-sse.min.js'].map((name) =>
      readFileSync(require.resolve(name)),
    );
    const own = ['console.js', 'writing.js'].map((name) => readFileSync(`src/console/assets/${name}`));
    expect(brotliCompressSync(css).length).toBeLessThan(20_000);
    expect(gzipSync(css).length + gzipSync(Buffer.concat([...scripts, ...own])).length).toBeLessThan(35_000);
  });

  it('holds text at 7:1 on every ground it stands on, by day and by night', () => {
    const block = (start: string) => css.slice(css.indexOf(start), css.indexOf('}', css.indexOf(start)));
    const colours = (text: string) =>
      new Map(
        [...text.matchAll(/--([\w-]+): (#[\da-f]{3,6});/g)].map(([, name = '', value = '']) => [name, value]),
      );
    const night = colours(block(':root {'));
    const day = new Map([...night, ...colours(block(':root[data-theme="light"] {'))]);
    expect(colours(block(':root[data-theme="auto"] {'))).toEqual(
      colours(block(':root[data-theme="light"] {')),
    );
    const pairs = [
      ...['ink', 'soft', 'link', 'u1', 'u2', 'u3', 'u4'].flatMap((text) =>
        ['paper', 'sheet'].map((on) => [text, on]),
      ),
      ...['ink', 'link'].map((text) => [text, 'raised']),
      ...['ink', 'soft', 'u1'].map((text) => [text, 'u1-wash']),
      ...['ink', 'ours-soft'].map((text) => [text, 'ours']),
      ...['ink', 'soft'].map((text) => [text, 'inner']),
      ['act-ink', 'act'],
      ['paper', 'ink'],
    ] as [string, string][];
    for (const [name, palette] of [
      ['night', night],
      ['day', day],
    ] as const)
      for (const [text, on] of pairs)
        expect(
          contrast(palette.get(text), palette.get(on)),
          `${name}: ${text} on ${on}`,
        ).toBeGreaterThanOrEqual(7);
  });
});

/** WCAG 2 contrast of two colours. */
function contrast(one = '', other = ''): number {
  const light = (colour: string) => {
    const full = colour.length === 4 ? colour.replace(/[\da-f]/g, '$&$&') : colour;
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(full.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [a, b] = [light(one), light(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
