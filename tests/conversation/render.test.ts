import { describe, expect, test } from 'vitest';
import type { Option, Question } from '../../flows/kit/effects.ts';
import { texts } from '../../locales/texts.ts';
import { plainRenderer } from '../../src/cli/chat.ts';
import { capabilities } from '../../src/conversation/messages.ts';
import { numbersQuestion, plain, renderQuestion, renderText } from '../../src/conversation/render.ts';
import { createWords } from '../../src/conversation/words.ts';

const question: Question = {
  text: { key: 'report.dangerNow' },
  options: [
    { id: 'yes', label: { key: 'common.yes' } },
    { id: 'no', label: { key: 'common.no' } },
  ],
  rails: ['skip', 'human'],
};
const asked = { number: '7', question };

describe('one question on every channel', () => {
  test.each(['telegram', 'web'] as const)('%s: buttons that carry the number of the question', (channel) => {
    const part = renderQuestion(plainRenderer, 'id', asked, capabilities[channel]);
    expect(part).toEqual({
      type: 'text',
      text: texts.id?.['report.dangerNow'],
      choices: [
        { token: '7.yes', label: 'Ya' },
        { token: '7.no', label: 'Tidak' },
      ],
      rails: [
        { token: '7.skip', label: 'Lewati' },
        { token: '7.human', label: 'Petugas' },
      ],
    });
  });

  test('whatsapp: numbers inside the text, and the quiet row beneath', () => {
    const part = renderQuestion(plainRenderer, 'en', asked, capabilities.whatsapp);
    expect(part).toMatchObject({ type: 'text', choices: [], rails: [] });
    expect(part.type === 'text' && part.text.split('\n').slice(-4)).toEqual([
      '1 Yes',
      '2 No',
      '',
      '8 Skip · 9 Talk to a person',
    ]);
  });

  test('more than seven options is a mistake of ours, not a longer list', () => {
    const options = Array.from({ length: 8 }, (_, at): Option => ({ id: String(at), label: 'A' }));
    const eight = { number: '1', question: { ...question, options } };
    expect(() => renderQuestion(plainRenderer, 'id', eight, capabilities.telegram)).toThrow('tooManyOptions');
    const seven = { number: '1', question: { ...question, options: options.slice(1) } };
    expect(renderQuestion(plainRenderer, 'id', seven, capabilities.telegram)).toMatchObject({ type: 'text' });
  });

  test('a text is never longer than the platform takes', () => {
    const part = plain('a'.repeat(9000), capabilities.telegram);
    expect(part.type === 'text' && part.text.length).toBe(capabilities.telegram.textCharsMax);
  });
});

describe('the numbers', () => {
  const abroad: Option[] = [{ id: 'abroad', label: { key: 'care.abroad' } }];
  const render = (channel: 'telegram' | 'whatsapp', options: Option[], country: string | null) =>
    plainRenderer.words.text(
      'id',
      numbersQuestion(
        plainRenderer,
        'id',
        {
          place: country ? { country, province: null, regency: null, label: country } : null,
          options,
          rails: [],
        },
        capabilities[channel],
      ).text,
    );

  test('country unknown: 110, SAPA 129 and its WhatsApp, and how to say that one is abroad (design §7)', () => {
    const text = render('whatsapp', abroad, null);
    for (const number of ['110', '129', '+62 811']) expect(text).toContain(number);
    expect(text).toContain('Di luar Indonesia? Balas 1.');
    expect(render('telegram', abroad, null)).not.toContain('Balas 1');
  });

  test('abroad: never a short code that only works in Indonesia', () => {
    const lines = render('whatsapp', [], 'MY').split('\n').slice(1);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^\+|^Belum ada/);
  });
});

describe('words', () => {
  const missing: string[] = [];
  const words = createWords(
    () => 'Kopi Sore',
    (key) => missing.push(key),
  );

  test('carry the neutral name of the chat', () => {
    const part = renderText(
      words,
      'id',
      { key: 'common.opening', values: { name: { org: 'chatName' }, trial: { org: 'trial' } } },
      capabilities.web,
    );
    expect(part.type === 'text' && part.text).toContain('Kopi Sore');
  });

  test('say that it is a trial until the organisation has shown that it is ready', () => {
    const opening = {
      key: 'common.opening',
      values: { name: { org: 'chatName' }, trial: { org: 'trial' } },
    } as const;
    const facts = { legalName: '', privacyContact: '', closedAdultYears: 2, childUntilAge: 20 };
    const said = (isTrial: boolean, language: 'id' | 'en') =>
      createWords(
        () => 'Kopi Sore',
        undefined,
        () => ({ ...facts, isTrial }),
      ).text(language, opening);
    expect([said(true, 'id'), said(true, 'en')]).toEqual([
      expect.stringContaining('otomatis (masih uji coba).\nAman'),
      expect.stringContaining('(still on trial).\nIs it safe'),
    ]);
    expect(said(false, 'id')).not.toContain('uji coba');
  });

  test('look up lists, lines and keys inside a text, each in the language of the person', () => {
    const value = {
      lines: [
        {
          text: {
            key: 'report.line.help',
            values: { value: { list: [{ key: 'report.help.talk' }, { key: 'report.help.legal' }] } },
          },
        },
      ],
    } as const;
    expect(
      words.text('en', { key: 'report.summaryOnly', values: { lines: structuredClone(value) as never } }),
    ).toContain('Help: Talk to a person, Legal help');
  });

  test('never treat what stands in a text as markup or as another text', () => {
    expect(
      words.text('id', { key: 'report.line.where', values: { value: '<b>$t(common.yes) {{name}}</b>' } }),
    ).toBe('Di mana: <b>$t(common.yes) {{name}}</b>');
  });

  test('fall to Indonesian where a language lacks a key, never to the key, and count it (R46)', () => {
    const text = texts.en?.['common.left'] ?? '';
    delete texts.en?.['common.left'];
    const lacking = createWords(
      () => 'Kopi Sore',
      (key) => missing.push(key),
    );
    const said = lacking.key('en', 'common.left');
    Object.assign(texts.en ?? {}, { 'common.left': text });
    expect([said, missing]).toEqual([texts.id?.['common.left'], ['common.left']]);
  });
});
