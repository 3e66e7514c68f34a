import type { LightMyRequestResponse } from 'fastify';
import type { Room } from './room.ts';

/** A browser without scripts, over inject: cookies, links, forms, and how to read what came. */
export const pause = (milliseconds: number) =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
const typed = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };

export function browse(
  room: Pick<Room, 'app' | 'replyMs'>,
  from = 'id-ID',
  more: Record<string, string> = {},
) {
  const jar: Record<string, string> = {};
  const keep = (answer: LightMyRequestResponse) => {
    for (const { name, value, maxAge, expires } of answer.cookies) {
      if (maxAge === 0 || (expires && expires.getTime() <= 0)) delete jar[name];
      else jar[name] = value;
    }
    return answer;
  };
  const get = async (url: string) =>
    keep(
      await room.app.inject({
        url,
        cookies: jar,
        headers: { 'accept-language': from, accept: 'text/html', ...more },
      }),
    );
  const post = async (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    keep(
      await room.app.inject({
        method: 'POST',
        url,
        cookies: jar,
        headers: { ...typed, 'accept-language': from, ...more, ...headers },
        payload: new URLSearchParams(fields).toString(),
      }),
    );
  /** Keeps the words without waiting for the reply, and gives it the moment it needs. */
  const tell = async (fields: Record<string, string>) => {
    const answer = await post('/chat', fields, { accept: 'application/json' });
    await pause(3 * room.replyMs);
    return answer;
  };
  return { jar, get, post, tell };
}

export const nonceOf = (page: string) => /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? 'none';
export const linesOf = (page: string) =>
  [...page.matchAll(/<li[^>]*>.*?<p>(.*?)<\/p><\/li>/gs)].map((match) => match[1]);
export const tokensOf = (page: string) =>
  [...page.matchAll(/name="token" value="([^"]+)"/g)].map((match) => match[1]);
export const happenedIn = (room: Room) => room.kept.map((one) => one.happened);
