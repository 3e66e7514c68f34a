import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildren } from '@whiskeysockets/baileys';
import { companionJid, createAccount, link, readCandidate } from './account.ts';
import type { Client } from './client.ts';
import type { PersonInside } from './person.ts';
import { answer, type Directory, isAccount } from './queries.ts';

/** What the server knows and what it does with each stanza: pairing, login, the queue, both directions. */
export interface World {
  directory: Directory;
  people: PersonInside[];
  /** Towards the bot, until it says that it has them. */
  waiting: BinaryNode[];
  /** The client that is logged in and has had its queue. */
  active: Client | undefined;
  offers: Map<string, Client>;
  /** Called when a client has answered its pairing. */
  linked: Map<string, () => void>;
  sends: Sends;
  receiptsLost: boolean;
  refusal: number | undefined;
  ownCopies: string[];
  becameOnline: Set<() => void>;
  nextId: number;
}

/** Acknowledged and delivered; delivered only; neither; or refused with this code. */
export type Sends = 'ack' | 'noAck' | 'swallow' | number;

const platform = '@s.whatsapp.net';

export function createWorld(): World {
  const account = createAccount();
  const people: PersonInside[] = [];
  return {
    directory: {
      account,
      deviceOf: (jid) =>
        isAccount(account, jid) ? account.phone : people.find((someone) => someone.owns(jid))?.device,
      lidOf: (jid) => {
        if (!jid.endsWith(platform)) return undefined;
        if (isAccount(account, jid)) return `${account.lid}@lid`;
        return people.find((someone) => someone.owns(jid))?.person.lid;
      },
    },
    people,
    waiting: [],
    active: undefined,
    offers: new Map(),
    linked: new Map(),
    sends: 'ack',
    receiptsLost: false,
    refusal: undefined,
    ownCopies: [],
    becameOnline: new Set(),
    nextId: 1,
  };
}

/** A client finished its handshake: it wants to be linked, or it says who it is. */
export function greet(world: World, client: Client): void {
  const { account } = world.directory;
  if (!client.hello) return;
  const { payload, noiseKey } = client.hello;
  const isKnown =
    account.companion?.noiseKey.equals(noiseKey) && Number(payload.username) === Number(account.number);
  if (world.refusal !== undefined) client.sendLast(failure(world.refusal));
  else if (payload.devicePairingData) offer(world, client);
  else if (!isKnown) client.sendLast(failure(401));
  else {
    world.active?.sendLast(streamError({}, 'replaced'));
    world.active = undefined;
    client.send({ tag: 'success', attrs: { t: seconds(), lid: companionJid(account, 'lid') } });
  }
}

function offer(world: World, client: Client): void {
  const refs = Array.from({ length: 6 }, () => `2@ref${world.nextId++}`);
  for (const ref of refs) world.offers.set(ref, client);
  client.send({
    tag: 'iq',
    attrs: { from: platform, type: 'set', id: `${world.nextId++}`, xmlns: 'md' },
    content: [
      {
        tag: 'pair-device',
        attrs: {},
        content: refs.map((ref) => ({ tag: 'ref', attrs: {}, content: Buffer.from(ref) })),
      },
    ],
  });
}

/** The phone reads the code: what stands in it is all that it knows of the client. */
export async function scan(world: World, text: string): Promise<void> {
  const [ref = '', noiseKey = '', identity = '', advSecret = ''] = text.replace(/^.*#/, '').split(',');
  const client = world.offers.get(ref);
  if (!client?.hello) throw new Error('this code belongs to no open connection');
  const candidate = readCandidate(client.hello.payload, client.hello.noiseKey);
  if (
    candidate.noiseKey.toString('base64') !== noiseKey ||
    candidate.identity.toString('base64') !== identity
  )
    throw new Error('this code was shown by somebody else');
  const id = `${world.nextId++}`;
  const answered = new Promise<void>((resolve) => world.linked.set(id, resolve));
  const content = [link(world.directory.account, candidate, advSecret)];
  client.send({ tag: 'iq', attrs: { from: platform, type: 'set', id, t: seconds() }, content });
  await answered;
  client.sendLast(streamError({ code: '515' }));
}

/** Towards the bot: at once when it is there, and again at its next login until it says that it has it. */
export function deliver(world: World, stanza: BinaryNode): void {
  world.waiting.push(stanza);
  world.active?.send(stanza);
}

export async function take(world: World, client: Client, node: BinaryNode): Promise<void> {
  switch (node.tag) {
    case 'iq':
      return takeQuery(world, client, node);
    case 'message':
      return takeMessage(world, client, node);
    case 'receipt':
      return takeReceipt(world, client, node);
    case 'ack':
      return settle(world, node.attrs.class ?? '', node);
    default:
      // Presence, telemetry and the like want no answer.
      return undefined;
  }
}

function takeQuery(world: World, client: Client, iq: BinaryNode): void {
  const id = iq.attrs.id ?? '';
  if (iq.attrs.type === 'result') {
    world.linked.get(id)?.();
    return;
  }
  const content = answer(world.directory, iq);
  client.send({ tag: 'iq', attrs: { from: platform, type: 'result', id }, content });
  if (getBinaryNodeChild(iq, 'remove-companion-device')) {
    world.directory.account.companion = undefined;
    client.sendLast(streamError({ code: '401' }, 'device_removed'));
  }
  if (iq.attrs.xmlns === 'passive') goOnlineWith(world, client);
}

/** What waited comes first, marked as from the absence, then the word that it is all. */
function goOnlineWith(world: World, client: Client): void {
  for (const stanza of world.waiting) client.send({ ...stanza, attrs: { ...stanza.attrs, offline: '0' } });
  const offline = { tag: 'offline', attrs: { count: `${world.waiting.length}` } };
  client.send({ tag: 'ib', attrs: { from: platform }, content: [offline] });
  world.active = client;
  for (const wake of world.becameOnline) wake();
}

async function takeMessage(world: World, client: Client, stanza: BinaryNode): Promise<void> {
  const { id = '', to = '' } = stanza.attrs;
  const ack = { class: 'message', id, from: to, t: seconds() };
  if (typeof world.sends === 'number')
    return client.send({ tag: 'ack', attrs: { ...ack, error: `${world.sends}` } });
  if (world.sends === 'swallow') return;
  if (world.sends === 'ack') client.send({ tag: 'ack', attrs: ack });
  await world.people.find((someone) => someone.owns(to))?.takeMessage(stanza);
  await copyToOwnPhone(world, stanza);
}

async function copyToOwnPhone({ directory, ownCopies }: World, stanza: BinaryNode): Promise<void> {
  const { account } = directory;
  for (const copy of getBinaryNodeChildren(getBinaryNodeChild(stanza, 'participants'), 'to')) {
    const encrypted = getBinaryNodeChild(copy, 'enc');
    if (!encrypted || !isAccount(account, copy.attrs.jid ?? '')) continue;
    const from = companionJid(account, copy.attrs.jid?.endsWith('@lid') ? 'lid' : 'number');
    const message = await account.phone.decrypt(from, encrypted);
    ownCopies.push(message.deviceSentMessage?.message?.extendedTextMessage?.text ?? '');
  }
}

async function takeReceipt(world: World, client: Client, receipt: BinaryNode): Promise<void> {
  const { id = '', to = '', type } = receipt.attrs;
  client.send({ tag: 'ack', attrs: { class: 'receipt', id, from: to, ...(type ? { type } : {}) } });
  if (world.receiptsLost) return;
  settle(world, 'message', receipt);
  await world.people.find((someone) => someone.owns(to))?.takeReceipt(receipt);
}

function settle(world: World, tag: string, { attrs }: BinaryNode): void {
  world.waiting = world.waiting.filter(
    (stanza) => !(stanza.tag === tag && stanza.attrs.id === attrs.id && stanza.attrs.from === attrs.to),
  );
}

export function forget(world: World, client: Client): void {
  if (world.active === client) world.active = undefined;
  for (const [ref, offered] of world.offers) if (offered === client) world.offers.delete(ref);
}

export function untilOnline(world: World, milliseconds: number): Promise<void> {
  if (world.active) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const wake = () => {
      clearTimeout(timer);
      world.becameOnline.delete(wake);
      resolve();
    };
    const timer = setTimeout(() => {
      world.becameOnline.delete(wake);
      reject(new Error(`no client logged in within ${milliseconds} ms`));
    }, milliseconds);
    world.becameOnline.add(wake);
  });
}

function failure(code: number): BinaryNode {
  return { tag: 'failure', attrs: { reason: `${code}` } };
}

export function streamError(attrs: Record<string, string>, conflict?: string): BinaryNode {
  const content = conflict ? [{ tag: 'conflict', attrs: { type: conflict } }] : [];
  return { tag: 'stream:error', attrs, content };
}

function seconds(): string {
  return `${Math.floor(Date.now() / 1000)}`;
}
