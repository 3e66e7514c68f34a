import { createWhatsAppChannel } from '../../../src/channels/whatsapp/connection.ts';
import type { KeyStore } from '../../../src/channels/whatsapp/credentials.ts';
import { pair } from '../../../src/channels/whatsapp/pairing.ts';
import { systemClock } from '../../../src/clock.ts';
import type { Part } from '../../../src/conversation/messages.ts';
import { randomIds } from '../../../src/ids.ts';
import { createLog } from '../../../src/log.ts';

/**
 * A process of its own for quiet.e2e.test.ts: pairs, then answers every text with the same text. Everything
 * that it writes is the test's to read. Codes and, at the end, its whole key store go to the parent as
 * messages, not as output. `unguarded` lets nobody replace the console, to show what would be said.
 */
const [wsUrl = '', mode = 'guarded'] = process.argv.slice(2);
const tell = (about: Record<string, unknown>) => process.send?.(about);

if (mode === 'unguarded')
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    const free = console[method];
    Object.defineProperty(console, method, { get: () => free, set: () => {} });
  }

const kept = new Map<string, string>();
const everKept = new Set<string>();
const keyStore: KeyStore = {
  read: async (names) => new Map([...kept].filter(([name]) => names.includes(name))),
  write: async (changes) => {
    for (const [name, value] of changes) {
      if (value === null) kept.delete(name);
      else kept.set(name, value);
      if (value !== null) everKept.add(value);
    }
  },
  clear: async () => kept.clear(),
};
const log = createLog();
await pair({ keyStore, wsUrl, log, onQr: (code) => tell({ code }) });

/** A second copy of a message changes nothing, as in the real inbox. */
const seen = new Set<string>();
const channel = createWhatsAppChannel({
  intake: {
    keep: async (batch) => {
      for (const { address, happened, externalId } of batch) {
        if (happened.type === 'inbound.text' && !seen.has(externalId)) void answer(address, happened.text);
        seen.add(externalId);
      }
    },
    position: async () => undefined,
  },
  keyStore,
  wsUrl,
  ownLock: async () => ({ lost: new Promise<void>(() => {}), release: async () => {} }),
  sentMessage: async () => undefined,
  log,
  clock: systemClock,
});
/** Again while the line is not up: a text may be heard before it is. */
async function answer(address: string, text: string): Promise<void> {
  const part: Part = { type: 'text', text, choices: [], rails: [] };
  const outcome = await channel.send({ messageId: randomIds.uuid(), address, part });
  if (outcome.is === 'later') setTimeout(() => void answer(address, text), 100);
}

process.on('message', (word) => {
  if (word === 'stop')
    void channel.stop().then(() => {
      process.send?.({ kept: [...everKept, ...kept.keys()] }, () => process.exit(0));
    });
});
await channel.start();
