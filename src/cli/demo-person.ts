import type { Language } from '../../flows/kit/events.ts';
import { Bug } from '../errors.ts';

/**
 * Somebody who writes on the web chat as a browser without scripts does: pages, forms and one cookie, over
 * HTTP, through the door that everybody uses.
 */
export interface DemoPerson {
  /** What stands on her page now. */
  look(): Promise<SeenPage>;
  /** Writes a line. @returns the page with what was answered within the moment that the chat waits */
  say(text: string): Promise<SeenPage>;
  /** Writes a line and does not wait, as the page with scripts does: for when only a human will answer. */
  tell(text: string): Promise<void>;
  /** Presses a button of the newest question. @throws Bug when it is not there */
  press(choice: string): Promise<SeenPage>;
}

export interface SeenPage {
  /** What was said to her, oldest first; numbers only grow. */
  lines: { number: number; text: string }[];
  /** The choices of the newest question, without its number. */
  choices: string[];
}

interface Form {
  nonce: string;
  tokens: string[];
}

type Ask = (init: RequestInit, accept?: string) => Promise<Response>;

/** A browser without scripts, that has nothing but cookies and the address of one page. */
function openBrowser(page: string, language: Language, signal: AbortSignal): Ask {
  const jar = new Map<string, string>();
  return async (init, accept = 'text/html') => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept, 'accept-language': language, cookie };
    const answer = await fetch(page, { ...init, headers, redirect: 'manual', signal });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) jar.set(name, value);
    }
    return answer;
  };
}

/** @param url where the product listens @param signal ends whatever she is waiting for */
export function startPerson(url: string, language: Language, signal: AbortSignal): DemoPerson {
  const ask = openBrowser(`${url}/chat?lang=${language}`, language, signal);
  let form: Form | undefined;
  const look = async (): Promise<SeenPage> => {
    const answer = await ask({});
    const markup = await answer.text();
    const nonce = /name="nonce" value="([^"]+)"/.exec(markup)?.[1];
    if (answer.status !== 200 || !nonce) throw new Bug('demoPageUnreadable', { status: answer.status });
    const tokens = [...markup.matchAll(/name="token" value="([^"]+)"/g)].map(([, token = '']) => token);
    form = { nonce, tokens };
    return readPage(markup, tokens);
  };
  /** A form is sent once; the next one is on the next page. */
  const send = async (fields: Record<string, string>, accept?: string): Promise<void> => {
    if (!form) await look();
    const body = new URLSearchParams({ nonce: form?.nonce ?? '', ...fields });
    form = undefined;
    const { status } = await ask({ method: 'POST', body }, accept);
    if (status !== 303 && status !== 204) throw new Bug('demoWordsRefused', { status });
  };
  const sendAndLook = async (fields: Record<string, string>) => {
    await send(fields);
    return look();
  };
  return {
    look,
    say: (text) => sendAndLook({ text }),
    tell: (text) => send({ text }, 'application/json'),
    press: async (choice) => {
      const token = form?.tokens.find((each) => choiceOf(each) === choice);
      if (!token) throw new Bug('demoChoiceMissing');
      return sendAndLook({ token });
    },
  };
}

/** A button's token is the question's number and the choice. */
function choiceOf(token: string): string {
  return token.slice(token.indexOf('.') + 1);
}

function readPage(markup: string, tokens: string[]): SeenPage {
  const lines = [...markup.matchAll(/<li id="m(\d+)"><p>(.*?)<\/p><\/li>/gs)];
  return {
    lines: lines.map(([, number, text = '']) => ({ number: Number(number), text: plainText(text) })),
    choices: tokens.map(choiceOf),
  };
}

const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

function plainText(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name = '') =>
    code ? String.fromCodePoint(Number(code)) : (signs[name] ?? whole),
  );
}
