import type { ServerResponse } from 'node:http';
import type { Fault } from './telegram-server.ts';
import type { Answer, World } from './telegram-world.ts';

/** Files of the emulated Bot API: where one lies, and its bytes. */

/** A bot may download 20 MB at most; where a file lies is told for an hour. */
export function getFile(world: World, params: Record<string, unknown>): Answer {
  const file = world.files.get(String(params.file_id));
  if (file === undefined) return refuse('wrong file_id or the file is temporarily unavailable');
  const { bytes, path } = file;
  if (bytes.length > 20 * 1024 * 1024) return refuse('file is too big');
  const result = { file_id: params.file_id, file_unique_id: 'u', file_size: bytes.length, file_path: path };
  return { status: 200, body: { ok: true, result } };
}

function refuse(description: string): Answer {
  return { status: 400, body: { ok: false, error_code: 400, description: `Bad Request: ${description}` } };
}

interface Files {
  world: World;
  token: string;
  planned: Map<string, Fault[]>;
}

/** `faults.next('file', …)` breaks a download: with an answer, or after half of the bytes. */
export function serveFile({ world, token, planned }: Files, path: string, response: ServerResponse): void {
  const file = [...world.files.values()].find((one) => path === `/file/bot${token}/${one.path}`);
  const fault = planned.get('file')?.shift();
  if (fault?.is === 'answer' || fault?.is === 'page' || file === undefined) {
    response.writeHead(fault && 'status' in fault ? fault.status : 404).end();
    return;
  }
  response.writeHead(200, { 'content-length': file.bytes.length });
  if (fault === undefined) response.end(file.bytes);
  else response.write(file.bytes.subarray(0, file.bytes.length / 2), () => response.destroy());
}
