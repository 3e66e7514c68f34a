import type { FastifyInstance } from 'fastify';
import { type Config, StartFault } from '../config.ts';
import { codeOf } from '../errors.ts';

/**
 * Opens the door.
 * @returns where it is, as seen from this machine
 * @throws StartFault `portTaken`
 */
export async function listen(app: FastifyInstance, { port, host }: Config): Promise<string> {
  try {
    await app.listen({ port, host });
  } catch (cause) {
    if (codeOf(cause) !== 'EADDRINUSE') throw cause;
    throw new StartFault('portTaken', {
      id: `Port ${port} sedang dipakai program lain. Hentikan dulu, atau pilih PORT lain.`,
      en: `Port ${port} is in use by another program. Stop it first, or choose another PORT.`,
    });
  }
  const address = app.server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}
