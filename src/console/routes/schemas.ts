import { perSource, rates } from '../../http/rates.ts';

/** The shapes that routes accept. What they do not name is dropped before a route sees it. */
const csrf = { type: 'string', maxLength: 128 } as const;

export const uuid = { type: 'string', pattern: '^[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}$' } as const;

/** A place inside the console to go back to; routes look at it again (site.ts backTo). */
export const path = { type: 'string', maxLength: 200 } as const;

/** @param optional fields that a form may leave out */
export function form(fields: Record<string, object> = {}, optional: Record<string, object> = {}): object {
  return {
    type: 'object',
    additionalProperties: false,
    properties: { csrf, ...fields, ...optional },
    required: Object.keys(fields),
  };
}

export function params(properties: Record<string, object>): object {
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** The page may carry one word of ours: what the button just did. */
export const noticeQuery = {
  type: 'object',
  additionalProperties: false,
  properties: { notice: { type: 'string', maxLength: 40 }, next: path },
} as const;

/** The same, and fields of this page's own; all may be left out. */
export function withQuery(fields: Record<string, object>): object {
  return { ...noticeQuery, properties: { ...noticeQuery.properties, ...fields } };
}

export const limits = {
  nameCharsMax: 60,
  chatNameCharsMax: 40,
  passphraseCharsMax: 200,
  /** What a browser says of a passkey: a few thousand signs with the longest certificates. */
  passkeyCharsMax: 16_000,
};

/**
 * For the few doors where a secret is tried: slow for a guesser, never felt by a team behind one address.
 * The store counts tries per member as well.
 */
export const doorLimit = { rateLimit: { max: perSource(30), timeWindow: rates.window } };

/** Pages that hold no words of a person may travel compressed; the others may not (http/compress.ts). */
export const plainPage = { compress: true };

/** A name as the store keeps it: nothing unseen, one line. Empty when there is nothing to read. */
export function oneLine(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').trim();
}
