import { describe, expect, test } from 'vitest';
import type { PollLock } from '../../../src/channels/telegram/connection.ts';
import { fault } from '../../kit/telegram-server.ts';
import { sleep, textTo, until, useScene } from './scene.ts';

const scene = useScene();

describe('one poller among processes', () => {
  /** The advisory lock in memory: one holder at a time, and a holder can be killed. */
  function lockOfOne() {
    let holder: { kill(): void } | undefined;
    const own = async (): Promise<PollLock | undefined> => {
      if (holder !== undefined) return undefined;
      let kill = () => {};
      const lost = new Promise<void>((resolve) => {
        kill = resolve;
      });
      const mine = { kill };
      holder = mine;
      const release = async () => {
        if (holder === mine) holder = undefined;
      };
      return { lost, release };
    };
    return { own, killHolder: () => holder?.kill() };
  }

  test('the second stands by, sends all the same, and takes over when the first stops', async () => {
    const lock = lockOfOne();
    const first = await scene.start({ ownLock: lock.own });
    await until(() => first.health().code === 'connected');
    const second = await scene.start({ ownLock: lock.own });
    await until(() => second.health().code === 'standby');
    const person = scene.telegram.person();
    person.say('satu');
    await until(() => scene.intake.kept.length === 1);
    expect(await second.send(textTo(person.chatId, 'halo'))).toMatchObject({ is: 'sent' });
    await first.stop();
    await until(() => second.health().code === 'connected');
    person.say('dua');
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['satu', 'dua']);
    expect(scene.telegram.callsOf('getUpdates').length).toBeLessThan(10);
  });

  test('a holder that loses the lock ends its poll at once and asks for the lock anew', async () => {
    const lock = lockOfOne();
    let taken = 0;
    const ownLock = async () => {
      const mine = await lock.own();
      if (mine !== undefined) taken += 1;
      return mine;
    };
    await scene.start({ ownLock });
    await until(() => scene.telegram.callsOf('getUpdates').length === 2);
    lock.killHolder();
    await until(() => taken === 2);
    scene.telegram.person().say('satu');
    await until(() => scene.telegram.unconfirmed() === 0);
    expect(scene.words()).toEqual(['satu']);
  });

  test('a database that is away keeps the poll waiting, and it begins when the lock can be had', async () => {
    let isAway = true;
    const lock = lockOfOne();
    const ownLock = async () => {
      if (isAway) throw new Error('connection refused');
      return lock.own();
    };
    const channel = await scene.start({ ownLock });
    await until(() => channel.health().code === 'lockAway');
    expect(scene.telegram.callsOf('getUpdates')).toEqual([]);
    isAway = false;
    await until(() => channel.health().code === 'connected');
  });
});

describe('a stop', () => {
  test('in the middle of a long poll takes no time, releases the lock and leaves no call open', async () => {
    let released = 0;
    const release = async () => {
      released += 1;
    };
    const channel = await scene.start({
      ownLock: async () => ({ lost: new Promise<void>(() => {}), release }),
    });
    // The first call asks without waiting; the second is the long poll.
    await until(() => scene.telegram.callsOf('getUpdates').length === 2);
    const began = performance.now();
    await channel.stop();
    expect(performance.now() - began).toBeLessThan(500);
    expect(released).toBe(1);
    expect(channel.health()).toEqual({ state: 'stopped', code: 'stopped' });
    const calls = scene.telegram.callsOf('getUpdates').length;
    await sleep(100);
    expect(scene.telegram.callsOf('getUpdates')).toHaveLength(calls);
  });

  test('lets a batch in hand be kept first', async () => {
    const person = scene.telegram.person();
    const letGo = scene.intake.holdNext();
    const channel = await scene.start();
    person.say('satu');
    await until(() => scene.intake.batches.length === 1);
    const stopped = channel.stop();
    letGo();
    await stopped;
    expect(scene.words()).toEqual(['satu']);
    expect(scene.intake.positions.get('offset')).toBe('500002');
  });

  test('ends within two seconds although keeping hangs and Telegram does not answer', async () => {
    const person = scene.telegram.person();
    const letGo = scene.intake.holdNext();
    const channel = await scene.start();
    person.say('satu');
    await until(() => scene.intake.batches.length === 1);
    scene.telegram.faults.next('sendMessage', fault.hang('before'));
    const hanging = channel.send(textTo(person.chatId, 'halo'));
    await until(() => scene.telegram.callsOf('sendMessage').length === 1);
    const began = performance.now();
    await channel.stop();
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(await hanging).toEqual({ is: 'uncertain', why: 'stopped' });
    letGo();
  });

  test('before a start, and twice, is harmless', async () => {
    const channel = scene.open();
    expect(channel.health().state).toBe('off');
    await Promise.all([channel.stop(), channel.stop()]);
    await channel.start();
    expect(channel.health().state).toBe('stopped');
    expect(scene.telegram.callsOf('getUpdates')).toEqual([]);
  });
});
