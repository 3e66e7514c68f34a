import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TelegramChannel } from '../../../src/channels/telegram/connection.ts';
import { webhookPath } from '../../../src/channels/telegram/webhook.ts';
import { createServer } from '../../../src/http/server.ts';
import { createLog } from '../../../src/log.ts';
import { fault } from '../../kit/telegram-server.ts';
import { until, useScene } from './scene.ts';

const secret = 'Rahasia-Webhook-0123456789';
const scene = useScene();
const servers: FastifyInstance[] = [];
let publicUrl = '';
let channel: TelegramChannel;

/** A product's web server with the channel's door on it, and the channel started. */
async function open(): Promise<FastifyInstance> {
  const log = createLog({ write: (line) => scene.lines.push(line) });
  const app = await createServer({
    log,
    canCommit: async () => true,
    degradedBy: async () => [],
  } as Parameters<typeof createServer>[0]);
  servers.push(app);
  let url = '';
  // The address is known only once it listens, and the door must be there before.
  channel = scene.open({
    webhook: {
      get publicUrl() {
        return url;
      },
      secret,
    },
    menus: [{ commands: [{ command: 'menu', description: 'Menu' }] }],
  });
  channel.register(app);
  url = await app.listen({ port: 0, host: '127.0.0.1' });
  publicUrl = url;
  return app;
}

beforeEach(async () => {
  await open();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((app) => app.close()));
});

const post = (headers: Record<string, string>, body: unknown = { update_id: 7 }) =>
  fetch(`${publicUrl}${webhookPath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const withKey = { 'x-telegram-bot-api-secret-token': secret };
const message = (id: number, text: string) => ({
  update_id: id,
  message: { message_id: id, chat: { id: 5, type: 'private' }, from: { id: 5, is_bot: false }, text },
});

describe('the webhook', () => {
  test('is set at the start with its secret and only the kinds we read, and brings what people write, once and in order', async () => {
    await channel.start();
    await until(() => channel.health().code === 'webhook');
    expect(scene.telegram.webhook()).toMatchObject({ url: `${publicUrl}${webhookPath}`, secret });
    expect(scene.telegram.callsOf('setWebhook')[0]?.payload).toMatchObject({
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
      drop_pending_updates: false,
    });
    const person = scene.telegram.person();
    person.say('satu');
    person.say('dua');
    await until(() => scene.telegram.unconfirmed() === 0);
    scene.telegram.faults.redeliver(2);
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['satu', 'dua']);
    expect(scene.telegram.callsOf('getUpdates')).toEqual([]);
    expect(scene.telegram.callsOf('setMyCommands').length).toBe(1);
  });

  test('answers 200 only after it is kept: a database that is away makes Telegram send it again', async () => {
    await channel.start();
    scene.intake.failNext(2);
    scene.telegram.person().say('tolong');
    await until(() => scene.intake.kept.length === 1);
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.intake.batches.length).toBe(3);
    expect(scene.intake.kept.length).toBe(1);
  });

  test('is no door at all for whoever has no key, and does not read what they send', async () => {
    for (const headers of [
      {},
      { 'x-telegram-bot-api-secret-token': '' },
      { 'x-telegram-bot-api-secret-token': `${secret}x` },
    ])
      expect((await post(headers as Record<string, string>, message(1, 'palsu'))).status).toBe(404);
    expect((await fetch(`${publicUrl}${webhookPath}`)).status).toBe(404);
    expect(scene.intake.batches).toEqual([]);
    expect((await post(withKey, message(2, 'asli'))).status).toBe(200);
    expect(scene.words()).toEqual(['asli']);
  });

  test('takes what is nothing to keep, and refuses what is longer than any update', async () => {
    for (const body of [null, [], {}, { update_id: 3, channel_post: { text: 'x' } }])
      expect((await post(withKey, body)).status).toBe(200);
    expect((await post(withKey, message(4, 'x'.repeat(300_000)))).status).toBe(413);
    expect(scene.intake.kept).toEqual([]);
  });

  test('stops the spinner of a button once the tap is kept', async () => {
    await channel.start();
    const person = scene.telegram.person();
    person.say('/start');
    await until(() => scene.intake.kept.length === 1);
    const tap = person.forge('1.safe');
    await until(() => tap.isAnswered());
    expect(scene.intake.kept.at(-1)?.happened).toEqual({ type: 'inbound.tap', token: '1.safe' });
  });

  test('is tried again while Telegram is away, and says what an operator does when it is refused', async () => {
    scene.telegram.faults.next('getWebhookInfo', fault.reset('before'), 2);
    scene.telegram.faults.next(
      'setWebhook',
      fault.refuse(400, 'Bad Request: bad webhook: HTTPS url must be provided'),
    );
    await channel.start();
    await until(() => scene.lines.join('').includes('"webhookRefused"'));
    await until(() => channel.health().code === 'webhook');
  });

  test('is taken away when we ask again: the next start polls', async () => {
    await channel.start();
    await until(() => channel.health().code === 'webhook');
    await channel.stop();
    const polling = await scene.start();
    scene.telegram.person().say('lewat poll');
    await until(() => scene.words().includes('lewat poll'));
    await until(() => polling.health().code === 'connected');
    expect(scene.telegram.webhook()).toBeUndefined();
  });
});
