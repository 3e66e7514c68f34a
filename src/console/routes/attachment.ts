import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  findAttachment,
  type OpenedAttachment,
  openAttachment,
  removeAttachment,
} from '../../store/attachment-reading.ts';
import { attachmentPage } from '../pages/attachment.ts';
import { askToSignIn, go, type Site, show, showNotFound, viewOf, visit } from '../site.ts';
import { form, params, uuid } from './schemas.ts';

interface OfFile {
  Params: { id: string; file: string };
}

const ofFile = params({ id: uuid, file: { type: 'string', maxLength: 40 } });
const isId = (text: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);

/** Files of a case: seen, heard or taken only with a trace (standards.md R50), removed with a line in the case. */
export function attachmentRoutes(scope: FastifyInstance, site: Site): void {
  scope.get<OfFile>('/cases/:id/files/:file', { schema: { params: ofFile } }, async (request, reply) => {
    const { id, file } = request.params;
    const here = await visit(site, request, async (tx, signedIn) =>
      isId(file) ? findAttachment(tx, signedIn, id, file) : undefined,
    );
    if (!here) return askToSignIn(site, request, reply);
    if (!here.result) return showNotFound(site, request, reply);
    return show(reply, attachmentPage(viewOf(site, request, reply, here.signedIn), id, here.result));
  });

  scope.get<OfFile>('/cases/:id/files/:file/body', { schema: { params: ofFile } }, async (request, reply) => {
    const { id, file } = request.params;
    const from = rangeOf(request);
    const wanted = { caseId: id, id: file, isFirst: from === undefined || from.first === 0 };
    const here = await visit(site, request, async (tx, signedIn) =>
      isId(file) ? openAttachment(tx, site.store, signedIn, wanted) : undefined,
    );
    if (!here) return askToSignIn(site, request, reply);
    if (!here.result) return showNotFound(site, request, reply);
    return sendBody(reply, here.result, from);
  });

  scope.post<OfFile>(
    '/cases/:id/files/:file/remove',
    { schema: { params: ofFile, body: form() } },
    async (request, reply) => {
      const { id, file } = request.params;
      const here = await visit(site, request, async (tx, signedIn) =>
        isId(file) ? removeAttachment(tx, site.store, signedIn, { caseId: id, id: file }) : false,
      );
      if (!here) return askToSignIn(site, request, reply);
      // Pressed twice, or by two: the case shows that it is gone.
      return go(reply, `/console/cases/${id}`);
    },
  );
}

interface Range {
  first: number;
  last: number | undefined;
}

/** One range, as players ask for sound; anything else is answered with the whole. */
function rangeOf(request: FastifyRequest): Range | undefined {
  const [, first, last] = /^bytes=(\d{1,10})-(\d{0,10})$/.exec(String(request.headers.range ?? '')) ?? [];
  return first === undefined ? undefined : { first: Number(first), last: last ? Number(last) : undefined };
}

/** A neutral name for what is taken along: not a word of the person's. */
const endings: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/plain': 'txt',
};

/** Opened by itself it can do nothing: no script, no other address, whatever it turns out to be. */
function sendBody(reply: FastifyReply, file: OpenedAttachment, range: Range | undefined): FastifyReply {
  const { kind, type, body } = file;
  const name = kind === 'document' ? `attachment; filename="lampiran.${endings[type] ?? 'bin'}"` : 'inline';
  reply
    .type(type)
    .header('content-disposition', name)
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-store')
    .header('accept-ranges', 'bytes');
  if (!range) return reply.send(body);
  const last = Math.min(range.last ?? body.length - 1, body.length - 1);
  if (range.first > last) return reply.code(416).header('content-range', `bytes */${body.length}`).send();
  reply.code(206).header('content-range', `bytes ${range.first}-${last}/${body.length}`);
  return reply.send(body.subarray(range.first, last + 1));
}
