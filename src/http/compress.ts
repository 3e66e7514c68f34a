import { pipeline, Readable, type Transform } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Compresses this route's pages. Never for a page that holds a secret beside words somebody else
     * chose: its length would tell the secret letter by letter to whoever watches the line (BREACH).
     */
    compress?: boolean;
  }
}

/** Styles and scripts are the same for everybody: always compressed. */
const assets = /^(?:text\/css|(?:text|application)\/javascript)/;
const pages = /^(?:text\/html|image\/svg\+xml)/;
/** Below this a packet is sent anyway. */
const bytesMin = 1024;

const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
const brotliOnce = promisify(brotliCompress);
const gzipOnce = promisify(gzip);

function encodingFor(request: FastifyRequest): 'br' | 'gzip' | undefined {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  if (/\bbr\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted)) return 'br';
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted) ? 'gzip' : undefined;
}

function mayCompress(request: FastifyRequest, reply: FastifyReply): boolean {
  const type = String(reply.getHeader('content-type') ?? '');
  if (reply.hasHeader('content-encoding') || reply.statusCode === 206 || request.method === 'HEAD')
    return false;
  return assets.test(type) || (pages.test(type) && request.routeOptions.config.compress === true);
}

function shrinkStream(payload: Readable, encoding: 'br' | 'gzip'): Transform {
  const shrink = encoding === 'br' ? createBrotliCompress(brotliOptions) : createGzip();
  // A broken source destroys the compressor, and the reply sees that.
  pipeline(payload, shrink, () => {});
  return shrink;
}

async function shrink(payload: unknown, encoding: 'br' | 'gzip'): Promise<unknown> {
  if (payload instanceof Readable) return shrinkStream(payload, encoding);
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return undefined;
  const bytes = Buffer.from(payload);
  if (bytes.length < bytesMin) return undefined;
  return encoding === 'br' ? brotliOnce(bytes, brotliOptions) : gzipOnce(bytes);
}

/** Compresses styles, scripts and the pages of routes that ask for it, by what the browser accepts. */
export function compressReplies(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!mayCompress(request, reply)) return payload;
    reply.header('vary', 'accept-encoding');
    const encoding = encodingFor(request);
    const small = encoding && (await shrink(payload, encoding));
    if (!encoding || small === undefined) return payload;
    reply.header('content-encoding', encoding).removeHeader('content-length');
    return small;
  });
}
