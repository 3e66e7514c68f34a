import { randomBytes, randomUUID } from 'node:crypto';
import postgres from 'postgres';
import type { Address } from '../../src/store/database.ts';
import type { Line } from './people.ts';
import { scriptOf } from './turns.ts';

/**
 * What the same rows cost with nothing around them: a bare transaction of four statements (insert into
 * inbox, update the conversation, insert into outbox, update inbox) with values of the same sizes, 20 in
 * parallel, on the same server and into tables made by the same migrations. No sealing, no flow, no queue
 * that is looked for, no case.
 */
export interface FloorBench {
  /** Writes the rows of as many people's whole reports; their conversations are made before the clock starts. */
  run(people: number): Promise<{ turns: number; seconds: number }>;
  stop(): Promise<void>;
}

const parallel = 20;

/** Version and day (5 bytes), nonce (24), tag (16): sealing/vault.ts. */
const sealBytes = 45;
const indexBytes = 32;

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
  return { run: (people) => run(client, people), stop: () => client.end({ timeout: 5 }) };
}

async function run(client: postgres.Sql, people: number): Promise<{ turns: number; seconds: number }> {
  const turns = await makeConversations(client, people);
  let next = 0;
  const work = async () => {
    for (let turn = turns[next++]; turn !== undefined; turn = turns[next++]) await write(client, turn);
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: parallel }, work));
  return { turns: turns.length, seconds: (performance.now() - began) / 1000 };
}

/** The turns in the order in which turns.ts takes them: nobody's second before everybody's first. */
async function makeConversations(client: postgres.Sql, people: number): Promise<Turn[]> {
  const ids = Array.from({ length: people }, () => randomUUID());
  const at = new Date();
  const rows = ids.map((id) => ({
    id,
    channel: 'telegram',
    address_index: randomBytes(indexBytes),
    address_sealed: randomBytes(sealBytes + 9),
    created_at: at,
    last_inbound_at: at,
  }));
  await client`insert into conversations ${client(rows)}`;
  const everybody = ids.flatMap((conversationId, person) => {
    let sequence = 0;
    return scriptOf(person).map((line, step) => {
      const turn = { step, turn: { conversationId, sequence, line } };
      sequence += line.replyBytes.length;
      return turn;
    });
  });
  return everybody.toSorted((a, b) => a.step - b.step).map(({ turn }) => turn);
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
    sequence: sequence + index + 1,
    message_id: bytes(10).toString('hex').toUpperCase(),
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
