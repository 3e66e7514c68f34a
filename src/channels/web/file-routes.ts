import multipart, { type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendErrorPage } from '../../http/error-page.ts';
import { readLanguage } from '../../http/language.ts';
import { perSource, rates } from '../../http/rates.ts';
import { hasLeft, readToken, setToken } from './cookies.ts';
import { limits, type UploadOutcome } from './deps.ts';
import { type FileView, renderFilePage } from './file-page.ts';
import { addressFrom, readUploaded } from './receive.ts';
import { awaitReply, isHttps, newNonce, type Room, readStand, type Stand } from './stand.ts';

/**
 * One file a message, by a plain form (design §7, Pictures): the page asks first what is in it, and only after a
 * clear no is there anything to choose a file with. The bytes are held in memory and nowhere else.
 */
export function registerFiles(app: FastifyInstance, room: Room): void {
  app.get<{ Querystring: { in?: FileView['answer'] } }>(
    '/chat/file',
    { schema: { querystring: { type: 'object', properties: { in: { enum: ['no', 'yes'] } } } } },
    (request, reply) => showFilePage(room, request, reply, { answer: request.query.in }),
  );
  // A room of its own: elsewhere nothing reads such a form.
  app.register(async (scope) => {
    await scope.register(multipart, {
      limits: {
        ...{ fileSize: limits.fileBytesMax, files: 1, fields: 4, fieldSize: 200, parts: 6 },
      },
    });
    const max = perSource(limits.filesPerSource);
    const config = { rateLimit: { max, timeWindow: rates.window } };
    // Of all of the form, before it is read: a browser says how much it sends.
    const bodyLimit = limits.fileBytesMax + 64 * 1024;
    scope.post('/chat/file', { bodyLimit, config, preHandler: slowBrowser(app) }, (request, reply) =>
      keepFile(room, request, reply),
    );
  });
}

function slowBrowser(app: FastifyInstance) {
  const perBrowser = app.createRateLimit({
    max: limits.filesPerBrowser,
    timeWindow: rates.window,
    keyGenerator: (request) => `file ${readToken(request) ?? 'new'}`,
  });
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (readToken(request) === undefined) return;
    const rate = await perBrowser(request);
    if (!rate.isAllowed && rate.isExceeded)
      return sendErrorPage(request, reply.header('retry-after', rate.ttlInSeconds), 429);
  };
}

function showFilePage(
  room: Room,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: Pick<FileView, 'answer' | 'problem'>,
  status = 200,
): FastifyReply {
  const { deps, assets, leaveUrl } = room;
  const page = renderFilePage({
    language: readLanguage(request),
    chatName: deps.chatName(),
    nonce: newNonce(deps),
    ...{ leaveUrl, assets },
    ...shown,
  });
  return reply.code(status).type('text/html; charset=utf-8').send(page.markup);
}

async function keepFile(room: Room, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const refuse = (problem: FileView['problem'], status: number) =>
    showFilePage(room, request, reply, { answer: 'no', problem }, status);
  const form = await readForm(request);
  if (form === 'malformed') return refuse('failed', 400);
  if (form === 'tooLarge') return refuse('tooLarge', 413);
  const { deps, live } = room;
  const known = readToken(request);
  const address = known ?? addressFrom(form.nonce);
  const language = readLanguage(request);
  const stand: Stand = known === undefined ? { is: 'new' } : await readStand(room, address, language);
  let outcome: UploadOutcome;
  try {
    const written = { address, nonce: form.nonce, isNew: stand.is === 'new', language };
    outcome = await deps.keepFile(form.bytes, (file) => readUploaded(written, file));
  } catch (cause) {
    // Nothing is kept on a disk for later: she is told, and still has the file.
    deps.log.error('web.fileNotKept', { channel: 'web' }, cause);
    return refuse('failed', 503);
  }
  if (outcome !== 'kept') return refuse(outcome, outcome === 'notOpen' ? 503 : 422);
  // Only to whoever had none: a browser that left while the file was on its way must not get back what it forgot.
  if (known === undefined && !hasLeft(request)) setToken(request, reply, address, isHttps(deps));
  if (hasLeft(request)) return reply.code(204).send();
  const after = stand.is === 'known' ? stand.shown.last : 0;
  if (stand.is !== 'unreadable') await awaitReply(deps, live, address, after);
  return reply.redirect('/chat', 303);
}

/** The nonce comes before the file, as the page has them. The name that the file bears is not even looked at. */
async function readForm(
  request: FastifyRequest,
): Promise<{ nonce: string; bytes: Buffer } | 'malformed' | 'tooLarge'> {
  try {
    const file: MultipartFile | undefined = await request.file();
    if (!file) return 'malformed';
    const bytes = await file.toBuffer();
    const nonce = fieldOf(file.fields.nonce);
    if (fieldOf(file.fields.in) !== 'no' || !/^[\w-]{22,64}$/.test(nonce) || bytes.length === 0)
      return 'malformed';
    return { nonce, bytes };
  } catch (cause) {
    const { code } = cause as { code?: unknown };
    return code === 'FST_REQ_FILE_TOO_LARGE' || code === 'FST_ERR_CTP_BODY_TOO_LARGE'
      ? 'tooLarge'
      : 'malformed';
  }
}

function fieldOf(field: unknown): string {
  const value = (field as { value?: unknown } | undefined)?.value;
  return typeof value === 'string' ? value : '';
}
