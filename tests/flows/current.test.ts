import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { toDirectedGraph } from 'xstate/graph';
import { flows } from '../../flows/index.ts';
import { drawPages, pageOf, stalePages } from '../../src/cli/draw.ts';

/** The pages that a lawyer and a counsellor review say what the flow does now. */
const pages = drawPages();

describe('the pages of the flows', () => {
  test('there is one for each flow', () => {
    expect([...pages.keys()].map((path) => basename(path))).toEqual(
      Object.keys(flows).map((id) => `${id}.md`),
    );
  });

  test('are current: `npm run draw` changes nothing', () => {
    expect(stalePages(pages)).toEqual([]);
  });

  test('a page that is missing, or says something else, is found', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'suar-draw-')), 'report.md');
    expect(stalePages(new Map([[path, 'One.']]))).toEqual([path]);
    writeFileSync(path, 'Two.');
    expect(stalePages(new Map([[path, 'One.']]))).toEqual([path]);
    expect(stalePages(new Map([[path, 'Two.']]))).toEqual([]);
  });
});

describe.each([...pages])('%s', (_, page) => {
  test('has a picture and a section for every state that people read about', () => {
    const sections = [...page.matchAll(/^### (?!Picture|Words)(\S+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(
      expect.arrayContaining(['opening', 'asking.who', 'care.numbers', 'human.called']),
    );
    expect(sections.length).toBeGreaterThan(30);
    expect(page.match(/```mermaid\nflowchart TD\n/g)?.length).toBeGreaterThanOrEqual(4);
  });

  test('leads every link to a section of its own', () => {
    const anchors = new Set(
      [...page.matchAll(/^##+ (.+)$/gm)].map(([, title = '']) =>
        title.toLowerCase().replaceAll('.', '').replaceAll(' ', '-'),
      ),
    );
    const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !anchors.has(link))).toEqual([]);
    expect(links.length).toBeGreaterThan(50);
  });

  test('shows words in both languages and no word of code', () => {
    expect(page).toContain('Aman untuk chat sekarang?');
    expect(page).toContain('Is it safe to chat now?');
    expect(page).not.toMatch(/\{\{|undefined|\[object|(common|report|care|handoff)\.[a-z]+[A-Z]|xstate\./);
  });

  test('says how long a person waits before she is told', () => {
    for (const minutes of [5, 15, 60]) expect(page).toContain(`after ${minutes} minutes of waiting`);
  });
});

test('a name that has no words for readers stops the drawing', () => {
  const planted = createMachine({
    id: 'planted',
    context: {},
    initial: 'here',
    states: {
      here: { description: 'Here.', on: { 'person.whistled': 'there' } },
      there: { description: 'There.' },
    },
  });
  expect(() => pageOf('planted', 1, toDirectedGraph(planted))).toThrow('noWordsToDraw');
});
