import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../../../flows/kit/events.ts';
import { type Frame, sendErrorPage } from '../../http/error-page.ts';
import { askedLanguage, readLanguage } from '../../http/language.ts';
import { perSource, rates } from '../../http/rates.ts';
import { readAssets } from './assets.ts';
import { clearCookies, hasLeft, readToken, setToken } from './cookies.ts';
import { limits, type WebDeps } from './deps.ts';
import { registerFiles } from './file-routes.ts';
import type { Live } from './live.ts';
import { type PageView, renderChatPage, renderHead, renderIcon, renderLeftPage, renderTop } from './page.ts';
import { addressFrom, chatMark, plainText, readLeaving, readWritten } from './receive.ts';
import { awaitReply, isHttps, newNonce, type Room, readStand, type Stand } from './stand.ts';
import { openingLines, readShown, type Shown } from './thread.ts';

/** A page that nobody asks about. */
const leaveUrlDefault = 'https://www.google.com/search?q=cuaca';

/** Random and long enough to name a conversation (receive.ts). */
const nonceSchema = { type: 'string', pattern: '^[\\w-]{22,64}$' };

interface Form {
  nonce: string;
  text?: string;
  token?: string;
}

/** The chat page and what it is made of, under /chat. Every route answers without scripts as well. */
export function registerChat(app: FastifyInstance, deps: WebDeps, live: Live): void {
  const room: Room = { deps, live, assets: readAssets(), leaveUrl: deps.leaveUrl ?? leaveUrlDefault };
  app.errorFrame.render = (language) => renderFrame(room, language);
  registerAssets(app, room);
  registerFiles(app, room);
  app.get('/chat', { config: { compress: true } }, (request, reply) => showPage(room, request, reply));
  app.post<{ Body: Form }>('/chat', writingOptions(app), (request, reply) =>
    keepWriting(room, request, reply),
  );
  // No form is wrong here and nobody too hasty: whoever wants to be gone is gone (standards.md R7).
  const perLeaving = app.createRateLimit({
    max: perSource(rates.requestsPerSource),
    timeWindow: rates.window,
  });
  app.post('/chat/leave', { config: { rateLimit: false } }, async (request, reply) => {
    const rate = await perLeaving(request);
    return leave(room, request, reply, { isTold: rate.isAllowed || !rate.isExceeded });
  });
  app.get<{ Querystring: { after?: number } }>(
    '/chat/live',
    { schema: { querystring: { type: 'object', properties: { after: { type: 'integer', minimum: 0 } } } } },
    (request, reply) => openLive(room, request, reply),
  );
  app.addHook('preClose', async () => live.close());
}

function writingOptions(app: FastifyInstance) {
  const body = {
    type: 'object',
    required: ['nonce'],
    properties: {
      nonce: nonceSchema,
      text: { type: 'string' },
      token: { type: 'string', minLength: 1, maxLength: 64 },
    },
  };
  const perBrowser = app.createRateLimit({
    max: limits.messagesPerBrowser,
    timeWindow: rates.window,
    keyGenerator: (request) => readToken(request) ?? 'new',
  });
  const preHandler = async (request: FastifyRequest, reply: FastifyReply) => {
    // A first message has no browser of its own yet; the source's limit holds for it.
    if (readToken(request) === undefined) return;
    const rate = await perBrowser(request);
    if (!rate.isAllowed && rate.isExceeded)
      return sendErrorPage(request, reply.header('retry-after', rate.ttlInSeconds), 429);
  };
  const rateLimit = { max: perSource(limits.messagesPerSource), timeWindow: rates.window };
  return { schema: { body }, config: { rateLimit }, preHandler, bodyLimit: limits.formBytesMax };
}

function registerAssets(app: FastifyInstance, room: Room): void {
  for (const asset of [room.assets.style, room.assets.script])
    app.get(asset.path, { config: { rateLimit: false } }, async (_request, reply) =>
      reply
        .type(asset.type)
        .header('cache-control', 'private, max-age=31536000, immutable')
        .send(asset.content),
    );
  app.get('/chat/icon.svg', { config: { rateLimit: false } }, async (_request, reply) => {
    const icon = renderIcon(room.deps.chatName());
    return reply.type('image/svg+xml').send(icon.markup);
  });
}

/** Without a cookie nothing is stored, on either side. */
async function showPage(room: Room, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { deps } = room;
  if (hasLeft(request)) await finishLeaving(room, request, reply, newNonce(deps));
  const language = readLanguage(request);
  const address = hasLeft(request) ? undefined : readToken(request);
  const stand = address === undefined ? { is: 'new' as const } : await readStand(room, address, language);
  const view: PageView = {
    language,
    chatName: deps.chatName(),
    nonce: newNonce(deps),
    leaveUrl: room.leaveUrl,
    assets: room.assets,
    chat: address === undefined || stand.is === 'new' ? '' : chatMark(address),
    ...viewOf(stand, () => readShown(openingLines(deps.opening(language)))),
  };
  return reply.type('text/html; charset=utf-8').send(renderChatPage(view).markup);
}

/** Around an error page: the same name, icon and way out as on every other page (standards.md R13). */
function renderFrame({ deps, assets, leaveUrl }: Room, language: Language): Frame {
  const chatName = deps.chatName();
  const head = renderHead({ chatName, assets }, true);
  return { head, top: renderTop({ chatName, language, nonce: newNonce(deps) }), leaveUrl };
}

const nothing: Shown = { lines: [], choices: [], rails: [], last: 0, clearedAt: 0, awaitsReply: false };

function viewOf(stand: Stand, opening: () => Shown): Pick<PageView, 'shown' | 'notice'> {
  if (stand.is === 'new') return { shown: opening() };
  if (stand.is === 'unreadable') return { shown: nothing, notice: 'unreadable' };
  return { shown: stand.shown, notice: stand.isEmpty ? 'expired' : undefined };
}

/** Keeps what was written; a program gets its answer then, a page waits a moment for the reply. */
async function keepWriting(
  room: Room,
  request: FastifyRequest<{ Body: Form }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { deps, live } = room;
  const { nonce, text, token } = request.body;
  if (plainText(text ?? '').length > limits.textCharsMax) throw tooLong();
  const known = readToken(request);
  const address = known ?? addressFrom(nonce);
  const language = readLanguage(request);
  const stand: Stand = known === undefined ? { is: 'new' } : await readStand(room, address, language);
  const received = readWritten({ address, nonce, isNew: stand.is === 'new', language, text, token });
  if (received.length > 0) {
    await deps.intake.keep(received);
    // Never again once she left (a last message on its way): the browser would have what it just forgot.
    if (known === undefined && !hasLeft(request)) setToken(request, reply, address, isHttps(deps));
    reply.header('x-chat', chatMark(address));
    if (stand.is === 'new') reply.header('x-began', '1');
  }
  const isProgram = String(request.headers.accept ?? '').includes('application/json');
  if (isProgram || hasLeft(request)) return reply.code(204).send();
  if (received.length > 0 && stand.is !== 'unreadable') {
    const after = stand.is === 'known' ? stand.shown.last : 0;
    await awaitReply(deps, live, address, after);
  }
  const asked = askedLanguage(request.query);
  return reply.redirect(asked ? `/chat?lang=${asked}` : '/chat', 303);
}

/** The form bounds it already; a longer text is refused whole, because half of somebody's words misleads. */
function tooLong(): Error {
  return Object.assign(new Error('tooLong'), { statusCode: 413 });
}

/**
 * The way out (standards.md R7, R13): this browser forgets the conversation and goes elsewhere. Nothing
 * that was told is undone. Elsewhere is reached by a refresh and not by a redirect: a redirect after a form
 * would have to be named in the page's policy with every hop of the other site.
 */
async function leave(
  room: Room,
  request: FastifyRequest,
  reply: FastifyReply,
  { isTold }: { isTold: boolean },
): Promise<FastifyReply> {
  const { nonce } = (request.body ?? {}) as { nonce?: unknown };
  const isOurs = typeof nonce === 'string' && new RegExp(nonceSchema.pattern).test(nonce);
  // A flood costs us no look at the database; the browser forgets all the same.
  if (isTold) await finishLeaving(room, request, reply, isOurs ? nonce : newNonce(room.deps));
  else clearCookies(reply);
  const language = readLanguage(request);
  const { assets, leaveUrl } = room;
  const page = renderLeftPage({ language, chatName: room.deps.chatName(), leaveUrl, assets });
  return reply.header('refresh', `0;url=${leaveUrl}`).type('text/html; charset=utf-8').send(page.markup);
}

/** Leaving must not fail: the browser forgets even when the word could not be kept. */
async function finishLeaving(
  room: Room,
  request: FastifyRequest,
  reply: FastifyReply,
  nonce: string,
): Promise<void> {
  const { deps } = room;
  const address = readToken(request);
  if (address === undefined && !hasLeft(request)) return;
  clearCookies(reply);
  if (address === undefined) return;
  const stand = await readStand(room, address, readLanguage(request));
  if (stand.is === 'new') return;
  try {
    await deps.intake.keep([readLeaving(address, nonce)]);
  } catch (cause) {
    deps.log.error('web.leavingNotKept', { channel: 'web' }, cause);
  }
}

/** Server-sent events; nothing to listen to without a conversation. */
async function openLive(
  room: Room,
  request: FastifyRequest<{ Querystring: { after?: number } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const address = readToken(request);
  const conversation = address && (await room.deps.conversationOf(address));
  if (!address || !conversation) return reply.code(204).send();
  const lastId = Number(request.headers['last-event-id']);
  const after = Number.isSafeInteger(lastId) && lastId > 0 ? lastId : (request.query.after ?? 0);
  const page = { address, conversation, after, language: readLanguage(request) };
  const stream = room.live.openStream(page);
  if (!stream) return reply.code(503).header('retry-after', '10').send();
  // Proxies must hand every line on at once.
  return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream);
}
