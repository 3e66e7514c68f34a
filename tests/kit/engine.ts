import type { Channel, Outgoing, Received, SendOutcome } from '../../src/channels/channel.ts';
import { createDispatcher, type DispatcherDeps } from '../../src/channels/dispatcher.ts';
import type { ChannelName, Inbound } from '../../src/conversation/messages.ts';
import type { Renderer } from '../../src/conversation/render.ts';
import { createWords } from '../../src/conversation/words.ts';
import { numbersFor, services } from '../../src/directory/numbers.ts';
import { silentLog } from '../../src/log.ts';
import type { Database } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';
import { acceptInbound } from '../../src/store/inbox.ts';
import { createReceiptPool } from '../../src/store/receipts.ts';
import { createWritingKeys } from '../../src/store/writing-keys.ts';
import { checkReceipts } from '../../src/turns/check-receipts.ts';
import { type TurnDeps, takeTurns } from '../../src/turns/take-turns.ts';

/**
 * The engine without sockets: intake, turns and dispatcher on a real database, driven by hand, with a
 * channel that remembers what it was asked to send.
 */
export interface Engine {
  turn: TurnDeps;
  sent: Outgoing[];
  /** Keeps one happening of a chat; ids count up unless given. */
  hear(address: string, happened: Inbound | string, externalId?: string): Promise<void>;
  /** Takes turns and sends until nothing waits. */
  settle(): Promise<void>;
  /** What the channel was asked to say to this address, oldest first. */
  heard(address: string): string[];
  dispatch: ReturnType<typeof createDispatcher>;
}

export interface EngineOptions {
  channel?: ChannelName;
  outcome?: (outgoing: Outgoing) => SendOutcome | Promise<SendOutcome>;
  reach?: { turn?: TurnDeps['reach']; dispatcher?: DispatcherDeps['reach'] };
}

export const testRenderer: Renderer = {
  words: createWords(() => 'Ruang Tulis'),
  numbersFor: (place) => numbersFor(services, place),
};

export function createEngine(db: Database, store: StoreDeps, options: EngineOptions = {}): Engine {
  const name = options.channel ?? 'telegram';
  const sent: Outgoing[] = [];
  const channel: Channel = {
    name,
    start: async () => {},
    stop: async () => {},
    health: () => ({ state: 'connected', code: 'open' }),
    send: async (outgoing) => {
      sent.push(outgoing);
      return options.outcome ? options.outcome(outgoing) : { is: 'sent', providerId: String(sent.length) };
    },
  };
  const turn: TurnDeps = {
    db,
    store,
    log: silentLog,
    renderer: testRenderer,
    keys: createWritingKeys(),
    receipts: createReceiptPool(store),
    ...(options.reach?.turn ? { reach: options.reach.turn } : {}),
  };
  const dispatch = createDispatcher({
    db,
    store,
    log: silentLog,
    channels: [channel],
    nudge: () => {},
    ...(options.reach?.dispatcher ? { reach: options.reach.dispatcher } : {}),
  });
  let count = 0;
  return {
    turn,
    sent,
    dispatch,
    hear: (address, happened, externalId) => {
      count += 1;
      const received: Received = {
        channel: name,
        externalId: externalId ?? `u:${address}:${count}`,
        address,
        happened: typeof happened === 'string' ? { type: 'inbound.text', text: happened } : happened,
      };
      return db.transact(async (tx) => {
        await acceptInbound(tx, store, [received]);
      });
    },
    settle: () => settle(turn, dispatch),
    heard: (address) =>
      sent.flatMap(({ address: to, part }) => (to === address && part.type === 'text' ? [part.text] : [])),
  };
}

async function settle(turn: TurnDeps, dispatch: Engine['dispatch']): Promise<void> {
  for (let idle = 0; idle < 2; ) {
    const taken = await takeTurns(turn);
    const checked = await checkReceipts({ db: turn.db, store: turn.store, keys: turn.keys });
    const started = await dispatch.dispatch();
    await dispatch.settle();
    idle = taken + checked + started === 0 ? idle + 1 : 0;
  }
}
