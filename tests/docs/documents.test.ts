import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { texts } from '../../locales/texts.ts';
import { services } from '../../src/directory/numbers.ts';

/** What is written for strangers is true: tests, links, commands, settings, labels and numbers that it names exist. */
const root = path.join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join('docs', name)),
];

/** Rows of the table, each with the numbers of its tests. */
const rowsOf = (page: string) =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| **'))
    .map((line) => line.split('|').at(-2)?.match(/T\d+/g) ?? []);

/** The list below the table: number, file, name. */
const listed = [...read('docs/threat-model.md').matchAll(/^- (T\d+) `([^`]+)`: (.+)$/gm)].map(
  ([, number = '', file = '', name = '']) => ({ number, file, name }),
);

describe('the threat model', () => {
  test('names only tests that exist, by their whole name', () => {
    const named = (source: string, name: string) =>
      ["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`));
    const missing = listed.filter(
      ({ file, name }) => !existsSync(path.join(root, file)) || !named(read(file), name),
    );
    expect(missing).toEqual([]);
  });

  test('has at least one test for each row, and no test without a row', () => {
    const rows = rowsOf(read('docs/threat-model.md'));
    expect(rows.length).toBeGreaterThanOrEqual(17);
    expect(rows.filter((numbers) => numbers.length === 0)).toEqual([]);
    expect(new Set(rows.flat())).toEqual(new Set(listed.map(({ number }) => number)));
  });

  test('says the same rows with the same tests in both languages', () => {
    expect(rowsOf(read('docs/en/threat-model.md'))).toEqual(rowsOf(read('docs/threat-model.md')));
  });
});

/** As GitHub makes the anchor of a heading. */
const anchorsOf = (page: string) =>
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, '')
      .replace(/ /g, '-'),
  );

describe('every page', () => {
  test('links only to what is there', () => {
    const broken = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)/g)].flatMap(
        ([whole, file = '', anchor]) => {
          const target = path.join(path.dirname(page), file || path.basename(page));
          if (!existsSync(path.join(root, target))) return [`${page}: ${whole}`];
          const isThere = anchor === undefined || anchorsOf(read(target)).includes(anchor);
          return isThere ? [] : [`${page}: ${whole}`];
        },
      ),
    );
    expect(broken).toEqual([]);
  });

  test('names only folders and files that exist, in README and on the map', () => {
    const named = ['README.md', 'ARCHITECTURE.md'].flatMap((page) =>
      [...read(page).matchAll(/`((?:src|flows|tests|docs|locales|deploy)\/[\w./-]*\w)`/g)].map(
        ([, name = '']) => name,
      ),
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  test('names only commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name),
    );
    expect([...new Set(named)].filter((name) => !scripts[name])).toEqual([]);
  });

  test('names only settings that exist, and the operator’s guide all that an operator sets', () => {
    const example = read('.env.example');
    const known = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
    const guide = read('docs/panduan-operator.md');
    const named = [...guide.matchAll(/`([A-Z]+(?:_[A-Z]+)+|PORT)`/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
    const forTests = ['TELEGRAM_API_ROOT', 'WHATSAPP_WS_URL'];
    expect(known.filter((name) => !forTests.includes(name) && !named.includes(name))).toEqual([]);
  });
});

/** As it is compared: without the marks at its end, in one case. */
const plain = (text: string) => text.replace(/[.:…,?]+$/u, '').toLowerCase();
const shownIn = (language: 'id' | 'en') => Object.values(texts[language] ?? {}).map(plain);
/** What begins a text counts too: a sentence is not repeated to its end in a guide. */
const isShown = (shown: string[], label: string) =>
  shown.some((text) => text.startsWith(plain(label)) && !/^\p{L}/u.test(text.slice(plain(label).length)));

describe('a guide for counsellors', () => {
  test('prints bold only what stands on the screen', () => {
    const bold = [...read('docs/panduan-konselor.md').matchAll(/\*\*([^*]+)\*\*/g)];
    const labels = bold.flatMap(([, text = '']) => text.split('→')).map((text) => text.trim());
    expect(labels.length).toBeGreaterThan(50);
    const shown = shownIn('id');
    expect(labels.filter((label) => !isShown(shown, label))).toEqual([]);
  });

  test.each([
    ['id', 'docs/kartu-malam.md'],
    ['en', 'docs/en/night-card.md'],
  ] as const)(
    'the night card (%s) is the page that the console prints, and names its buttons as they are',
    (language, page) => {
      const card = Object.entries(texts[language] ?? {}).filter(([key]) => key.startsWith('office.night.'));
      const said = read(page);
      const missing = card.filter(([key, text]) => key !== 'office.night.print' && !said.includes(text));
      expect(missing).toEqual([]);
      const shown = shownIn(language).filter((text) => !card.some(([, each]) => plain(each) === text));
      const quoted = card.flatMap(([, text]) =>
        [...text.matchAll(/“([^”]+)”/g)].map(([, label = '']) => label),
      );
      expect(quoted.length).toBeGreaterThan(10);
      expect(quoted.filter((label) => !isShown(shown, label))).toEqual([]);
      // One A4 page at a size that is read from an arm’s length.
      expect(card.map(([, text]) => text).join('').length).toBeLessThan(3_600);
    },
  );

  test('holds only numbers that may be shown to anybody', () => {
    const may = services
      .filter(({ publish }) => publish === 'candidate')
      .flatMap(({ phones }) => phones.map(({ number }) => number));
    for (const page of ['docs/kartu-malam.md', 'docs/en/night-card.md']) {
      const numbers = [...read(page).matchAll(/\*\*(\+?\d[\d -]{2,})\*\*/g)].map(([, number = '']) =>
        number.replace(/[ -]/g, ''),
      );
      expect(numbers.length).toBeGreaterThanOrEqual(3);
      expect(numbers.filter((number) => !may.includes(number))).toEqual([]);
    }
  });
});
