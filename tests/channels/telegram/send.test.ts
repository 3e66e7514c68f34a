import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Channel, SendOutcome } from '../../../src/channels/channel.ts';
import { createTelegramChannel } from '../../../src/channels/telegram/connection.ts';
import { renderMessage } from '../../../src/channels/telegram/send.ts';
import { heldClock } from '../../../src/clock.ts';
import type { Part } from '../../../src/conversation/messages.ts';
import { silentLog } from '../../../src/log.ts';
import { type Fault, fault, startTelegramServer, type TelegramServer } from '../../kit/telegram-server.ts';
import { memoryIntake } from './memory-intake.ts';

const token = '42:secret-of-the-bot';
const clock = heldClock('2026-11-21T10:00:00Z');
const inSeconds = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);

let telegram: TelegramServer;
let channel: Channel;
const open = (apiRoot: string) =>
  createTelegramChannel({
    ...{ token, apiRoot, clock, log: silentLog, intake: memoryIntake(), stopMilliseconds: 200 },
    ownLock: async () => undefined,
  });

beforeAll(async () => {
  telegram = await startTelegramServer({ token });
  channel = open(telegram.apiRoot);
});
afterAll(async () => {
  await channel.stop();
  await telegram.stop();
});

const say = (text: string): Part => ({ type: 'text', text, choices: [], rails: [] });
const outgoing = (address: string | number, part: Part) => ({
  messageId: 'm1',
  address: String(address),
  part,
});
function writer() {
  const person = telegram.person();
  person.say('halo');
  return person;
}

describe('a part becomes calls', () => {
  const plain = { chat_id: 7, protect_content: true, link_preview_options: { is_disabled: true } };

  test('a text goes out plain, protected, without preview or markup', () => {
    expect(renderMessage(7, { type: 'text', text: '<b>*halo*</b> [a](b)', choices: [], rails: [] })).toEqual({
      ...plain,
      text: '<b>*halo*</b> [a](b)',
    });
  });

  test('choices are one button a row, and the rails one row beneath', () => {
    const choices = [
      { token: '4:yes', label: 'Ya' },
      { token: '4:no', label: 'Tidak' },
    ];
    const rails = [
      { token: 'r:human', label: 'PETUGAS' },
      { token: 'r:leave', label: 'KELUAR' },
    ];
    expect(renderMessage(7, { type: 'text', text: 'Aman?', choices, rails })).toEqual({
      ...plain,
      text: 'Aman?',
      reply_markup: {
        inline_keyboard: [
          [{ text: 'Ya', callback_data: '4:yes' }],
          [{ text: 'Tidak', callback_data: '4:no' }],
          [
            { text: 'PETUGAS', callback_data: 'r:human' },
            { text: 'KELUAR', callback_data: 'r:leave' },
          ],
        ],
      },
    });
  });

  test('what is sent is what she sees, and its id is the provider id', async () => {
    const person = writer();
    const rails = [{ token: 'r:human', label: 'PETUGAS' }];
    const part: Part = { type: 'text', text: 'Satu & <dua>', choices: [{ token: '1:a', label: 'A' }], rails };
    const outcome = await channel.send(outgoing(person.chatId, part));
    const seen = await person.next();
    expect(outcome).toEqual({ is: 'sent', providerId: String(seen.messageId) });
    expect(seen).toMatchObject({ text: 'Satu & <dua>', isProtected: true });
    expect(person.buttons()).toEqual([
      { label: 'A', token: '1:a' },
      { label: 'PETUGAS', token: 'r:human' },
    ]);
  });
});

describe('an answer of the platform becomes an outcome', () => {
  const table: [string, Fault, SendOutcome][] = [
    [
      '429 waits as long as it is told',
      fault.tooManyRequests(17),
      { is: 'later', at: inSeconds(17), why: 'tooManyRequests' },
    ],
    [
      'a bot she has blocked is blocked',
      fault.refuse(403, 'Forbidden: bot was blocked by the user'),
      { is: 'blocked' },
    ],
    ['a deleted account is blocked', fault.refuse(403, 'Forbidden: user is deactivated'), { is: 'blocked' }],
    ['an unknown chat is blocked', fault.refuse(400, 'Bad Request: chat not found'), { is: 'blocked' }],
    [
      'another 400 is refused by its code alone',
      fault.refuse(400, 'Bad Request: "rahasia"'),
      { is: 'refused', why: 'telegram400' },
    ],
    ['413 is refused', fault.refuse(413, 'Request Entity Too Large'), { is: 'refused', why: 'telegram413' }],
    [
      'a refused token throws no words away',
      fault.refuse(401, 'Unauthorized'),
      { is: 'later', at: inSeconds(60), why: 'unauthorized' },
    ],
    [
      'a token it cannot read throws none away',
      fault.refuse(404, 'Not Found'),
      { is: 'later', at: inSeconds(60), why: 'unauthorized' },
    ],
    ['a fault of the platform is uncertain', fault.serverError(), { is: 'uncertain', why: 'telegram500' }],
    ["a relay's page is uncertain", fault.badGateway(), { is: 'uncertain', why: 'unanswered' }],
    [
      'a line cut before it was done is uncertain',
      fault.reset('before'),
      { is: 'uncertain', why: 'unanswered' },
    ],
    [
      'a line cut after it was done is uncertain',
      fault.reset('after'),
      { is: 'uncertain', why: 'unanswered' },
    ],
  ];

  test.each(table)('%s', async (_name, planned, expected) => {
    const person = writer();
    telegram.faults.next('sendMessage', planned);
    expect(await channel.send(outgoing(person.chatId, say('rahasia')))).toEqual(expected);
    // The same set-up without the fault goes through, so that the outcome came from the fault.
    expect(await channel.send(outgoing(person.chatId, say('rahasia')))).toMatchObject({ is: 'sent' });
  });

  test('a person who blocked the bot is blocked, and reached again once she unblocks it', async () => {
    const person = writer();
    person.block();
    expect(await channel.send(outgoing(person.chatId, say('a')))).toEqual({ is: 'blocked' });
    person.unblock();
    expect(await channel.send(outgoing(person.chatId, say('a')))).toMatchObject({ is: 'sent' });
  });

  test('an address that is not a chat is refused without a call', async () => {
    const calls = telegram.callsOf('sendMessage').length;
    expect(await channel.send(outgoing('nowhere', say('a')))).toEqual({ is: 'refused', why: 'badAddress' });
    expect(telegram.callsOf('sendMessage')).toHaveLength(calls);
  });

  test('when no connection comes about nothing was written, so it is sent later and not marked twice', async () => {
    const person = writer();
    const fresh = open(telegram.apiRoot);
    await telegram.faults.down();
    const outcome = await fresh.send(outgoing(person.chatId, say('a')));
    await telegram.faults.up();
    expect(outcome).toEqual({ is: 'later', at: inSeconds(5), why: 'notConnected' });
    expect(await fresh.send(outgoing(person.chatId, say('b')))).toMatchObject({ is: 'sent' });
    expect((await person.next()).text).toBe('b');
    await fresh.stop();
  });

  test('a name that leads nowhere is not connected either', async () => {
    const lost = open('http://suar.invalid');
    expect(await lost.send(outgoing(5, say('a')))).toEqual({
      is: 'later',
      at: inSeconds(5),
      why: 'notConnected',
    });
    await lost.stop();
  });

  test('encryption that fails is not connected: the words were never written', async () => {
    const plain = open(telegram.apiRoot.replace('http:', 'https:'));
    expect(await plain.send(outgoing(5, say('a')))).toEqual({
      is: 'later',
      at: inSeconds(5),
      why: 'notConnected',
    });
    await plain.stop();
  });
});

describe('a stop', () => {
  test('a send on its way is cut and uncertain; one that comes after is for the next process', async () => {
    const person = writer();
    const stopping = open(telegram.apiRoot);
    telegram.faults.next('sendMessage', fault.hang('after'));
    const hanging = stopping.send(outgoing(person.chatId, say('a')));
    await person.next();
    await stopping.stop();
    expect(await hanging).toEqual({ is: 'uncertain', why: 'stopped' });
    expect(await stopping.send(outgoing(person.chatId, say('b')))).toEqual({
      ...{ is: 'later', at: clock.now(), why: 'stopped' },
    });
  });
});

describe('clearing the screen', () => {
  async function sent(person: { chatId: number }, count: number) {
    const messages = [];
    for (let index = 0; index < count; index += 1) {
      const outcome = await channel.send(outgoing(person.chatId, say(`kata ${index}`)));
      messages.push({
        messageId: `m${index}`,
        providerId: outcome.is === 'sent' ? (outcome.providerId ?? null) : null,
      });
    }
    return messages;
  }
  const ofBot = (person: { messages(): { from: string; text: string }[] }) =>
    person.messages().filter((message) => message.from === 'bot');

  test('250 messages go in three calls, newest first, and hers stay', async () => {
    const person = writer();
    const messages = await sent(person, 250);
    const calls = telegram.callsOf('deleteMessages').length;
    expect(await channel.send(outgoing(person.chatId, { type: 'clear', messages }))).toEqual({ is: 'sent' });
    const made = telegram.callsOf('deleteMessages').slice(calls);
    expect(made.map((call) => (call.payload.message_ids as number[]).length)).toEqual([100, 100, 50]);
    expect((made[0]?.payload.message_ids as number[] | undefined)?.[0]).toBe(
      Number(messages.at(-1)?.providerId),
    );
    expect(person.messages().map((message) => message.text)).toEqual(['halo']);
  });

  test('one that cannot be deleted keeps none of the others up', async () => {
    const person = writer();
    const messages = await sent(person, 9);
    telegram.faults.undeletable(Number(messages[4]?.providerId));
    expect(await channel.send(outgoing(person.chatId, { type: 'clear', messages }))).toEqual({ is: 'sent' });
    expect(ofBot(person).map((message) => message.text)).toEqual(['kata 4']);
  });

  test('messages whose send was never certain are left out, and nothing to clear needs no call', async () => {
    const person = writer();
    const calls = telegram.callsOf('deleteMessages').length;
    const messages = [{ messageId: 'm', providerId: null }];
    expect(await channel.send(outgoing(person.chatId, { type: 'clear', messages }))).toEqual({ is: 'sent' });
    expect(telegram.callsOf('deleteMessages')).toHaveLength(calls);
  });

  test.each([
    ['a cut line', fault.reset('after'), { is: 'later', at: inSeconds(2), why: 'unanswered' }],
    ['a fault of the platform', fault.serverError(), { is: 'later', at: inSeconds(2), why: 'telegram500' }],
    [
      'too many requests',
      fault.tooManyRequests(3),
      { is: 'later', at: inSeconds(3), why: 'tooManyRequests' },
    ],
    ['a blocked bot', fault.refuse(403, 'Forbidden: bot was blocked by the user'), { is: 'blocked' }],
  ])('after %s the screen is cleared again, since twice does no harm', async (_name, planned, expected) => {
    const person = writer();
    const messages = await sent(person, 2);
    telegram.faults.next('deleteMessages', planned);
    expect(await channel.send(outgoing(person.chatId, { type: 'clear', messages }))).toEqual(expected);
    expect(await channel.send(outgoing(person.chatId, { type: 'clear', messages }))).toEqual({ is: 'sent' });
    expect(ofBot(person)).toEqual([]);
  });
});
