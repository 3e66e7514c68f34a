/** What this module needs of a request, so that it stays pure. */
interface Asked {
  method: string;
  host: string;
  headers: { 'sec-fetch-site'?: string | string[] | undefined; origin?: string | undefined };
}

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a writing request was made by another site's page. SameSite=Lax already keeps our cookies out of
 * it, but on /chat a request without a cookie opens a new chat, whose cookie would replace the person's own.
 *
 * Browsers that know Sec-Fetch-Site say it themselves. Older ones give an Origin, which is the word "null"
 * under our own no-referrer policy and then tells nothing. Programs (webhooks) send neither.
 */
export function isForeign(asked: Asked, publicUrl: string | undefined): boolean {
  if (reading.has(asked.method)) return false;
  const site = asked.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = asked.headers;
  if (origin === undefined || origin === 'null' || !URL.canParse(origin)) return false;
  const { host } = new URL(origin);
  return host !== asked.host && (publicUrl === undefined || host !== new URL(publicUrl).host);
}
