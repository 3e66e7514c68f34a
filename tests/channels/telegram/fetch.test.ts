import { describe, expect, test } from 'vitest';
import { fault } from '../../kit/telegram-server.ts';
import { useScene } from './scene.ts';

const scene = useScene();
const max = 20 * 1024 * 1024;
const bytes = Buffer.from(Array.from({ length: 5_000 }, (_, at) => at % 251));

const fetched = (reference: string, bytesMax = max) => {
  const { fetchMedia } = scene.open();
  if (!fetchMedia) throw new Error('no way to fetch');
  return fetchMedia(reference, bytesMax);
};

describe('a file behind a reference', () => {
  test('comes whole, over the same kind of line as every call', async () => {
    scene.telegram.file('AgAC-1', bytes);
    const outcome = await fetched('AgAC-1');
    expect(outcome.is === 'bytes' && outcome.bytes.equals(bytes)).toBe(true);
  });

  test('that Telegram does not know any more is gone; one that is too large is not read to its end', async () => {
    expect(await fetched('none')).toEqual({ is: 'gone' });
    scene.telegram.file('large', Buffer.alloc(max + 1));
    expect(await fetched('large')).toEqual({ is: 'tooLarge' });
    scene.telegram.file('some', bytes);
    expect(await fetched('some', 4_999)).toEqual({ is: 'tooLarge' });
  });

  test('is asked for again later when the line or Telegram has a fault, and half of it counts for nothing', async () => {
    scene.telegram.file('AgAC-2', bytes);
    const faults = [
      ['getFile', fault.tooManyRequests(3)],
      ['getFile', fault.serverError()],
      ['getFile', fault.reset('after')],
      ['file', fault.badGateway()],
      ['file', fault.reset('after')],
    ] as const;
    for (const [method, planned] of faults) {
      scene.telegram.faults.next(method, planned);
      expect((await fetched('AgAC-2')).is, `${method} ${planned.is}`).toBe('later');
    }
    expect((await fetched('AgAC-2')).is).toBe('bytes');
  });

  test('is never looked for where its path leads elsewhere', async () => {
    for (const path of ['../../etc/passwd', 'voice/../../x', 'http://jahat.example/x', '/x', 'x']) {
      scene.telegram.file('odd', bytes, path);
      expect(await fetched('odd'), path).toEqual({ is: 'gone' });
    }
  });

  test('waits for the next process when this one stops', async () => {
    const channel = await scene.start();
    await channel.stop();
    expect(await channel.fetchMedia?.('AgAC-1', max)).toEqual({ is: 'later', why: 'stopped' });
  });
});
