import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTelegramChannel, type TelegramChannel } from '../../../src/channels/telegram/connection.ts';
import { silentLog } from '../../../src/log.ts';
import { listCampaigns } from '../../../src/store/campaigns.ts';
import { campaigns } from '../../../src/store/schema/campaigns.ts';
import { createEngine, type Engine } from '../../kit/engine.ts';
import { type Fault, fault, startTelegramServer, type TelegramServer } from '../../kit/telegram-server.ts';
import { type House, openSetUpHouse } from '../../store/team.ts';
import { memoryIntake } from './memory-intake.ts';

const token = '42:abc';
let house: House;
let telegram: TelegramServer;
let channel: TelegramChannel;
let engine: Engine;

beforeAll(async () => {
  house = await openSetUpHouse();
  telegram = await startTelegramServer({ token });
  channel = createTelegramChannel({
    ...{ token, apiRoot: telegram.apiRoot, clock: house.clock, log: silentLog, intake: memoryIntake() },
    ownLock: async () => undefined,
  });
  engine = createEngine(house.db, house.deps, { outcome: (outgoing) => channel.send(outgoing) });
});
afterAll(async () => {
  await channel.stop();
  await telegram.stop();
  await house.close();
});

/** What she sees after she opened the talk, with these faults in the way of our messages. */
async function story(...faults: Fault[]): Promise<string[]> {
  const person = telegram.person();
  person.say('halo');
  await engine.hear(String(person.chatId), 'halo');
  await engine.settle();
  for (const planned of faults) telegram.faults.next('sendMessage', planned);
  await engine.hear(String(person.chatId), 'ya aman');
  for (let round = 0; round < 8; round += 1) {
    await engine.settle();
    house.clock.advance(3_000);
  }
  return person.everything().flatMap(({ from, text }) => (from === 'bot' ? [text] : []));
}

test('per chat in order: neither a pause, nor a fault, nor a lost answer lets one message pass another', async () => {
  const plain = await story();
  expect(plain.length).toBe(4);
  expect(await story(fault.tooManyRequests(2), fault.tooManyRequests(1))).toEqual(plain);
  const [opening, readers, limits, who] = plain;
  // It may have arrived: it is sent once more, before anything else.
  expect(await story(fault.reset('after'))).toEqual([opening, readers, readers, limits, who]);
  expect(await story(fault.serverError())).toEqual(plain);
  expect(await story(fault.reset('before'))).toEqual(plain);
});

test('a counsellor who writes is announced, and numbers may be copied while the rest is protected', async () => {
  const person = telegram.person();
  person.say('halo');
  await channel.send({
    ...{ messageId: 'm', address: String(person.chatId) },
    part: { type: 'text', text: 'Saya di sini.', choices: [], rails: [], isHuman: true },
  });
  expect(telegram.callsOf('sendChatAction').at(-1)?.payload).toMatchObject({ chat_id: person.chatId });
  await engine.hear(String(person.chatId), 'tolong, dia mau bunuh saya');
  await engine.settle();
  const seen = person.messages().filter(({ from }) => from === 'bot');
  const open = seen.filter(({ isProtected }) => !isProtected).map(({ text }) => text);
  expect(open).toEqual([expect.stringContaining('110')]);
  expect(seen.length).toBeGreaterThan(2);
});

test('somebody who blocks us gets nothing more, and the counsellor sees it', async () => {
  const person = telegram.person();
  person.say('halo');
  const address = String(person.chatId);
  await engine.hear(address, 'PETUGAS');
  await engine.settle();
  person.block();
  const before = engine.sent.length;
  await engine.hear(address, { type: 'chat.blocked' });
  await engine.settle();
  expect(engine.sent.length).toBe(before);
  expect(
    await channel.send({
      messageId: 'x',
      address,
      part: { type: 'text', text: 'a', choices: [], rails: [] },
    }),
  ).toEqual({
    is: 'blocked',
  });
});

test('a poster’s link is counted for each new chat, by a name that nobody can read without the keys', async () => {
  for (const [address, campaign] of [
    ['c1', 'pasar-inpres'],
    ['c2', 'pasar-inpres'],
    ['c2', 'pasar-inpres'],
    ['c3', 'puskesmas'],
  ] as const) {
    await engine.hear(address, { type: 'inbound.start', campaign });
    await engine.settle();
  }
  expect(await house.does((tx) => listCampaigns(tx, house.deps))).toEqual([
    { name: 'pasar-inpres', starts: 2, isOurs: false, months: [{ month: '2026-01', began: 2, reached: 0 }] },
    { name: 'puskesmas', starts: 1, isOurs: false, months: [{ month: '2026-01', began: 1, reached: 0 }] },
  ]);
  const rows = await house.does((tx) => tx.select().from(campaigns));
  expect(JSON.stringify(rows.map(({ name }) => Buffer.from(name).toString()))).not.toContain('pasar');
});
