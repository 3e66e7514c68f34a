import type { Answer, World } from './telegram-world.ts';

/**
 * The emulated Bot API's other half: it calls the program instead of being asked. One update after the other,
 * again until it is answered with 200, as Telegram does for one chat.
 */
export interface Webhook {
  url: string;
  secret: string | undefined;
  maxConnections: number;
}

/** Telegram waits longer from try to try; a test has no such time. */
const againMilliseconds = 30;

/** An empty url takes it away, as deleteWebhook does. */
export function setWebhook(world: World, params: Record<string, unknown>): Answer {
  const url = String(params.url ?? '');
  world.webhook =
    url === ''
      ? undefined
      : {
          url,
          secret: params.secret_token === undefined ? undefined : String(params.secret_token),
          maxConnections: Number(params.max_connections ?? 40),
        };
  void callWebhook(world);
  return { status: 200, body: { ok: true, result: true } };
}

export function describeWebhook(world: World): Answer {
  const result = {
    url: world.webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: world.updates.length,
    ...(world.webhookFailedAt === undefined
      ? {}
      : { last_error_date: world.webhookFailedAt, last_error_message: 'Wrong response from the webhook' }),
  };
  return { status: 200, body: { ok: true, result } };
}

/** Hands over what waits, oldest first. Returns when nothing does, or when the webhook is gone. */
export async function callWebhook(world: World): Promise<void> {
  if (world.isCalling) return;
  world.isCalling = true;
  for (;;) {
    const { webhook } = world;
    const [update] = world.updates;
    if (!webhook || !update) break;
    if (await isTaken(webhook, update)) {
      world.updates = world.updates.filter((one) => one !== update);
      world.confirmed.push(update);
      continue;
    }
    world.webhookFailedAt = Math.floor((performance.timeOrigin + performance.now()) / 1000);
    await new Promise((resolve) => setTimeout(resolve, againMilliseconds).unref());
  }
  world.isCalling = false;
}

async function isTaken({ url, secret }: Webhook, update: object): Promise<boolean> {
  const key: Record<string, string> =
    secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret };
  try {
    const headers = { 'content-type': 'application/json', ...key };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(update) })).status === 200;
  } catch {
    return false;
  }
}
