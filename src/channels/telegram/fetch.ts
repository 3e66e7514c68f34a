import http from 'node:http';
import https from 'node:https';
import type { FetchOutcome } from '../channel.ts';
import { type Calls, forApi } from './api.ts';
import { readFailure } from './failures.ts';

/**
 * A file by its id: getFile says where it lies for the next hour, then it is read over the same kind of line as
 * every call. The address carries the token, so it is never logged, and a redirect is never followed.
 */
export interface Fetching {
  calls: Calls;
  agent: http.Agent;
  apiRoot: string;
  token: string;
  signal: AbortSignal;
}

/** A line that gives nothing for so long is dead; the file is asked for again later. */
const silentMilliseconds = 20_000;

/** Never throws. @param fileId as it came in an update @param bytesMax the rest of a larger one is not read */
export async function fetchFile(fetching: Fetching, fileId: string, bytesMax: number): Promise<FetchOutcome> {
  const { calls, signal } = fetching;
  try {
    const file = await calls.getFile({ file_id: fileId }, forApi(signal));
    if ((file.file_size ?? 0) > bytesMax) return { is: 'tooLarge' };
    return file.file_path === undefined ? { is: 'gone' } : await download(fetching, file.file_path, bytesMax);
  } catch (cause) {
    const failure = readFailure(cause, signal);
    if (failure.is !== 'answered') return { is: 'later', why: failure.is };
    // "file is too big" is said with 400, like an id that is of no file (any more).
    const { status, isTooBig } = failure;
    if (status === 400) return { is: isTooBig ? 'tooLarge' : 'gone' };
    return { is: 'later', why: `telegram${status}` };
  }
}

function download(
  { agent, apiRoot, token, signal }: Fetching,
  path: string,
  bytesMax: number,
): Promise<FetchOutcome> {
  // Telegram's own word for a place; nothing in it may lead elsewhere.
  if (!/^[\w-]+(\/[\w.-]+)+$/.test(path) || path.includes('..')) return Promise.resolve({ is: 'gone' });
  const url = `${apiRoot.replace(/\/+$/, '')}/file/bot${token}/${path}`;
  const { get } = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    const request = get(url, { agent, signal, timeout: silentMilliseconds }, (response) => {
      const { statusCode = 0 } = response;
      if (statusCode !== 200) {
        response.resume();
        resolve(statusCode === 404 ? { is: 'gone' } : { is: 'later', why: `telegram${statusCode}` });
        return;
      }
      readBody(response, bytesMax).then(resolve, () => resolve({ is: 'later', why: 'unanswered' }));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve({ is: 'later', why: 'unanswered' }));
  });
}

/** @throws when the line breaks before the end: half a file is none */
async function readBody(response: http.IncomingMessage, bytesMax: number): Promise<FetchOutcome> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    const bytes = part as Buffer;
    size += bytes.length;
    if (size > bytesMax) {
      response.destroy();
      return { is: 'tooLarge' };
    }
    parts.push(bytes);
  }
  return response.complete ? { is: 'bytes', bytes: Buffer.concat(parts) } : { is: 'later', why: 'cut' };
}
