import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createPost } from '../../../src/channels/telegram/calls.ts';

let close = () => {};
afterEach(() => close());

/** A server that answers as told, and one POST to it. */
async function post(answer: http.RequestListener, signal = new AbortController().signal) {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new http.Agent({ keepAlive: true });
  close = () => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
  };
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = createPost(root, agent);
  const asked = { body: '{"text":"é 110"}', headers: { 'content-type': 'application/json' }, signal };
  return send(`${root}/bot1:a/sendMessage`, asked).then((answered) => answered.json());
}

test('what is sent arrives whole, and so does the answer', async () => {
  const heard: string[] = [];
  const answered = await post((request, response) => {
    request.setEncoding('utf8').once('data', (body: string) => {
      heard.push(`${request.method} ${request.url}`, body);
      response.write('{"ok":true,"result":"é');
      setTimeout(() => response.end('"}'), 5);
    });
  });
  expect(heard).toEqual(['POST /bot1:a/sendMessage', '{"text":"é 110"}']);
  expect(answered).toEqual({ ok: true, result: 'é' });
});

test('a redirect is not followed, whatever it says', async () => {
  const asked = post((_, response) => {
    response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end('{"ok":true,"result":true}');
  });
  await expect(asked).rejects.toThrow('redirected');
});

test.each<[string, http.RequestListener]>([
  [
    'is cut off',
    (_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"ok":true');
      setTimeout(() => response.destroy(), 5);
    },
  ],
  ['is no JSON', (_, response) => response.end('<html>')],
  [
    'has no end',
    (_, response) => {
      const more = () => response.write('x'.repeat(1024 * 1024), () => setImmediate(more));
      more();
    },
  ],
])('an answer that %s is none', async (_, answer) => {
  await expect(post(answer)).rejects.toThrow();
});

test('a call that is given up ends at once, and one given up before it begins sends nothing', async () => {
  const controller = new AbortController();
  let calls = 0;
  const asked = post(() => {
    calls += 1;
    controller.abort();
  }, controller.signal);
  await expect(asked).rejects.toThrow('aborted');
  close();
  await expect(post(() => (calls += 1), controller.signal)).rejects.toThrow('aborted');
  expect(calls).toBe(1);
});
