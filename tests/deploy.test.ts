import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** The recipes of deploy/, as far as this machine can judge them. */
const read = (name: string) => readFileSync(path.join('deploy', name), 'utf8');
const isThere = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** What systemd itself says of a unit; its programs are replaced by one that exists here. */
function complaintsAbout(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'suar-unit-'));
  try {
    const file = path.join(folder, 'suar-looked-at.service');
    writeFileSync(file, text.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
    const said = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    return `${said.stdout}${said.stderr}`.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the systemd unit', () => {
  const unit = read('suar.service');

  it('comes back after a power cut and after any number of failures', () => {
    expect(unit).toMatch(/^WantedBy=multi-user\.target$/m);
    expect(unit).toMatch(/^Restart=always$/m);
    expect(unit).toMatch(/^StartLimitIntervalSec=0$/m);
  });

  it('runs what npm start runs', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: { start: string } };
    const started = scripts.start.replace(/^node (src\/keep\.mjs )?/, '');
    expect(unit).toContain(`/node_modules/.bin/node ${started}\n`);
  });

  it('is understood by systemd, which would name a slip, where systemd is there', () => {
    if (!isThere('systemd-analyze')) return;
    for (const name of ['suar.service', 'suar-tunnel.service'])
      expect(complaintsAbout(read(name)), name).toBe('');
    expect(complaintsAbout(unit.replace('Restart=always', 'Restart=sometimes'))).toContain('sometimes');
    expect(complaintsAbout(unit.replace('ProtectSystem=', 'ProtectSytem='))).toContain('ProtectSytem');
  });
});

describe('the recipes for Caddy', () => {
  it.each(['Caddyfile', 'Caddyfile.behind-tunnel'])(
    '%s keeps no log of who asks and does not compress',
    (name) => {
      const lines = read(name)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('#'));
      expect(lines.filter((line) => /^(log|encode)\b/.test(line))).toEqual([]);
      expect(lines).toContain('reverse_proxy 127.0.0.1:3000 {');
      const braces = lines.join('').replaceAll(/[^{}]/g, '');
      expect(braces.split('{').length).toBe(braces.split('}').length);
    },
  );

  it('say plainly which were never tried on a real machine', () => {
    for (const name of ['Caddyfile', 'Caddyfile.behind-tunnel', 'suar-tunnel.service'])
      expect(read(name), name).toMatch(/belum dicoba/i);
  });
});
