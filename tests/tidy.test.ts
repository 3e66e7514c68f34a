import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { closedRooms, packageHomes, rooms } from './tidy-rooms.ts';
import {
  bannedWords,
  functionLinesMax,
  type LineRule,
  lineRules,
  linesMax,
  longFiles,
  shelterHomes,
} from './tidy-rules.ts';

/** A file as the rules see it. Planted breaches are files that exist only here. */
interface Source {
  file: string;
  text: string;
}

function readAll(): Source[] {
  const tops = ['src', 'flows', 'locales', 'docs', 'tests'];
  const files = tops.flatMap((top) =>
    readdirSync(top, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.posix.join(entry.parentPath, entry.name)),
  );
  const pages = readdirSync('.').filter((name) => name.endsWith('.md'));
  return [...files, ...pages]
    .filter((file) => /\.(ts|js|css|json|md|chat)$/.test(file))
    .map((file) => ({ file, text: readFileSync(file, 'utf8') }));
}

const isIn = (file: string, places: readonly string[]) => places.some((place) => file.startsWith(place));

/** Lines with their numbers, without those that are comment from end to end. */
function codeLines({ file, text }: Source): { line: string; number: number }[] {
  const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
  return /\.(ts|js)$/.test(file) ? lines.filter(({ line }) => !/^\s*(\/\/|\/?\*)/.test(line)) : lines;
}

function breakLines(source: Source, rule: LineRule): string[] {
  if (!isIn(source.file, rule.within) || isIn(source.file, rule.except ?? [])) return [];
  const isAboutComments = rule.breach.startsWith('//');
  const lines = isAboutComments ? codeLines({ ...source, file: '' }) : codeLines(source);
  return lines
    .filter(({ line }) => rule.pattern.test(line))
    .map(({ line, number }) => `${source.file}:${number}  ${line.trim()}\n    ${rule.name}: ${rule.why}`);
}

interface Import {
  target: string;
  isType: boolean;
  number: number;
}

/** All imports and re-exports, dynamic ones too; relative ones as paths from the root. */
function readImports({ file, text }: Source): Import[] {
  const form =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?([^'";]*?)\s*from\s*'([^']+)'|\bimport\(\s*'([^']+)'|(?:^|\n)import\s+'([^']+)'/g;
  return [...text.matchAll(form)].map((match) => {
    const [, type, names = '', from, dynamic, bare] = match;
    const target = from ?? dynamic ?? bare ?? '';
    const inside = /^\{(.*)\}$/s
      .exec(names.trim())?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '');
    return {
      target: target.startsWith('.') ? path.posix.join(path.posix.dirname(file), target) : target,
      isType: type !== undefined || (inside?.every((name) => name.trim().startsWith('type ')) ?? false),
      number: text.slice(0, match.index + 1).split('\n').length,
    };
  });
}

const roomOf = (file: string) =>
  rooms.filter((room) => file.startsWith(room.at)).toSorted((a, b) => b.at.length - a.at.length)[0];

/** A folder or scope by its beginning; a file or package as it is, or something inside the package. */
const allows = (rules: readonly string[], target: string) =>
  rules.some(
    (rule) => rule === '*' || target === rule || target.startsWith(rule.endsWith('/') ? rule : `${rule}/`),
  );

function breakImports(source: Source): string[] {
  if (!/\.ts$/.test(source.file)) return [];
  const room = roomOf(source.file);
  if (!room) return [`${source.file}  belongs to no room: give it one in tests/tidy-rooms.ts`];
  const own = room.at.endsWith('/') ? [room.at] : [];
  return readImports(source).flatMap(({ target, isType, number }) => {
    const may = [...room.may, ...own, ...(isType ? (room.mayTypes ?? []) : [])];
    const closed = closedRooms.find((at) => target.startsWith(at));
    const isClosed = closed !== undefined && !isIn(source.file, closedRooms);
    const homes =
      packageHomes[
        target
          .split('/')
          .slice(0, target.startsWith('@') ? 2 : 1)
          .join('/')
      ];
    const isAway =
      homes && !isType && isIn(source.file, ['src/', 'flows/']) && !isIn(source.file, [...homes, 'src/cli/']);
    const place = `${source.file}:${number}  imports ${target}\n    `;
    return [
      ...(allows(may, target) ? [] : [`${place}${room.at}: ${room.why}`]),
      ...(isClosed ? [`${place}${closed} puts parts together and is nobody's part`] : []),
      ...(isAway ? [`${place}${target} has its home in ${homes.join(', ')}`] : []),
    ];
  });
}

/** The words of a name, in lower case. */
const wordsOf = (name: string) =>
  name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);

function breakNames({ file, text }: Source): string[] {
  if (!isIn(file, ['src/', 'flows/', 'tests/']) || !file.endsWith('.ts')) return [];
  const isHome = isIn(file, shelterHomes);
  const banned = bannedWords.filter((word) => word !== 'service' || !isHome);
  const exported = /^export (?:async )?(?:const|let|function\*?|class|interface|type|abstract class) (\w+)/gm;
  const names = [...text.matchAll(exported)].map(([, name = '']) => name);
  return [path.posix.basename(file), ...names].flatMap((name) =>
    wordsOf(name).some((word) => banned.includes(word) || banned.includes(word.replace(/s$/, '')))
      ? [`${file}  "${name}" names nothing (house.md §8)`]
      : [],
  );
}

function breakSizes({ file, text }: Source): string[] {
  if (!/^(src|flows|tests)\/.*\.ts$/.test(file)) return [];
  const lines = text.trimEnd().split('\n');
  const tooLong =
    lines.length > linesMax && !longFiles[file]
      ? [`${file}  has ${lines.length} lines, at most ${linesMax}`]
      : [];
  if (file.startsWith('tests/')) return tooLong;
  const head =
    /^(\s*)(?:export )?(?:(?:async )?function\*? \w+|(?:private |static |async |get |#)*#?\w+\(.*\)(?:: .+)? \{$|const \w+ = (?:async )?\(.*=> \{$)/;
  return lines.reduce<string[]>((found, line, start) => {
    const indent = head.exec(line)?.[1];
    if (indent === undefined || /^\s*(if|for|while|switch|catch|return)\b/.test(line)) return found;
    const length =
      lines.slice(start).findIndex((later) => later === `${indent}}` || later === `${indent}};`) + 1;
    if (length > functionLinesMax)
      found.push(
        `${file}:${start + 1}  is ${length} lines long, at most ${functionLinesMax}: ${line.trim()}`,
      );
    return found;
  }, tooLong);
}

const breakAll = (source: Source) => [
  ...lineRules.flatMap((rule) => breakLines(source, rule)),
  ...breakImports(source),
  ...breakNames(source),
  ...breakSizes(source),
];

describe('the code', () => {
  const sources = readAll();
  const say = (find: (source: Source) => string[]) => sources.flatMap(find).join('\n');

  it('imports only what its room may', () => expect(say(breakImports)).toBe(''));
  it.each(lineRules.map((rule) => [rule.name, rule] as const))('keeps to "%s"', (_, rule) =>
    expect(say((source) => breakLines(source, rule))).toBe(''),
  );
  it('has names that name something', () => expect(say(breakNames)).toBe(''));
  it('has files and functions that fit on a screen or two', () => expect(say(breakSizes)).toBe(''));
  it('has no excuse for a file that needs none', () => {
    const long = sources.filter(({ text }) => text.trimEnd().split('\n').length > linesMax);
    expect(long.map(({ file }) => file)).toEqual(expect.arrayContaining(Object.keys(longFiles)));
  });
  it('was really read', () =>
    expect(sources.filter(({ file }) => file.startsWith('src/')).length).toBeGreaterThan(20));
});

describe('a planted breach is found', () => {
  it.each(lineRules.map((rule) => [rule.name, rule] as const))(
    'of "%s", and its neighbour is left alone',
    (_, rule) => {
      const file = `${rule.within[0]?.replace(/\/$/, '')}/planted.ts`;
      expect(breakLines({ file, text: `const a = 1;\n${rule.breach}\n` }, rule)[0]).toContain(':2  ');
      expect(breakLines({ file, text: `${rule.fine}\n` }, rule)).toEqual([]);
    },
  );

  it.each([
    ['flows/report/planted.ts', "import { open } from '../../src/sealing/box.ts';"],
    ['flows/report/planted.ts', "import fs from 'node:fs';"],
    ['flows/kit/planted.ts', "import { machine } from '../report/machine.ts';"],
    ['src/conversation/planted.ts', "import { takeTurn } from '../store/inbox.ts';"],
    ['src/conversation/planted.ts', "import {\n  type A,\n  b,\n} from '../store/inbox.ts';"],
    ['src/store/planted.ts', "import { page } from '../console/pages/queue.ts';"],
    ['src/store/planted.ts', "import { spawn } from 'node:child_process';"],
    ['src/turns/planted.ts', "import { Channel } from '../channels/telegram/send.ts';"],
    ['src/channels/telegram/planted.ts', "import { ids } from '../whatsapp/ids.ts';"],
    ['src/channels/telegram/planted.ts', "import { putOutbox } from '../../store/outbox.ts';"],
    ['src/console/planted.ts', "const { Bot } = await import('grammy');"],
    ['src/console/planted.ts', "export { send } from '../channels/telegram/send.ts';"],
    ['src/console/planted.ts', "import '../cli/staff.ts';"],
    ['src/turns/planted.ts', "import { sql } from 'drizzle-orm';"],
    ['src/sealing/planted.ts', "import sodium from 'sodium-native';"],
    ['src/elsewhere/planted.ts', 'const a = 1;'],
  ])('of the import table: in %s, %s', (file, text) => {
    expect(breakImports({ file, text })).not.toEqual([]);
  });

  it.each([
    ['src/store/planted.ts', "import type { Danger } from '../../flows/kit/events.ts';"],
    ['src/store/planted.ts', "import { type Danger } from '../../flows/kit/events.ts';"],
    ['src/main.ts', "import { startServer } from './store/server.ts';"],
    ['src/store/planted.ts', "import { eq } from 'drizzle-orm/pg-core';"],
  ])('but not where there is none: in %s, %s', (file, text) => {
    expect(breakImports({ file, text })).toEqual([]);
  });

  it.each([
    ['src/turns/turn-helpers.ts', ''],
    ['src/turns/planted.ts', 'export class TurnManager {}'],
    ['src/store/planted.ts', 'export interface caseInfo {}'],
    ['src/store/planted.ts', 'export async function processInbox() {}'],
    ['src/turns/planted.ts', 'export type UserService = 1;'],
  ])('of the names: in %s, %s', (file, text) => {
    expect(breakNames({ file, text })).toHaveLength(1);
  });

  it('but a database is a name, and a service is where shelters are listed', () => {
    expect(breakNames({ file: 'src/store/database.ts', text: 'export function openDatabase() {}' })).toEqual(
      [],
    );
    expect(breakNames({ file: 'src/directory/planted.ts', text: 'export interface Service {}' })).toEqual([]);
  });

  it('of the sizes', () => {
    const body = '  step();\n'.repeat(functionLinesMax);
    const file = 'src/turns/planted.ts';
    expect(breakSizes({ file, text: `export async function long() {\n${body}}\n` })).toHaveLength(1);
    expect(breakSizes({ file, text: `export function fits() {\n${body.slice(20)}}\n` })).toEqual([]);
    expect(breakSizes({ file, text: `class A {\n  #long(): void {\n${body}  }\n}\n` })).toHaveLength(1);
    expect(breakSizes({ file, text: '// a line\n'.repeat(linesMax + 1) })).toHaveLength(1);
  });

  it('by everything at once, as the whole code is asked', () => {
    expect(
      breakAll({ file: 'src/turns/data.ts', text: "import a from 'fastify';\nconst at = new Date();\n" }),
    ).toHaveLength(3);
  });
});
