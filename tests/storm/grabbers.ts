import type { Product } from '../kit/product.ts';
import type { Counsellor } from './team.ts';

/** Two counsellors at their consoles, over HTTP: both take every case at the same moment. */
export interface Grabbers {
  /** Looks at the queue once and takes what is new. @throws while the app is away */
  grab(): Promise<void>;
  /** The first words that the winner said, by case. */
  spoken: ReadonlyMap<string, readonly string[]>;
}

const patienceMilliseconds = 5_000;

export function createGrabbers(product: Product, team: readonly Counsellor[]): Grabbers {
  const spoken = new Map<string, string[]>();
  let seenAt = 0;
  const ask = async (token: string, path: string, fields?: Record<string, string>): Promise<string> => {
    const answer = await fetch(`${product.url}${path}`, {
      method: fields ? 'POST' : 'GET',
      headers: { cookie: `suar_session=${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMilliseconds),
      ...(fields && { body: new URLSearchParams(fields) }),
    });
    // 409: it is her colleague's.
    if (answer.status >= 400 && answer.status !== 409) throw new Error(`${path} answered ${answer.status}`);
    return answer.text();
  };
  const csrfOf = async (token: string) =>
    /name="csrf" value="([^"]+)"/.exec(await ask(token, '/console/more'))?.[1] ?? '';
  const press = async (path: (caseId: string) => string, caseId: string, fields: Record<string, string>) =>
    Promise.all(
      team.map(async ({ token }) => ask(token, path(caseId), { ...fields, csrf: await csrfOf(token) })),
    );
  const greet = async (caseId: string) => {
    await press((id) => `/console/cases/${id}/claim`, caseId, {});
    const words = `saya di sini melati${caseId.slice(0, 8)}z`;
    // Who lost the race is refused; who won says it twice when the line was bad.
    await press((id) => `/console/cases/${id}/say`, caseId, { text: words, nonce: caseId });
    spoken.set(caseId, [words]);
  };
  const beHere = async () => {
    if (performance.now() - seenAt < 30_000) return;
    for (const caseId of spoken.keys()) await press((id) => `/console/cases/${id}/here`, caseId, {});
    seenAt = performance.now();
  };
  return {
    spoken,
    grab: async () => {
      const [first] = team;
      const queue = await ask(first?.token ?? '', '/console');
      const cards = [...queue.matchAll(/id="card-([\da-f-]+)"/g)].map(([, id = '']) => id);
      for (const caseId of cards) if (!spoken.has(caseId)) await greet(caseId);
      await beHere();
    },
  };
}
