import http from 'node:http';
import https from 'node:https';
import { assert } from '../../errors.ts';

/**
 * One POST of JSON to the Bot API, in the form that grammY asks of a `fetch`. The one it brings is a whole browser's
 * (addresses, headers, streams, redirects): half of what a send costs the app, measured. A redirect is never
 * followed: it would carry the token to wherever it points.
 */
export type Post = (url: string, asked: Asked) => Promise<{ json(): unknown }>;

interface Asked {
  body: unknown;
  headers: Record<string, string>;
  signal: Signal;
}

/** An older library's signal, as far as it is used. */
interface Signal {
  readonly aborted: boolean;
  addEventListener(event: 'abort', heard: () => void): void;
  removeEventListener(event: 'abort', heard: () => void): void;
}

const limits = {
  /** A hundred updates of the longest texts are a tenth of it. */
  answerBytesMax: 16 * 1024 * 1024,
};

/**
 * @param apiRoot without a slash at its end; every url begins with it
 * @returns a function that rejects with the socket's own error, or with one of ours for an answer that is none
 */
export function createPost(apiRoot: string, agent: http.Agent): Post {
  const { protocol, hostname, port, origin } = new URL(apiRoot);
  const { request } = protocol === 'https:' ? https : http;
  // An IPv6 address comes in brackets.
  const to = { agent, method: 'POST', hostname: hostname.replace(/^\[|\]$/g, ''), port };
  return (url, { body, headers, signal }) => {
    assert(typeof body === 'string' && url.startsWith(origin), 'notAJsonCall');
    const length = Buffer.byteLength(body);
    const options = {
      ...to,
      path: url.slice(origin.length),
      headers: { ...headers, 'content-length': length },
    };
    return new Promise((resolve, reject) => {
      const sending = request(options, (response) => {
        readAnswer(response).then((text) => resolve({ json: () => JSON.parse(text) }), reject);
      });
      const stop = () => sending.destroy(new Error('aborted'));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
      sending.once('error', reject);
      sending.once('close', () => signal.removeEventListener('abort', stop));
      sending.end(body);
    });
  };
}

/** @throws when it leads elsewhere, is too long, or breaks off */
function readAnswer(response: http.IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => {
      response.destroy();
      reject(new Error(why));
    };
    const { statusCode = 0 } = response;
    if (statusCode >= 300 && statusCode < 400) return refuse('redirected');
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      text += part;
      if (text.length > limits.answerBytesMax) refuse('answerTooLong');
    });
    response.once('end', () => (response.complete ? resolve(text) : reject(new Error('cut'))));
    response.once('error', reject);
    return undefined;
  });
}
