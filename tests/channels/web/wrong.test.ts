import type { LightMyRequestResponse } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { browse as browseIn } from './plain-browser.ts';
import { openRoom, type Room } from './room.ts';

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.stop());

const browse = () => browseIn(room);

describe('a page that says that something went wrong', () => {
  const wrong: [what: string, status: number, go: () => Promise<LightMyRequestResponse>][] = [
    ['is not there', 404, () => browse().get('/chat/nowhere')],
    ['is not even below the chat', 404, () => browse().get('/nowhere')],
    ['cannot be read', 400, () => browse().get('/%%bad')],
    ['is older than its form', 400, () => browse().post('/chat', { text: 'halo' })],
    [
      'has too long a text',
      413,
      () => browse().post('/chat', { nonce: 'n'.repeat(22), text: 'a'.repeat(60_001) }),
    ],
    [
      'has too large a form',
      413,
      () => browse().post('/chat', { nonce: 'n'.repeat(22), text: 'a'.repeat(600_000) }),
    ],
    ['is for another kind of file', 415, () => browse().post('/chat', {}, { 'content-type': 'text/csv' })],
    ['comes from elsewhere', 403, () => browse().post('/chat', {}, { 'sec-fetch-site': 'cross-site' })],
    ['broke', 500, () => browse().get('/chat')],
  ];
  it.each(wrong)('because it %s has the neutral name, the icon and the way out', async (what, status, go) => {
    if (what === 'broke') {
      await room.stop();
      const opening = () => {
        throw new Error('broken');
      };
      room = await openRoom({ deps: { opening } });
    }
    const page = await go();
    expect(page.statusCode).toBe(status);
    expect(page.body).toContain('<title>Catatan</title>');
    expect(page.body).toContain('href="/chat/icon.svg"');
    expect(page.body).toMatch(/<script src="\/chat\/chat\.js\?v[^"]+" defer>/);
    expect(page.body).toContain('data-leave="/healthz"');
    const nonce = /action="\/chat\/leave"><input type="hidden" name="nonce" value="([\w-]{22})">/.exec(
      page.body,
    )?.[1];
    const left = await browse().post('/chat/leave', { nonce: nonce ?? '' });
    expect(left.headers.refresh).toBe('0;url=/healthz');
  });
});
