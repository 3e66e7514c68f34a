import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIntake } from '../../src/channels/intake.ts';
import { createTelegramChannel } from '../../src/channels/telegram/connection.ts';
import { createStaffLine } from '../../src/channels/telegram/staff-line.ts';
import { createWords } from '../../src/conversation/words.ts';
import { createAlarm } from '../../src/duty/alarm.ts';
import { createLog, silentLog } from '../../src/log.ts';
import { createPushLine, makePushKeys } from '../../src/push/push-line.ts';
import { addPushWay, listWays, startTelegramWay } from '../../src/store/alarm-ways.ts';
import { ensurePushKeys, readPushKeys } from '../../src/store/push-keys.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { startWorker } from '../../src/turns/worker.ts';
import { type PushServer, startPushServer } from '../kit/push-server.ts';
import { startTelegramServer } from '../kit/telegram-server.ts';
import { danger, openWard, type Ward } from './ward.ts';

let ward: Ward;
let sari: SignedIn;
const undo: (() => unknown)[] = [];
beforeAll(async () => {
  ward = await openWard();
  sari = await ward.member('Sari', 'bertugas');
});
beforeEach(async () => {
  await ward.reset();
  await ward.duty(sari, 'bertugas');
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
afterAll(() => ward.close());

const token = '42:AAH-secret-of-the-bot';

describe('Telegram', () => {
  it('pairs, rings within five seconds of the commit, is taken by its button, and is struck out', async () => {
    const { house } = ward;
    const telegram = await startTelegramServer({ token });
    undo.push(() => telegram.stop());
    const lines: string[] = [];
    const log = createLog({ write: (line) => lines.push(line) });
    const staff = createStaffLine({ token, apiRoot: telegram.apiRoot, clock: house.clock });
    let nudge = () => {};
    const alarm = createAlarm({
      ...{ db: house.db, store: house.deps, log, words: createWords(() => 'Ruang Tulis') },
      ...{ lines: [staff], nudge: () => nudge() },
    });
    const worker = startWorker('alarm', log, () => alarm.round());
    nudge = () => worker.nudge();
    const unlisten = await house.db.listen('queue', nudge);
    const spool = { put: () => {}, drain: async () => 0 } as never;
    const channel = createTelegramChannel({
      ...{ token, apiRoot: telegram.apiRoot, log, clock: house.clock },
      intake: createIntake({ db: house.db, store: house.deps, spool, log, nudge: () => {} }),
      ownLock: async () => ({ lost: new Promise<void>(() => {}), release: async () => {} }),
    });
    await channel.start();
    undo.push(async () => {
      await unlisten();
      await channel.stop();
      await worker.stop();
      staff.close();
      await alarm.settle();
    });

    const { code } = await house.does((tx) => startTelegramWay(tx, house.deps, sari));
    const phone = telegram.person();
    phone.say(`/start alarm_${code}`);
    expect((await phone.next()).text).toMatch(/menerima alarm/);
    await ward.engine.hear('a', danger);
    await takeTurns(ward.engine.turn);
    const committed = performance.now();
    const rung = await phone.next();
    expect(performance.now() - committed).toBeLessThan(5_000);
    expect(rung.text).toBe('Ada yang menunggu.');
    phone.tap('Saya ambil');
    expect((await phone.next()).text).toBe('Anda yang mengambil. Buka konsol sekarang.');
    await phone.waitFor((seen) => seen.some(({ text }) => text === 'Sudah diambil.'));
    const [held] = await house.does((tx) => tx.execute(sql`select claimed_by from cases`));
    expect(held).toMatchObject({ claimed_by: sari.member.id });
    expect(lines.join('')).not.toMatch(/AAH-secret|parang/);
  });
});

describe('Web Push', () => {
  let push: PushServer;
  beforeEach(async () => {
    push = await startPushServer();
    undo.push(() => push.stop());
  });
  const keep = () => ward.house.does(async (tx) => ensurePushKeys(tx, ward.house.deps, makePushKeys()));
  const line = (allowsLocal = true) =>
    createPushLine({ keys: keep, subject: 'mailto:suar@example.org', clock: ward.house.clock, allowsLocal });
  const subscribe = () => ward.house.does((tx) => addPushWay(tx, ward.house.deps, sari, push.subscription));
  const round = async (allowsLocal = true) => {
    const alarm = ward.anotherProcess({ lines: [line(allowsLocal)], log: silentLog });
    await alarm.round();
    await alarm.settle();
  };
  const ways = () => ward.house.does((tx) => listWays(tx, ward.house.deps, sari));

  it('arrives sealed for the browser alone, signed by this house, urgent and content-free', async () => {
    await subscribe();
    await ward.engine.hear('a', danger);
    await ward.engine.settle();
    await round();
    const [alarm] = push.pushes;
    expect(alarm?.body).toEqual({
      ...{ text: 'Ada yang menunggu.', rings: true, label: 'Saya ambil' },
      ...{ thread: expect.stringMatching(/^[\w-]{22}$/), token: expect.stringMatching(/^[\w-]{22}$/) },
    });
    expect(alarm?.headers).toMatchObject({ ttl: '120', urgency: 'high', 'content-encoding': 'aes128gcm' });
    expect(alarm?.seen).not.toMatch(/menunggu/);
    expect(alarm?.claims).toMatchObject({
      aud: new URL(push.subscription.endpoint).origin,
      sub: 'mailto:suar@example.org',
    });
    const kept = await ward.house.does((tx) => readPushKeys(tx, ward.house.deps));
    expect(alarm?.publicKey).toBe(kept?.publicKey);
    expect(await keep()).toEqual(kept);
  });

  it('waits when its server asks for patience, and takes the way away when the browser is gone', async () => {
    await subscribe();
    Object.assign(push.answer, { status: 503, headers: { 'retry-after': '7' } });
    await ward.engine.hear('a', danger);
    await ward.engine.settle();
    await round();
    ward.house.clock.advance(6_000);
    await round();
    expect(push.pushes).toHaveLength(1);
    ward.house.clock.advance(1_000);
    Object.assign(push.answer, { status: 410 });
    await round();
    expect(push.pushes).toHaveLength(2);
    expect(await ways()).toEqual([]);
  });

  it('knocks at no door inside this house', async () => {
    await subscribe();
    await ward.engine.hear('a', danger);
    await ward.engine.settle();
    await round(false);
    expect(push.pushes).toEqual([]);
    expect(await ways()).toMatchObject([{ failedAt: expect.any(Date) }]);
    const own = createPushLine({ keys: keep, subject: 'mailto:a@b.c', clock: ward.house.clock });
    for (const endpoint of [
      'https://127.0.0.1/x',
      'https://localhost/x',
      'https://[::1]/x',
      'http://example.org/x',
    ])
      expect(
        await own.send(JSON.stringify({ ...push.subscription, endpoint }), {
          text: 'x',
          rings: true,
          thread: 't',
        }),
      ).toEqual({ is: 'refused', why: 'forbiddenAddress' });
  });
});
