import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { wordsOf } from './words.ts';

/**
 * The console's few files: one stylesheet, one small script, the icon, and htmx out of its npm package.
 * Read and compressed once at the start, addressed by their content, so that a phone fetches each once
 * and a new version never meets an old page.
 */
const require = createRequire(import.meta.url);

const own = (name: string) => `${import.meta.dirname}/assets/${name}`;
const script = 'text/javascript; charset=utf-8';

/** The browser's half of passkeys, as the package bundles it for pages. */
const simpleWebAuthn = path.join(
  path.dirname(require.resolve('@simplewebauthn/browser')),
  '../dist/bundle/index.umd.min.js',
);

const files = {
  'console.css': { paths: [own('console.css')], type: 'text/css; charset=utf-8' },
  'console.js': { paths: [own('console.js')], type: script },
  /**
   * For pages that watch. One file, because htmx starts on a timer of its own: its stream extension coming
   * a moment later over a slow line would be too late, and the page would never hear anything.
   */
  'live.js': {
    paths: [
      require.resolve('htmx.org/dist/htmx.min.js'),
      require.resolve('htmx.org/dist/ext/hx-sse.min.js'),
      own('console.js'),
      own('writing.js'),
    ],
    type: script,
  },
  'alarm.js': { paths: [own('alarm.js')], type: script },
  /** For the pages that ask for a passkey, and for no other. */
  'passkey.js': { paths: [simpleWebAuthn, own('passkey.js')], type: script },
  'icon.svg': { paths: [own('icon.svg')], type: 'image/svg+xml' },
  /** The same, drawn out: a phone's home screen takes no SVG. */
  'icon-180.png': { paths: [own('icon-180.png')], type: 'image/png' },
  'icon-192.png': { paths: [own('icon-192.png')], type: 'image/png' },
  'icon-512.png': { paths: [own('icon-512.png')], type: 'image/png' },
} as const;

/**
 * The service worker stands at an address that never changes and above the pages it rings for; a browser asks
 * for it again by itself.
 */
const worker = own('alarm-worker.js');

/**
 * What makes the console an app on a home screen: an iPhone lets only those ring (Web Push, iOS 16.4). Name and icon say
 * nothing of help to whoever looks over a shoulder (R9); its address never changes, or the phone would forget it.
 */
function manifestOf(url: (name: AssetName) => string): string {
  const icon = (size: number, name: AssetName) => ({
    src: url(name),
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose: 'any',
  });
  const name = wordsOf('id')('title');
  return JSON.stringify({
    name,
    short_name: name,
    id: '/console',
    start_url: '/console',
    scope: '/console',
    display: 'standalone',
    background_color: '#f6f3ee',
    theme_color: '#f6f3ee',
    icons: [icon(192, 'icon-192.png'), icon(512, 'icon-512.png')],
  });
}

export type AssetName = keyof typeof files;

export interface Assets {
  /** The address that a page writes: name and content. */
  url(name: AssetName): string;
  register(app: FastifyInstance): void;
}

interface Kept {
  type: string;
  tag: string;
  bodies: Record<'br' | 'gzip' | 'plain', Buffer>;
}

function keep({ paths, type }: { paths: readonly string[]; type: string }): Kept {
  // A line between them: a file may end in a comment that names its source map.
  const plain = Buffer.concat(
    paths.flatMap((path) =>
      type.startsWith('image/png') ? [readFileSync(path)] : [readFileSync(path), Buffer.from('\n')],
    ),
  );
  const br = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 12);
  return { type, tag, bodies: { br, gzip: gzipSync(plain, { level: 9 }), plain } };
}

/** Reads the files. @throws when one is missing: a start without its stylesheet is broken */
export function readAssets(): Assets {
  const kept = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, keep(file)])) as Record<
    AssetName,
    Kept
  >;
  const url = (name: AssetName) => `/console/assets/${kept[name].tag}/${name}`;
  return {
    url,
    register: (app) => {
      registerStanding(app, manifestOf(url));
      const schema = {
        params: {
          type: 'object',
          properties: { tag: { type: 'string', maxLength: 12 }, name: { enum: Object.keys(files) } },
        },
      };
      app.get<{ Params: { tag: string; name: AssetName } }>(
        '/assets/:tag/:name',
        { schema },
        (request, reply) => {
          const asset = kept[request.params.name];
          if (request.params.tag !== asset.tag) return reply.callNotFound();
          const accepted = request.headers['accept-encoding'] ?? '';
          const encoding = (['br', 'gzip'] as const).find((name) => accepted.includes(name));
          if (encoding) reply.header('content-encoding', encoding);
          return reply
            .header('cache-control', 'public, max-age=31536000, immutable')
            .header('vary', 'accept-encoding')
            .type(asset.type)
            .send(asset.bodies[encoding ?? 'plain']);
        },
      );
    },
  };
}

/** What a browser finds again by its address alone: the app's manifest and the worker that rings. */
function registerStanding(app: FastifyInstance, manifest: string): void {
  const workerBody = readFileSync(worker);
  const schema = { querystring: { type: 'object' } };
  app.get('/app.webmanifest', { schema }, (_request, reply) =>
    reply.type('application/manifest+json').send(manifest),
  );
  app.get('/alarm-worker.js', { schema }, (_request, reply) => reply.type(script).send(workerBody));
}
