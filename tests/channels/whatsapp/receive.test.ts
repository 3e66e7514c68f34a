import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BufferJSON, proto, type WAMessage } from '@whiskeysockets/baileys';
import { expect, test } from 'vitest';
import type { Reading } from '../../../src/channels/channel.ts';
import { readMessage } from '../../../src/channels/whatsapp/receive.ts';

/**
 * One file is one message as Baileys hands it over, and what it must be read as. The names, numbers and
 * words in them belong to nobody.
 */
const folder = path.join(import.meta.dirname, 'payloads');
const payloads = readdirSync(folder).map((file) => {
  const text = readFileSync(path.join(folder, file), 'utf8');
  return { name: path.basename(file, '.json').replace('__', ': ').replaceAll('_', ' '), text };
});

function parse(text: string): { message: WAMessage; reading: Reading } {
  return JSON.parse(text, BufferJSON.reviver);
}

test.each(payloads)('reads $name', ({ text }) => {
  const { message, reading } = parse(text);
  expect(readMessage(message)).toEqual(reading);
});

test.each(payloads)('reads $name the same from the wire, where unset fields are null', ({ name, text }) => {
  const { message, reading } = parse(text);
  // A string where an object belongs cannot be put on the wire at all.
  if (!message.message || name.includes('broken shape')) return;
  const onWire = proto.Message.decode(
    proto.Message.encode(proto.Message.fromObject(message.message)).finish(),
  );
  expect(readMessage({ ...message, message: onWire })).toEqual(reading);
});

test.each(payloads)('takes no name and no hidden number out of $name', ({ text }) => {
  const { message } = parse(text);
  const kept = JSON.stringify(readMessage(message));
  // Whose card it is waits, sealed for the day, for the question whether its owner agrees (R37).
  const said = kept.replace('tel:+6281299999999;name=Pak%20Budi', '');
  expect(said).not.toMatch(/Siti|Budi|Keluarga|kontrak Siti|Jalan Mawar|81299999999|thumbnail/);
  if (message.key.remoteJid?.endsWith('@lid') || message.key.remoteJidAlt?.endsWith('@lid'))
    expect(kept).not.toContain('6281200000001');
});

test('a parser that fails says so and keeps the message', () => {
  const trap = {
    get conversation(): string {
      throw new Error('broken');
    },
  };
  const message = {
    key: { remoteJid: '285100000000001@lid', id: 'A1' },
    message: trap,
  } as unknown as WAMessage;
  expect(readMessage(message)).toMatchObject({
    is: 'unreadable',
    received: { address: '285100000000001@lid' },
  });
});
