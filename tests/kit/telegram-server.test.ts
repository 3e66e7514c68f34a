import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fault, startTelegramServer, type TelegramServer } from './telegram-server.ts';

const token = '42:abc';
let telegram: TelegramServer;
beforeEach(async () => {
  telegram = await startTelegramServer({ token });
});
afterEach(() => telegram.stop());

interface Answer {
  ok: boolean;
  error_code?: number;
  description?: string;
  result?: unknown;
  parameters?: { retry_after: number };
}

async function call(method: string, payload: Record<string, unknown> = {}, as = token): Promise<Answer> {
  const response = await fetch(`${telegram.apiRoot}/bot${as}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  return (await response.json()) as Answer;
}
const idsOf = (answer: Answer) =>
  (answer.result as { update_id: number }[]).map((update) => update.update_id);

describe('the emulated Bot API', () => {
  test('knows its token and its methods, by body and by query', async () => {
    expect(await call('getMe')).toMatchObject({ ok: true, result: { is_bot: true } });
    expect(await call('getMe', {}, '42:wrong')).toMatchObject({ ok: false, error_code: 401 });
    expect(await call('getMoon')).toMatchObject({ ok: false, error_code: 404 });
    telegram.person().say('a');
    const byQuery = await fetch(`${telegram.apiRoot}/bot${token}/getUpdates?timeout=0&offset=500002`);
    expect(await byQuery.json()).toEqual({ ok: true, result: [] });
  });

  test('hands updates over until an offset confirms them, and wakes a long poll at once', async () => {
    const person = telegram.person();
    person.say('a');
    expect(idsOf(await call('getUpdates'))).toEqual([500_001]);
    expect(idsOf(await call('getUpdates'))).toEqual([500_001]);
    const began = performance.now();
    const waiting = call('getUpdates', { offset: 500_002, timeout: 5 });
    setTimeout(() => person.say('b'), 50);
    expect(idsOf(await waiting)).toEqual([500_002]);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(telegram.unconfirmed()).toBe(1);
  });

  test('an offset from the future forgets nothing; a negative one leaves only the newest', async () => {
    const person = telegram.person();
    for (const word of ['a', 'b', 'c']) person.say(word);
    expect(idsOf(await call('getUpdates', { offset: 900_000 }))).toHaveLength(3);
    expect(idsOf(await call('getUpdates', { offset: -1 }))).toEqual([500_003]);
  });

  test('a second poll ends the first with a conflict, and a caller who left takes nothing', async () => {
    const first = call('getUpdates', { timeout: 5 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    const second = call('getUpdates', { timeout: 1 });
    expect(await first).toMatchObject({ ok: false, error_code: 409 });
    telegram.person().say('a');
    expect(idsOf(await second)).toHaveLength(1);
  });

  test('kinds that were not asked for are dropped', async () => {
    await call('getUpdates', { allowed_updates: ['message'] });
    const person = telegram.person();
    person.edit(person.say('a'), 'b');
    expect(idsOf(await call('getUpdates'))).toHaveLength(1);
  });

  test('refuses what Telegram refuses', async () => {
    const person = telegram.person();
    const to = { chat_id: person.chatId, text: 'halo' };
    expect(await call('sendMessage', to)).toMatchObject({ error_code: 403 });
    person.say('halo');
    expect(await call('sendMessage', to)).toMatchObject({ ok: true });
    const buttons = (token: string) => ({ inline_keyboard: [[{ text: 'Ya', callback_data: token }]] });
    const refused: Record<string, unknown>[] = [
      { text: ' ' },
      { text: 'x'.repeat(4097) },
      { chat_id: 5 },
      { parse_mode: 'HTML' },
      { reply_markup: buttons('é'.repeat(33)) },
      { reply_markup: buttons('') },
    ];
    for (const part of refused)
      expect(await call('sendMessage', { ...to, ...part })).toMatchObject({ error_code: 400 });
    expect(await call('sendMessage', { ...to, reply_markup: buttons('x'.repeat(64)) })).toMatchObject({
      ok: true,
    });
    expect(await call('answerCallbackQuery', { callback_query_id: '1' })).toMatchObject({ error_code: 400 });
    person.block();
    expect(await call('sendMessage', to)).toMatchObject({ error_code: 403 });
  });

  test('a person sees what was sent and not what was deleted, and taps only what she sees', async () => {
    const person = telegram.person();
    person.say('halo');
    const reply_markup = { inline_keyboard: [[{ text: 'Ya', callback_data: 'y' }]] };
    await call('sendMessage', { chat_id: person.chatId, text: 'Aman?', reply_markup });
    const first = await person.next();
    const tap = person.tap('Ya');
    expect(tap.isAnswered()).toBe(false);
    expect(await call('answerCallbackQuery', { callback_query_id: tap.id })).toMatchObject({ ok: true });
    expect(tap.isAnswered()).toBe(true);
    await call('deleteMessages', { chat_id: person.chatId, message_ids: [first.messageId, 99] });
    expect(person.messages().map(({ text }) => text)).toEqual(['halo']);
    expect(person.everything()).toHaveLength(2);
    expect(() => person.tap('Ya')).toThrow(/no button "Ya"/);
    await expect(person.waitFor(() => false, 10)).rejects.toThrow(/> halo/);
  });

  test('does harm on demand, as often as asked, and then works again', async () => {
    telegram.faults.next('getMe', fault.tooManyRequests(4), 2);
    expect(await call('getMe')).toMatchObject({ error_code: 429, parameters: { retry_after: 4 } });
    expect(await call('getMe')).toMatchObject({ error_code: 429 });
    telegram.faults.next('getMe', fault.reset('before'));
    await expect(call('getMe')).rejects.toThrow();
    await telegram.faults.down();
    await expect(call('getMe')).rejects.toThrow();
    await telegram.faults.up();
    expect(await call('getMe')).toMatchObject({ ok: true });
    expect(telegram.callsOf('getMe')).toHaveLength(4);
  });
});
