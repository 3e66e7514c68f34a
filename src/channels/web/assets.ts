import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file that the page loads, under a url that changes with its content: kept by the browser for good. */
export interface Asset {
  path: string;
  url: string;
  type: string;
  content: Buffer;
}

function readAsset(name: string, type: string): Asset {
  const content = readFileSync(join(import.meta.dirname, 'assets', name));
  const version = createHash('sha256').update(content).digest('base64url').slice(0, 10);
  const path = `/chat/${name}`;
  return { path, url: `${path}?v=${version}`, type, content };
}

/** Read once at the start. @throws when a file is missing: a broken start */
export function readAssets(): { style: Asset; script: Asset } {
  return {
    style: readAsset('chat.css', 'text/css; charset=utf-8'),
    script: readAsset('chat.js', 'text/javascript; charset=utf-8'),
  };
}
