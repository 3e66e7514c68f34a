import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** What differs between renderings by design: the web shows the receipt at once, words instead of taps. */
describe.each(files)('%s', (file) => {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  test.each(renderings)('says the same on %s', (channel) => {
    const now = rerun(text, channel);
    if (process.argv.includes('-u') && channel === 'telegram') writeFileSync(path, now);
    expect(now).toBe(readFileSync(path, 'utf8'));
  });
});
