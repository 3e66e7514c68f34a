import { randomBytes, randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { assert } from '../../src/errors.ts';
import type { Address } from '../../src/store/database.ts';
import type { Message } from './crowd.ts';
import type { Line } from './people.ts';

/**
 * What the same rows cost with nothing around them: a bare transaction of four statements (insert into
 * inbox, update the conversation, insert into outbox, update inbox) with values of the same sizes, 20 in
 * parallel, on the same server and into tables made by the same migrations. No sealing, no flow, no queue
 * that is looked for, no case.
 */
export interface FloorBench {
  /** @returns the seconds that the rows of these messages' turns took; new conversations are made before */
  run(messages: readonly Message[]): Promise<number>;
  stop(): Promise<void>;
}

const parallel = 20;

/** Version and day (5 bytes), nonce (24), tag (16): sealing/vault.ts. */
const sealBytes = 45;
const indexBytes = 32;

/** By person. The sequence number is that of her last reply. */
type Chats = Map<number, { id: string; sequence: number }>;

interface Turn {
  conversationId: string;
  sequence: number;
  line: Line;
}

/** @param address of the server; a database of its own is made there, with the tables of `migrate` */
export async function createFloorBench(
  address: Extract<Address, { socketFolder: string }>,
  migrate: (address: Address) => Promise<void>,
): Promise<FloorBench> {
  const own = { ...address, database: 'floor' };
  const options = (database: string) => ({
    host: address.socketFolder,
    user: address.user,
    database,
    onnotice: () => {},
  });
  const maker = postgres({ ...options(address.database), max: 1 });
  await maker`create database floor template template0`;
  await maker.end();
  await migrate(own);
  const client = postgres({ ...options(own.database), max: parallel });
  const chats: Chats = new Map();
  return { run: (messages) => run(client, chats, messages), stop: () => client.end({ timeout: 5 }) };
}

async function run(client: postgres.Sql, chats: Chats, messages: readonly Message[]): Promise<number> {
  await makeChats(client, chats, messages);
  const turns = messages.map(({ person, line }) => nextTurn(chats, person, line));
  let next = 0;
  const work = async () => {
    for (let turn = turns[next++]; turn !== undefined; turn = turns[next++]) await write(client, turn);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: parallel }, work));
  return (performance.now() - began) / 1000;
}

async function makeChats(client: postgres.Sql, chats: Chats, messages: readonly Message[]): Promise<void> {
  const at = new Date();
  const people = new Set(messages.map(({ person }) => person).filter((person) => !chats.has(person)));
  if (people.size === 0) return;
  const rows = [...people].map((person) => {
    const id = randomUUID();
    chats.set(person, { id, sequence: 0 });
    const index = { channel: 'telegram', address_index: randomBytes(indexBytes) };
    const sealed = { address_sealed: randomBytes(sealBytes + 9) };
    return { id, ...index, ...sealed, created_at: at, last_inbound_at: at };
  });
  await client`insert into conversations ${client(rows)}`;
}

function nextTurn(chats: Chats, person: number, line: Line): Turn {
  const chat = chats.get(person);
  assert(chat, 'chatNotMade');
  const turn = { conversationId: chat.id, sequence: chat.sequence, line };
  chat.sequence += line.replyBytes.length;
  return turn;
}

/** Random bytes are cut from one pool: drawing them is no part of the floor. */
const pool = randomBytes(1 << 20);
let drawn = 0;

function bytes(count: number): Buffer {
  if (drawn + count > pool.length) drawn = 0;
  drawn += count;
  return pool.subarray(drawn - count, drawn);
}

async function write(client: postgres.Sql, { conversationId, sequence, line }: Turn): Promise<void> {
  const at = new Date();
  const inbound = bytes(line.inboundBytes + sealBytes);
  const state = bytes(line.stateBytes + sealBytes);
  const replies = line.replyBytes.map((size, index) => ({
    conversation_id: conversationId,
    channel: 'telegram',
    sequence: sequence + index + 1,
    message_id: randomUUID(),
    body_sealed: bytes(size + sealBytes),
    lane: 2,
    due_at: at,
    created_at: at,
  }));
  await client.begin(async (tx) => {
    const [row] = await tx<{ id: string }[]>`
      insert into inbox (conversation_id, external_id, kind, body_sealed, received_at)
      values (${conversationId}, ${randomBytes(indexBytes)}, ${line.happened.type}, ${inbound}, ${at}) returning id`;
    await tx`update conversations set state_sealed = ${state}, sequence = ${sequence + replies.length},
      revision = revision + 1, last_inbound_at = ${at} where id = ${conversationId}`;
    await tx`insert into outbox ${tx(replies)}`;
    await tx`update inbox set handled_at = ${at} where id = ${row?.id ?? 0}`;
  });
}
