import { describe, expect, test } from 'vitest';
import { fault } from '../../kit/telegram-server.ts';
import { sleep, textTo, until, useScene } from './scene.ts';

const scene = useScene();

describe('what comes in', () => {
  test('is kept in order with the offset, and confirmed only by the next call', async () => {
    const person = scene.telegram.person();
    person.say('/start');
    person.say('satu');
    await scene.start();
    await until(() => scene.telegram.unconfirmed() === 0);
    person.say('dua');
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['inbound.start', 'satu', 'dua']);
    expect(scene.intake.kept.map(({ address }) => address)).toEqual(Array(3).fill(String(person.chatId)));
    expect(scene.offsets()).toEqual([undefined, 500_003, 500_004]);
    expect(scene.intake.positions.get('offset')).toBe('500004');
  });

  test('asks for messages, edits, taps and being blocked, and for nothing else', async () => {
    await scene.start();
    await until(() => scene.telegram.callsOf('getUpdates').length > 0);
    expect(scene.telegram.callsOf('getUpdates')[0]?.payload.allowed_updates).toEqual([
      'message',
      'edited_message',
      'callback_query',
      'my_chat_member',
    ]);
  });

  test('is asked for again from the stored offset by the next process, and is not kept twice', async () => {
    const person = scene.telegram.person();
    const first = await scene.start();
    person.say('satu');
    await until(() => scene.intake.kept.length === 1);
    await first.stop();
    person.say('dua');
    await scene.start();
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['satu', 'dua']);
    expect(scene.offsets().at(-2)).toBe(500_002);
  });

  test('is not confirmed while it is being kept', async () => {
    const person = scene.telegram.person();
    const letGo = scene.intake.holdNext();
    await scene.start();
    person.say('satu');
    await until(() => scene.intake.batches.length === 1);
    await sleep(60);
    expect(scene.offsets().filter((offset) => offset !== undefined)).toEqual([]);
    expect(scene.telegram.unconfirmed()).toBe(1);
    letGo();
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['satu']);
  });

  test('comes again when keeping failed: nothing was confirmed, nothing is lost', async () => {
    const person = scene.telegram.person();
    scene.intake.failNext(2);
    const channel = await scene.start();
    person.say('tolong');
    await until(() => channel.health().code === 'notKept');
    expect(scene.intake.positions.size).toBe(0);
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.intake.batches.map((batch) => batch.length)).toEqual([1, 1, 1]);
    expect(scene.words()).toEqual(['tolong']);
    await until(() => channel.health().state === 'connected');
  });

  test('in copies and out of order is kept once each and in order', async () => {
    const person = scene.telegram.person();
    scene.telegram.faults.reorder(true);
    for (const word of ['satu', 'dua', 'tiga']) person.say(word);
    await scene.start();
    await until(() => scene.telegram.unconfirmed() === 0);
    scene.telegram.faults.redeliver(3);
    person.say('empat');
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['satu', 'dua', 'tiga', 'empat']);
  });

  test('from a group moves the offset on and reaches nobody', async () => {
    const group = { id: -100, type: 'supergroup', title: 'RT' };
    scene.telegram.push({
      message: { message_id: 1, chat: group, from: { id: 5, is_bot: false }, text: 'tolong' },
    });
    await scene.start();
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.intake.kept).toEqual([]);
    expect(scene.intake.positions.get('offset')).toBe('500002');
  });

  test('after more than a hundred waiting messages all are kept', async () => {
    const people = Array.from({ length: 25 }, () => scene.telegram.person());
    for (let round = 0; round < 10; round += 1) for (const person of people) person.say(`kata ${round}`);
    await scene.start();
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.intake.kept).toHaveLength(250);
    expect(scene.intake.batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
  });

  test('is heard although the stored offset lies in the future of the server', async () => {
    scene.intake.positions.set('offset', '990000000');
    const person = scene.telegram.person();
    person.say('satu');
    await scene.start();
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['satu']);
    expect(scene.intake.positions.get('offset')).toBe('500002');
  });
});

describe('taps', () => {
  test('every one is answered without a text, once it is kept; malformed and forged ones too', async () => {
    const channel = await scene.start();
    const person = scene.telegram.person();
    person.say('halo');
    await until(() => scene.telegram.unconfirmed() === 0);
    await channel.send(textTo(person.chatId, 'Aman?', { token: '3:yes', label: 'Ya' }));
    const letGo = scene.intake.holdNext();
    const taps = [person.tap('Ya'), person.forge('99:forged'), person.forge(undefined)];
    await until(() => scene.intake.batches.length >= 2);
    await sleep(40);
    expect(taps.map((tap) => tap.isAnswered())).toEqual([false, false, false]);
    letGo();
    await person.waitFor(() => taps.every((tap) => tap.isAnswered()));
    await until(() => scene.intake.kept.length === 4);
    expect(scene.intake.kept.slice(1).map(({ happened }) => happened)).toEqual([
      { type: 'inbound.tap', token: '3:yes' },
      { type: 'inbound.tap', token: '99:forged' },
      { type: 'inbound.unreadable' },
    ]);
    expect(scene.telegram.callsOf('answerCallbackQuery').map((call) => Object.keys(call.payload))).toEqual(
      Array(3).fill(['callback_query_id']),
    );
  });

  test('an answer that fails is tried once more, one that is refused is let go, and the poll goes on', async () => {
    scene.telegram.faults.next('answerCallbackQuery', fault.serverError());
    const channel = await scene.start();
    const person = scene.telegram.person();
    person.say('halo');
    const tap = person.forge('1:a');
    await person.waitFor(() => tap.isAnswered());
    scene.telegram.faults.next('answerCallbackQuery', fault.refuse(400, 'Bad Request: query is too old'));
    person.forge('1:b');
    person.say('lagi');
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['halo', 'inbound.tap', 'inbound.tap', 'lagi']);
    expect(channel.health().code).toBe('connected');
    expect(scene.telegram.callsOf('answerCallbackQuery')).toHaveLength(3);
  });
});

describe('a line in trouble', () => {
  test.each([
    ['409', fault.refuse(409, 'Conflict: terminated by other getUpdates request'), 'conflict'],
    ['401', fault.refuse(401, 'Unauthorized'), 'unauthorized'],
    ['500', fault.serverError(), 'platformFault'],
    ['a page of a relay', fault.badGateway(), 'unanswered'],
    ['a cut line', fault.reset('after'), 'unanswered'],
    ['429', fault.tooManyRequests(0), 'tooManyRequests'],
  ])('%s shows in the health, and the poll mends itself', async (_name, planned, code) => {
    scene.telegram.faults.next('getUpdates', planned, 2);
    const channel = await scene.start();
    const person = scene.telegram.person();
    person.say('tolong');
    await until(() => scene.lines.some((line) => line.includes(`"${code}"`)));
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['tolong']);
    expect(channel.health()).toEqual({ state: 'connected', code: 'connected' });
  });

  test('429 is waited out as long as Telegram says', async () => {
    scene.telegram.faults.next('getUpdates', fault.tooManyRequests(1));
    await scene.start();
    await until(() => scene.telegram.callsOf('getUpdates').length >= 2);
    const [first, second] = scene.telegram.callsOf('getUpdates');
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(950);
  });

  test('a network that goes away and comes back loses nothing', async () => {
    const channel = await scene.start();
    const person = scene.telegram.person();
    await until(() => channel.health().code === 'connected');
    await scene.telegram.faults.down();
    person.say('tolong');
    await until(() => channel.health().code === 'unreachable');
    expect(channel.health().state).toBe('reconnecting');
    await scene.telegram.faults.up();
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['tolong']);
    expect(channel.health().code).toBe('connected');
  });

  test('after a conflict a webhook left by another program is taken away, and its messages are not', async () => {
    scene.telegram.faults.next(
      'getUpdates',
      fault.refuse(409, "Conflict: can't use getUpdates while webhook is active"),
    );
    const channel = await scene.start();
    await until(() => channel.health().code === 'connected');
    expect(scene.telegram.callsOf('deleteWebhook').map((call) => call.payload)).toEqual(
      Array(2).fill({ drop_pending_updates: false }),
    );
  });

  test('a wrong token shows as such and is never written to the log', async () => {
    const channel = await scene.start({ token: '42:AAH-secret-but-wrong' });
    await until(() => channel.health().code === 'unauthorized');
    expect(scene.lines.length).toBeGreaterThan(0);
  });
});
