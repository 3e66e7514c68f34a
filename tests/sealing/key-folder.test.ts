import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KeyFolder, openKeyFolder } from '../../src/sealing/key-folder.ts';
import { createVault, dayOf } from '../../src/sealing/vault.ts';

const databaseId = '2f1c4d1e-6a51-4d5f-9a1e-0d6a5b6c7d8e';
const monday = new Date('2026-01-05T02:00:00Z');
const hour = 3_600_000;
const later = (hours: number) => new Date(monday.getTime() + hours * hour);
const never = () => false;

let top: string;
let folder: string;

beforeEach(() => {
  top = mkdtempSync(path.join(tmpdir(), 'suar-keys-'));
  folder = path.join(top, 'keys');
});

afterEach(() => rmSync(top, { recursive: true, force: true }));

const open = (databaseIsEmpty = true, id = databaseId): KeyFolder =>
  openKeyFolder({ folder, databaseId: id, databaseIsEmpty });

const dayFile = (date: string) => path.join(folder, `day-${date}.key`);

describe('the key folder', () => {
  it('is made once for an empty database, closed to everybody else', () => {
    open();
    open().today(monday);
    expect(readdirSync(folder).toSorted()).toEqual(['day-2026-01-05.key', 'suar-keys.json']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(folder))
      expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('gives the same keys to everybody who opens it, later too', () => {
    const [first, second] = [open(), open(false)];
    for (const keys of [second, open(false)]) {
      expect(keys.server).toEqual(first.server);
      expect(keys.index).toEqual(first.index);
      expect([keys.receiptSalt, keys.receiptPepper]).toEqual([first.receiptSalt, first.receiptPepper]);
      expect(keys.today(monday)).toEqual(first.today(monday));
    }
  });

  it('has a different key for every purpose and in every folder', () => {
    const keys = open();
    folder = path.join(top, 'other');
    const other = open();
    const all = [keys, other].flatMap((one) => [one.server, ...Object.values(one.index), one.receiptPepper]);
    expect(new Set(all.map((key) => key.toString('hex'))).size).toBe(all.length);
    expect(all.every((key) => key.length === 32)).toBe(true);
  });

  it('that is missing beside a filled database stops the start, and nothing is made in its place', () => {
    expect(() => open(false)).toThrow(expect.objectContaining({ name: 'StartFault', code: 'keysMissing' }));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of another database stops the start, also beside an empty one', () => {
    open();
    for (const empty of [true, false])
      expect(() => open(empty, 'another')).toThrow(expect.objectContaining({ code: 'keysForeign' }));
  });

  it.each([
    ['half of it', (text: string) => text.slice(0, text.length / 2)],
    ['a short key', (text: string) => text.replace(/"server": "..../, '"server": "')],
    ['a form of a later version', (text: string) => text.replace('"version": 1', '"version": 2')],
    ['nothing', () => ''],
  ])('with %s stops the start, and the sentence quotes no key', (_, spoil) => {
    const { server } = open();
    const file = path.join(folder, 'suar-keys.json');
    writeFileSync(file, spoil(readFileSync(file, 'utf8')));
    try {
      open(false);
      expect.unreachable();
    } catch (fault) {
      expect(fault).toMatchObject({ name: 'StartFault', code: 'keysDamaged' });
      expect(String(fault)).not.toContain(server.toString('base64').slice(4, 20));
    }
  });
});

describe('a day key', () => {
  it('changes at midnight UTC and opens what its day sealed', () => {
    const vault = createVault(open());
    const box = vault.sealForDay(Buffer.from('words'), 'inbox.body:1', later(21.9));
    expect(vault.keys.today(later(21.9)).day).toBe(dayOf(monday));
    expect(vault.keys.today(later(22)).day).toBe(dayOf(monday) + 1);
    expect(vault.keys.today(later(22)).key).not.toEqual(vault.keys.ofDay(dayOf(monday)));
    expect(createVault(open(false)).openOfDay(box, 'inbox.body:1')).toEqual({
      state: 'open',
      plain: Buffer.from('words'),
    });
  });

  it('goes 48 hours after its day began, not sooner, and then its words are gone everywhere', () => {
    const [keys, other] = [open(), open()];
    const [vault, otherVault] = [createVault(keys), createVault(other)];
    const box = vault.sealForDay(Buffer.from('words'), 'c', monday);
    otherVault.openOfDay(box, 'c');
    expect(keys.expireDayKeys(new Date('2026-01-06T23:59:59Z'), never)).toEqual({ removed: [], kept: [] });
    expect(keys.expireDayKeys(new Date('2026-01-07T00:00:00Z'), never).removed).toEqual([dayOf(monday)]);
    expect(existsSync(dayFile('2026-01-05'))).toBe(false);
    expect(vault.openOfDay(box, 'c')).toEqual({ state: 'gone' });
    other.expireDayKeys(new Date('2026-01-07T00:00:01Z'), never);
    expect(otherVault.openOfDay(box, 'c')).toEqual({ state: 'gone' });
  });

  it('stays while something unhandled needs it, and says so', () => {
    const keys = open();
    keys.today(monday);
    keys.today(later(24));
    const needed = (day: number) => day === dayOf(monday);
    expect(keys.expireDayKeys(later(24 * 9), needed)).toEqual({
      removed: [dayOf(monday) + 1],
      kept: [dayOf(monday)],
    });
    expect(keys.ofDay(dayOf(monday))).toBeDefined();
    expect(keys.expireDayKeys(later(24 * 9), never).removed).toEqual([dayOf(monday)]);
  });

  it('leaves no copy: neither in memory nor under a second name', () => {
    const keys = open();
    const { key } = keys.today(monday);
    writeFileSync(path.join(folder, 'draft-of-a-killed-one'), key);
    keys.expireDayKeys(later(48), never);
    expect(key.every((byte) => byte === 0)).toBe(true);
    expect(readdirSync(folder)).toEqual(['suar-keys.json']);
  });

  it('that is damaged is our fault to see, not an empty answer', () => {
    const keys = open();
    writeFileSync(dayFile('2026-01-05'), 'short');
    expect(() => keys.ofDay(dayOf(monday))).toThrow('dayKeyDamaged');
    expect(() => keys.today(monday)).toThrow('dayKeyDamaged');
  });

  it('is one and the same when eight processes ask for it in the same moment', async () => {
    const script = `
      const { openKeyFolder } = await import(${JSON.stringify(path.resolve('src/sealing/key-folder.ts'))});
      while (Date.now() < Number(process.argv[1])) {}
      const keys = openKeyFolder({ folder: process.argv[2], databaseId: '${databaseId}', databaseIsEmpty: true });
      const seen = [keys.server, keys.receiptSalt];
      for (let day = 0; day < 20; day += 1) seen.push(keys.today(new Date(day * 86400000)).key);
      console.log(Buffer.concat(seen).toString('hex'));`;
    const at = String(Date.now() + 1500);
    const said = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script, at, folder], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let text = '';
        child.stdout.on('data', (chunk) => {
          text += chunk;
        });
        await once(child, 'close');
        return text;
      }),
    );
    expect(said[0]?.length).toBeGreaterThan(1000);
    expect(new Set(said).size).toBe(1);
    expect(readdirSync(folder)).toHaveLength(21);
  }, 30_000);
});
