import {
  type BinaryNode,
  getBinaryNodeChild,
  getBinaryNodeChildren,
  type proto,
} from '@whiskeysockets/baileys';
import { createDevice, type Device } from './device.ts';

/** Somebody with a phone who writes to the bot. See server.ts for how tests use it. */
export interface Person {
  readonly lid: string;
  readonly number: string;
  /** Her profile name, as it travels with every message. */
  readonly name: string;
  /** The address that the bot sees: her pseudonym, or her number where she is addressed by it. */
  readonly address: string;
  /** Sends a text; resolves with its id once the server has it. The same id again is sent anew, encrypted anew. */
  say(text: string, id?: string): Promise<string>;
  /** Sends any message: a picture's reference, a reaction, an edit. */
  send(message: proto.IMessage, id?: string): Promise<string>;
  /** The same bytes of one message once more, as after a lost receipt. */
  repeat(id: string): void;
  /** The next text from the bot that was not asked for yet, in order of arrival. */
  heard(milliseconds?: number): Promise<string>;
  /** Everything on her screen that came from the bot: one entry per message id. */
  screen(): { id: string; text: string }[];
  /** How often a message with this id arrived. */
  copies(id: string): number;
  /** The ids that the bot's client reported as delivered. */
  delivered(): string[];
  /** Her phone loses its keys for the bot, so that the next message cannot be read there and is asked for again. */
  loseSession(): Promise<void>;
  /** Her phone could not read a message and asks for it again. */
  askAgain(id: string): Promise<void>;
}

/** What a person needs of the server. */
export interface PersonWires {
  /** The bot's device, by its pseudonym: a phone keeps one session with it, however the chat is addressed. */
  companionJid(): string;
  companionBundle(): BinaryNode;
  /** Towards the bot; waits there while the bot is away. */
  deliver(stanza: BinaryNode): void;
}

/** What the server calls when the bot's client sends something to her. */
export interface PersonInside {
  person: Person;
  device: Device;
  owns(jid: string): boolean;
  takeMessage(stanza: BinaryNode): Promise<void>;
  takeReceipt(receipt: BinaryNode): Promise<void>;
}

export interface PersonOptions {
  /** Most chats are addressed by pseudonym; older ones still by number. */
  addressedBy?: 'lid' | 'number';
  /** The number, or for a chat by number the pseudonym, does not travel along. */
  hidesOther?: boolean;
  name?: string;
}

/** What one phone holds. */
interface Handset {
  address: string;
  /** What travels with every message beside the address. */
  envelope: Record<string, string>;
  device: Device;
  wires: PersonWires;
  sent: Map<string, { message: proto.IMessage; stanza: BinaryNode }>;
  screen: ReturnType<typeof createScreen>;
  delivered: string[];
  nextId: () => string;
}

export function createPerson(sequence: number, options: PersonOptions, wires: PersonWires): PersonInside {
  const by = options.addressedBy ?? 'lid';
  const lid = `${285_100_000_000_000 + sequence}@lid`;
  const number = `${6_281_200_000_000 + sequence}@s.whatsapp.net`;
  const name = options.name ?? `Orang ${sequence}`;
  const other: Record<string, string> = by === 'lid' ? { sender_pn: number } : { sender_lid: lid };
  let ids = 0;
  const handset: Handset = {
    address: by === 'lid' ? lid : number,
    envelope: {
      notify: name,
      addressing_mode: by === 'lid' ? 'lid' : 'pn',
      ...(options.hidesOther ? {} : other),
    },
    device: createDevice(),
    wires,
    sent: new Map(),
    screen: createScreen(),
    delivered: [],
    nextId: () => `3A${`${sequence}`.padStart(9, '0')}${++ids}`,
  };
  return {
    person: { lid, number, name, ...actsOf(handset) },
    device: handset.device,
    owns: (jid) => jid.replace(/:\d+@/, '@') === lid || jid.replace(/:\d+@/, '@') === number,
    takeMessage: (stanza) => takeMessage(handset, stanza),
    takeReceipt: (receipt) => takeReceipt(handset, receipt),
  };
}

function actsOf(handset: Handset): Omit<Person, 'lid' | 'number' | 'name'> {
  const { address, sent, screen, delivered, wires } = handset;
  return {
    address,
    send: (message, id) => send(handset, message, id),
    say: (text, id) => send(handset, { conversation: text }, id),
    repeat: (id) => {
      const before = sent.get(id);
      if (!before) throw new Error('she sent no such message');
      wires.deliver(before.stanza);
    },
    heard: screen.next,
    screen: screen.all,
    copies: screen.copies,
    delivered: () => [...delivered],
    loseSession: () => handset.device.forget(wires.companionJid()),
    askAgain: async (id) => {
      await handset.device.forget(wires.companionJid());
      wires.deliver(retryReceipt(id, address));
    },
  };
}

async function send(handset: Handset, message: proto.IMessage, id = handset.nextId()): Promise<string> {
  const { device, wires, sent, address, envelope } = handset;
  const to = wires.companionJid();
  if (!(await device.hasMet(to))) await device.meet(to, wires.companionBundle());
  const attrs = { from: address, id, type: 'text', t: seconds(), ...envelope };
  const stanza: BinaryNode = { tag: 'message', attrs, content: [await device.encrypt(to, message)] };
  sent.set(id, { message, stanza });
  wires.deliver(stanza);
  return id;
}

async function takeMessage({ device, wires, screen }: Handset, stanza: BinaryNode): Promise<void> {
  const { id = '', to = '' } = stanza.attrs;
  const encrypted = encryptedFor(stanza, to);
  if (!encrypted) return;
  const message = await device.decrypt(wires.companionJid(), encrypted).catch(() => undefined);
  if (message) screen.put(id, message.extendedTextMessage?.text ?? message.conversation ?? '');
  const receipt = { tag: 'receipt', attrs: { id, from: to, t: seconds() } };
  wires.deliver(message ? receipt : retryReceipt(id, to));
}

async function takeReceipt(handset: Handset, receipt: BinaryNode): Promise<void> {
  const { device, wires, sent, delivered } = handset;
  const { id = '', type } = receipt.attrs;
  if (type !== 'retry') {
    delivered.push(id);
    return;
  }
  // The bot could not decrypt it: begin a new session, with the keys it sent along if it did.
  const before = sent.get(id);
  if (!before) return;
  const keys = getBinaryNodeChild(receipt, 'keys');
  const registration = getBinaryNodeChild(receipt, 'registration');
  await device.forget(wires.companionJid());
  if (keys && registration && Array.isArray(keys.content))
    await device.meet(wires.companionJid(), { ...keys, content: [registration, ...keys.content] });
  await send(handset, before.message, id);
}

function retryReceipt(id: string, from: string): BinaryNode {
  const retry = { tag: 'retry', attrs: { count: '1', id, t: seconds(), v: '1' } };
  return { tag: 'receipt', attrs: { id, from, type: 'retry', t: seconds() }, content: [retry] };
}

function seconds(): string {
  return `${Math.floor(Date.now() / 1000)}`;
}

/** A message to several phones holds one copy for each; a resend to one phone holds it bare. */
function encryptedFor(stanza: BinaryNode, jid: string): BinaryNode | undefined {
  const copies = getBinaryNodeChildren(getBinaryNodeChild(stanza, 'participants'), 'to');
  const mine = copies.find((copy) => copy.attrs.jid === jid);
  return mine ? getBinaryNodeChild(mine, 'enc') : getBinaryNodeChild(stanza, 'enc');
}

function createScreen() {
  const shown: { id: string; text: string }[] = [];
  const arrivals = new Map<string, number>();
  const waiting = new Set<() => void>();
  let asked = 0;
  return {
    put: (id: string, text: string) => {
      const before = arrivals.get(id) ?? 0;
      arrivals.set(id, before + 1);
      if (before > 0) return;
      shown.push({ id, text });
      for (const wake of waiting) wake();
    },
    all: () => [...shown],
    copies: (id: string) => arrivals.get(id) ?? 0,
    next: (milliseconds = 20_000): Promise<string> => {
      const position = asked++;
      return new Promise((resolve, reject) => {
        const look = () => {
          const message = shown[position];
          if (!message) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(message.text);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          asked -= 1;
          reject(new Error(`nothing heard within ${milliseconds} ms`));
        }, milliseconds);
        waiting.add(look);
        look();
      });
    },
  };
}
