import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Rendering, rerun } from '../kit/transcript.ts';

/** With `-u` a transcript is written as the flow now speaks; read the difference before you commit it. */
const folder = join(import.meta.dirname, 'transcripts');
const renderings: Rendering[] = ['telegram', 'whatsapp', 'web'];
const files = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.chat'))
  .sort();

/** One flow, three renderings: taps, digits and forms lead to the same words (standards.md R55). */
describe.each(files)('%s', (file) => {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  // What a channel cannot do is told truly there: its first line then names the channels it holds for.
  const [, named] = /^# .*\[([a-z, ]+)\]$/m.exec(text) ?? [];
  const meant = renderings.filter((channel) => named === undefined || named.split(', ').includes(channel));

  test.each(meant)('says the same on %s', async (channel) => {
    await expect(rerun(text, channel)).toMatchFileSnapshot(path);
  });

  test('says in its first line what it shows', () => {
    expect(text.split('\n')[0]).toMatch(/^# .{20,}$/);
    expect(text).toMatch(/^> |^>> /m);
  });
});

test('a transcript that no longer says what the flow does is found', () => {
  const text = rerun('# Somebody says that it is safe\n> halo\n>> safe\n', 'telegram');
  expect(rerun(text, 'telegram')).toBe(text);
  expect(rerun(text.replace('>> safe', '>> notSafe'), 'telegram')).not.toBe(
    text.replace('>> safe', '>> notSafe'),
  );
});
