import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWanted, talkIn } from '../../src/cli/chat.ts';
import type { ChannelName } from '../../src/conversation/messages.ts';
import { rerun } from '../kit/transcript.ts';

async function* typed(...lines: string[]): AsyncGenerator<string> {
  yield* lines;
}

async function talk(channel: ChannelName, language: 'id' | 'en', ...lines: string[]) {
  const record = join(mkdtempSync(join(tmpdir(), 'suar-chat-')), 'talk.chat');
  const shown: string[] = [];
  await talkIn(typed(...lines), { channel, language, record }, (words) => shown.push(words));
  return { shown: shown.join(''), record: readFileSync(record, 'utf8') };
}

describe('a talk in the terminal', () => {
  test('shows what the person would see, numbers in the text or buttons to type the number of', async () => {
    const whatsapp = await talk('whatsapp', 'en', 'hello', '1');
    expect(whatsapp.shown).toContain('│ 2 I am in danger');
    expect(whatsapp.shown).toContain('│ Who is going through this?');
    const telegram = await talk('telegram', 'id', 'halo', '1');
    expect(telegram.shown).toContain('│ 1 [Ya, aman]');
    expect(telegram.shown).toContain('│ 8 [Lewati]  9 [Petugas]');
  });

  test('lets time pass and a counsellor come, and shows what happens unseen', async () => {
    const { shown } = await talk(
      'telegram',
      'id',
      'dia mau bunuh saya',
      '@ 5 minutes',
      '* joined',
      '* said: Halo, saya di sini.',
    );
    expect(shown).toContain('! openCase U1 danger violence');
    expect(shown).toContain('Kami masih memanggil petugas');
    expect(shown).toContain('│ Halo, saya di sini.');
  });

  test.each(['id', 'en'] as const)(
    'is recorded as a transcript that says the same again (%s)',
    async (language) => {
      const { record } = await talk(
        'whatsapp',
        language,
        'halo',
        '1',
        'PETUGAS',
        '@ 2 hours',
        '(photo)',
        'BAHASA',
      );
      expect(record).toContain('< handoff.called');
      for (const channel of ['telegram', 'whatsapp', 'web'] as const)
        expect(rerun(record, channel)).toBe(record);
    },
  );
});

describe('what was asked for', () => {
  test('is Indonesian on Telegram unless told', () => {
    expect(readWanted([])).toEqual({ language: 'id', channel: 'telegram', record: undefined });
    expect(readWanted(['--lang', 'en', '--channel', 'whatsapp', '--record', 'a.chat'])).toEqual({
      language: 'en',
      channel: 'whatsapp',
      record: 'a.chat',
    });
  });

  test.each([[['--lang', 'xx']], [['--channel', 'toString']], [['--loud']], [['report']]])(
    '%j makes no sense',
    (args) => {
      expect(readWanted(args)).toBeUndefined();
    },
  );
});
