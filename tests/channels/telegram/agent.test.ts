import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Agent, openAgent } from '../../../src/channels/telegram/agent.ts';

/** Takes every connection and says nothing: a line on which encryption never comes about. */
let silent: Server;
let taken: Socket[];
let opened: Agent[];
beforeEach(async () => {
  taken = [];
  opened = [];
  silent = createServer((socket) => {
    taken.push(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const agent of opened) agent.close();
  for (const socket of taken) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});

function ask(
  protocol: 'http:' | 'https:',
  port: number,
  connectMilliseconds = 80,
): { agent: Agent; code: Promise<unknown> } {
  const agent = openAgent(`${protocol}//127.0.0.1`, connectMilliseconds);
  opened.push(agent);
  const { request } = protocol === 'https:' ? https : http;
  const code = new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, agent: agent.agent, method: 'POST' });
    asked.on('error', (failed: NodeJS.ErrnoException) => resolve(failed.code));
    asked.end('the words');
  });
  return { agent, code };
}
const portOf = () => (silent.address() as AddressInfo).port;

describe('a connection to the Bot API', () => {
  test('that is refused is not connected', async () => {
    const port = portOf();
    await new Promise((resolve) => silent.close(resolve));
    expect(await ask('http:', port).code).toBe('notConnected');
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  });

  test('on which encryption never comes about is not connected', async () => {
    expect(await ask('https:', portOf()).code).toBe('notConnected');
    expect(taken).toHaveLength(1);
  });

  test('that was given the words and then cut is another thing: they may have arrived', async () => {
    const { code } = ask('http:', portOf());
    await new Promise<void>((resolve) =>
      silent.once('connection', (socket) => socket.once('data', () => resolve())),
    );
    taken[0]?.destroy();
    expect(await code).toBe('ECONNRESET');
  });

  test('still being made is ended by a close', async () => {
    const { agent, code } = ask('https:', portOf(), 60_000);
    await new Promise<void>((resolve) => silent.once('connection', () => resolve()));
    agent.close();
    expect(await code).toBe('notConnected');
  });
});
