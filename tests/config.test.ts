import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig, renderFaults, Secret, StartFault } from '../src/config.ts';

const here = '/srv/suar';

function config(env: Record<string, string>) {
  const read = readConfig(env, here);
  if (read.is === 'faults') throw new Error(renderFaults(read.faults));
  return read.config;
}

function faults(env: Record<string, string>): string[] {
  const read = readConfig(env, here);
  return read.is === 'faults' ? read.faults.map((fault) => fault.name) : [];
}

const token = `123456:${'a'.repeat(35)}`;

describe('an environment', () => {
  it('may be empty: everything has a safe default', () => {
    expect(config({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataFolder: '/srv/suar/data',
      keyFolder: '/srv/suar/data-keys',
      telegramApiRoot: 'https://api.telegram.org',
      trustProxy: { from: ['127.0.0.0/8', '::1'] },
      backupFolder: '/srv/suar/data-backups',
      isBackedUpNightly: true,
    });
  });

  it('with empty values is the same as an empty one', () => {
    expect(config({ PORT: '', SUAR_DATA_DIR: '', TELEGRAM_BOT_TOKEN: ' ' })).toEqual(config({}));
  });

  it('puts the keys beside the data, wherever that is', () => {
    expect(config({ SUAR_DATA_DIR: '/var/lib/suar' }).keyFolder).toBe('/var/lib/suar-keys');
  });

  it('opens the door to others only when it says under which address', () => {
    expect(config({ PUBLIC_URL: 'https://suar.example.org/' })).toMatchObject({
      host: '0.0.0.0',
      publicUrl: 'https://suar.example.org',
    });
  });

  it('is taken as it stands', () => {
    const read = config({
      PORT: '0',
      SUAR_KEY_DIR: '/mnt/keys',
      DATABASE_URL: 'postgres://suar:pw@db1:5432,db2:5432/suar',
      TELEGRAM_BOT_TOKEN: token,
      WHATSAPP_WS_URL: 'ws://127.0.0.1:9000/ws',
    });
    expect(read).toMatchObject({ port: 0, keyFolder: '/mnt/keys', whatsappUrl: 'ws://127.0.0.1:9000/ws' });
    expect(read.databaseUrl?.reveal()).toBe('postgres://suar:pw@db1:5432,db2:5432/suar');
    expect(read.telegramToken?.reveal()).toBe(token);
  });

  it('may use any token with a Bot API server of its own', () => {
    const env = { TELEGRAM_API_ROOT: 'http://127.0.0.1:9001/', TELEGRAM_BOT_TOKEN: '1:test' };
    expect(config(env)).toMatchObject({ telegramApiRoot: 'http://127.0.0.1:9001' });
    expect(faults({ TELEGRAM_BOT_TOKEN: '1:test' })).toEqual(['TELEGRAM_BOT_TOKEN']);
  });
});

describe('TELEGRAM_WEBHOOK_SECRET', () => {
  const secret = 'a'.repeat(32);
  it('counts with an address to send to, and is as hard to guess as Telegram allows', () => {
    const read = config({ PUBLIC_URL: 'https://suar.example.org', TELEGRAM_WEBHOOK_SECRET: secret });
    expect(read.telegramWebhookSecret?.reveal()).toBe(secret);
    expect(faults({ TELEGRAM_WEBHOOK_SECRET: secret })).toEqual(['TELEGRAM_WEBHOOK_SECRET']);
    for (const bad of ['short', 'a'.repeat(257), `${secret} ${secret}`, `${secret}!`])
      expect(faults({ PUBLIC_URL: 'https://a.example', TELEGRAM_WEBHOOK_SECRET: bad }), bad).toEqual([
        'TELEGRAM_WEBHOOK_SECRET',
      ]);
  });
});

describe('TRUST_PROXY', () => {
  it.each([
    ['127.0.0.1', { from: ['127.0.0.1'] }],
    ['10.0.0.0/8, fd00::/8 192.0.2.1', { from: ['10.0.0.0/8', 'fd00::/8', '192.0.2.1'] }],
    ['loopback', { from: ['127.0.0.0/8', '::1'] }],
    ['0', { hops: 0 }],
    ['2', { hops: 2 }],
  ])('may be %s', (text, trustProxy) => expect(config({ TRUST_PROXY: text })).toMatchObject({ trustProxy }));

  it.each([
    ['yes'],
    ['true'],
    ['6'],
    ['10.0.0.0/33'],
    ['0.0.0.0/0'],
    ['::/0'],
    ['caddy'],
    ['1.2.3'],
    [','],
    ['1,x'],
  ])('stops the start when it is %s', (text) =>
    expect(faults({ TRUST_PROXY: text })).toEqual(['TRUST_PROXY']),
  );
});

describe('a wrong environment', () => {
  const wrong = {
    PORT: '70000',
    SUAR_DATA_DIR: '/var/lib/suar',
    SUAR_KEY_DIR: '/var/lib/suar/keys',
    DATABASE_URL: 'mysql://suar:kataSandi@db/suar',
    PUBLIC_URL: 'https://suar.example.org/chat',
    TELEGRAM_BOT_TOKEN: 'kataSandi',
    TELEGRAM_API_ROOT: 'ftp://kataSandi',
    WHATSAPP_WS_URL: 'https://web.whatsapp.com',
    TRUST_PROXY: 'everybody',
    SUAR_BACKUP_DIR: '/var/lib/suar/backups',
    SUAR_BACKUP_NIGHTLY: 'sometimes',
    METRICS_TOKEN: 'kata sandi',
  };

  it('is told every fault at once, each by its name', () => {
    expect(faults(wrong).toSorted()).toEqual(
      Object.keys(wrong)
        .filter((name) => name !== 'SUAR_DATA_DIR')
        .toSorted(),
    );
  });

  it('is told so in two languages and without a single value', () => {
    const read = readConfig(wrong, here);
    const said = read.is === 'faults' ? renderFaults(read.faults) : '';
    for (const value of Object.values(wrong)) expect(said).not.toContain(value);
    expect(said).toContain('harus angka bulat');
    expect(said).toContain('must be a whole number');
  });

  it.each([['-1'], ['3000.5'], ['65536'], ['abc'], ['0x10']])('has no port %s', (port) => {
    expect(faults({ PORT: port })).toEqual(['PORT']);
  });

  it.each([
    ['the data folder itself', '/srv/suar/data'],
    ['a folder in it', './data/keys'],
    ['a folder around it', '/srv'],
  ])('keeps its keys in %s', (_, folder) => {
    expect(faults({ SUAR_KEY_DIR: folder })).toEqual(['SUAR_KEY_DIR']);
  });

  it('may have a key folder whose name begins like the data folder or like a way up', () => {
    expect(faults({ SUAR_KEY_DIR: '/srv/suar/data-2' })).toEqual([]);
    expect(faults({ SUAR_DATA_DIR: '/srv', SUAR_KEY_DIR: '/srv/..keys' })).toEqual(['SUAR_KEY_DIR']);
  });
});

describe('a secret', () => {
  const secret = new Secret('kataSandi');

  it('shows itself nowhere but when it is asked', () => {
    const shown = [`${secret}`, JSON.stringify({ secret }), inspect({ deep: [{ secret }] }, { depth: 9 })];
    shown.push(inspect(secret, { showHidden: true }), Object.values(secret).join());
    expect(shown.join('\n')).not.toContain('kataSandi');
    expect(shown[0]).toBe('[secret]');
    expect(secret.reveal()).toBe('kataSandi');
  });
});

describe('a fault at the start', () => {
  it('carries a code for the log and a sentence in both languages for the person', () => {
    const fault = new StartFault('codeOfIt', { id: 'Begini.', en: 'Like this.' });
    expect(fault).toMatchObject({
      name: 'StartFault',
      code: 'codeOfIt',
      why: { id: 'Begini.', en: 'Like this.' },
    });
  });
});

describe('.env.example', () => {
  const example = readFileSync('.env.example', 'utf8');
  const source = readFileSync('src/config.ts', 'utf8');
  const documented = [...example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]);
  const read = [...source.matchAll(/take\('([A-Z0-9_]+)'/g)].map((match) => match[1]);

  it('names every variable that is read, and no other', () => {
    expect(read.length).toBeGreaterThan(0);
    expect(documented.toSorted()).toEqual(read.toSorted());
  });

  it('shows the real defaults', () => {
    const shown = Object.fromEntries(
      [...example.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    expect(config(shown)).toEqual(config({}));
  });
});
