import { sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWebChannel } from '../../../src/channels/web/channel.ts';
import { openingParts } from '../../../src/conversation/opening.ts';
import { createServer } from '../../../src/http/server.ts';
import { createLog } from '../../../src/log.ts';
import { releaseCase } from '../../../src/store/case-claim.ts';
import { claimCase, sayToPerson } from '../../../src/store/case-work.ts';
import { acceptInbound } from '../../../src/store/inbox.ts';
import { listQueue } from '../../../src/store/queue.ts';
import type { SignedIn } from '../../../src/store/sessions.ts';
import { findWebConversation, readWebThread } from '../../../src/store/web-thread.ts';
import { createEngine, type Engine, testRenderer } from '../../kit/engine.ts';
import { openSetUpHouse, type SetUpHouse } from '../../store/team.ts';
import { browse, linesOf, nonceOf, tokensOf } from './plain-browser.ts';

/**
 * The chat page over the real store, by forms alone: a whole report, number and PIN; and what is left of it a
 * day later, on this browser and on another one.
 */
let house: SetUpHouse;
let app: FastifyInstance;
let engine: Engine;
let siti: SignedIn;
const logLines: string[] = [];
const addresses: string[] = [];
/** What a proxy says of her, and a house may never keep. */
const source = '203.0.113.77';

beforeAll(async () => {
  house = await openSetUpHouse();
  siti = await house.enter(house.token);
  const { db, deps } = house;
  engine = createEngine(db, deps, { channel: 'web' });
  const log = createLog({ write: (line) => logLines.push(line) });
  app = await createServer({ log, canCommit: async () => true, degradedBy: async () => [] });
  createWebChannel({
    log,
    ids: deps.ids,
    intake: {
      position: async () => undefined,
      keep: async (batch) => {
        await db.transact((tx) => acceptInbound(tx, deps, batch));
      },
    },
    chatName: () => 'Ruang Tulis',
    opening: (language) => openingParts(testRenderer, language, 'web'),
    readThread: (address) => db.transact((tx) => readWebThread(tx, deps, address)),
    conversationOf: (address) => db.transact((tx) => findWebConversation(tx, deps, address)),
    wake: async () => {},
    listen: async () => async () => {},
    keepFile: async () => 'notOpen',
  }).register(app);
});
afterAll(async () => {
  await app.close();
  await house.close();
});

/** A browser without scripts, and what the person does with it. */
function openBrowser() {
  const her = browse({ app, replyMs: 0 }, 'id-ID', { 'x-forwarded-for': source });
  const look = async () => (await her.get('/chat')).body;
  const send = async (fields: { text: string } | { token: string }) => {
    const answer = await her.tell({ nonce: nonceOf(await look()), ...fields });
    expect(answer.statusCode).toBe(204);
    house.clock.advance(1000);
    await engine.settle();
    house.clock.advance(1000);
  };
  const choices = async () => tokensOf(await look()).map((token) => String(token?.split('.').at(-1)));
  const press = async (choice: string) => {
    const token = tokensOf(await look()).find((one) => one?.endsWith(`.${choice}`));
    expect(token, choice).toBeDefined();
    await send({ token: token ?? '' });
  };
  return { her, look, choices, press, write: (text: string) => send({ text }) };
}

const her = () => openBrowser();
let page: ReturnType<typeof openBrowser>;
let number: string;
let pin: string;
let caseId: string;

/** Number and PIN typed into a browser that knows nothing. */
async function comeBack(secret: string) {
  const other = her();
  await other.write(number);
  await other.press('open');
  await other.write(secret);
  return other;
}

describe('a whole report by forms alone', () => {
  test('is told, gets its number, and a PIN that is ready to use', async () => {
    page = her();
    await page.press('safe');
    for (let steps = 0; steps < 40; steps += 1) {
      const open = await page.choices();
      if (open.includes('ready')) break;
      await page.press(['correct', 'allow', 'skip', 'unknown', 'no'].find((one) => open.includes(one)) ?? '');
    }
    number = String(/(?:\d{4} ){3}\d{4}/.exec(await page.look()));
    await page.press('ready');
    pin = String(/PIN Anda: (\d{4})/.exec(await page.look())?.[1]);
    expect(number).toMatch(/^[\d ]{19}$/);
    expect(pin).toMatch(/^\d{4}$/);
    await page.write('13579');
    expect(await page.look()).toContain('PIN kedua juga sudah disimpan');
  });

  test('shows neither PIN once it was typed: what she wrote herself is held no longer', async () => {
    const body = await page.look();
    expect(body).not.toContain('13579');
    expect(body).toContain('Anda menulis');
  });

  test('shows the counsellor’s reply on every reload of the same day', async () => {
    const [card] = await house.does((tx) => listQueue(tx, house.deps, siti));
    caseId = card?.caseId ?? '';
    await house.does((tx) => claimCase(tx, house.deps, siti, caseId));
    await house.does((tx) => sayToPerson(tx, house.deps, siti, caseId, 'Kami sudah membaca.', 'a'));
    await engine.settle();
    expect(linesOf(await page.look())).toContain('Kami sudah membaca.');
    house.clock.advance(23 * 3_600_000);
    expect(await page.look()).toContain('Kami sudah membaca.');
  });
});

describe('25 hours later', () => {
  test('a reload shows nothing of it, and says how to open it', async () => {
    house.clock.advance(2 * 3_600_000);
    const body = await page.look();
    expect(linesOf(body)).toEqual([]);
    expect(body).not.toContain(number);
    expect(body).toContain('ketik nomor Anda untuk membuka balasan');
  });

  test('number and PIN bring the reply back into the same browser', async () => {
    await house.does((tx) => releaseCase(tx, house.deps, siti, caseId));
    await engine.settle();
    await page.write(number);
    await page.press('open');
    await page.write(pin);
    expect(await page.look()).toContain('Kami sudah membaca.');
  });

  test('number and PIN bring the reply into another browser', async () => {
    const other = await comeBack(pin);
    expect(await other.look()).toContain('Kami sudah membaca.');
  });

  test('the second PIN shows the page of the first one with nothing on it', async () => {
    const forced = await (await comeBack('13579')).look();
    const first = await (await comeBack(pin)).look();
    expect(forced).not.toContain('Kami sudah membaca.');
    expect(linesOf(forced).at(-2)).toBe('Tidak ada pesan baru.');
    expect(linesOf(forced)).toHaveLength(linesOf(first).length);
    expect(linesOf(forced).at(-1)).toBe(linesOf(first).at(-1));
    expect(tokensOf(forced)).toEqual(tokensOf(first));
    expect(tokensOf(forced).length).toBeGreaterThan(1);
  });
});

test('sixty messages at once are all taken, answered with patience once, and others are not held up', async () => {
  const flood = her();
  await flood.write('halo');
  const address = String(flood.her.jar.pg);
  addresses.push(address);
  const received = Array.from({ length: 60 }, (_, at) => ({
    ...{ channel: 'web' as const, externalId: `flood:${at}`, address },
    happened: { type: 'inbound.text' as const, text: `dan ${at}` },
  }));
  await house.does((tx) => acceptInbound(tx, house.deps, received));
  const other = her();
  await other.write('tolong, dia mau bunuh saya');
  expect(await other.look()).toContain('110');
  const said = engine.heard(address);
  expect(said.filter((text) => text.includes('tidak ada yang hilang'))).toHaveLength(1);
  expect(said.length).toBeLessThan(25);
  const open = await house.does((tx) => tx.execute(sql`select 1 from inbox where handled_at is null`));
  expect(open).toEqual([]);
});

test('a cookie that was copied from her browser shows nothing once she left, whatever is said afterwards', async () => {
  const leaver = her();
  await leaver.write('tolong, dia mau bunuh saya, namanya elangbiru');
  await leaver.write('masih di sini');
  const copied = String(leaver.her.jar.pg);
  const thief = her();
  thief.her.jar.pg = copied;
  expect(await thief.look()).toContain('110');
  const left = await leaver.her.post('/chat/leave', { nonce: nonceOf(await leaver.look()) });
  expect(left.statusCode).toBe(200);
  await engine.settle();
  const cards = await house.does((tx) => listQueue(tx, house.deps, siti));
  const said: string[] = [];
  for (const card of cards) {
    await house.does((tx) => claimCase(tx, house.deps, siti, card.caseId));
    said.push(
      await house.does((tx) => sayToPerson(tx, house.deps, siti, card.caseId, 'Kami cari merakputih.', 'k')),
    );
  }
  expect(new Set(said)).toEqual(new Set(['kept']));
  await engine.settle();
  thief.her.jar.pg = copied;
  expect(await thief.look()).not.toMatch(/elangbiru|masih di sini|110|merakputih|\d{4} \d{4}/);
  expect(await leaver.look()).toContain('Aman untuk chat sekarang?');
  addresses.push(copied);
});

test('where she wrote from, and what her browser is called by, stand in no table and in no log', async () => {
  const tables = await house.does((tx) =>
    tx.execute<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public'`,
    ),
  );
  expect(tables.length).toBeGreaterThan(15);
  for (const { name } of tables) {
    const rows = await house.does((tx) =>
      tx.execute<{ row: string }>(sql`select t::text as row from ${sql.identifier(name)} t`),
    );
    const all = rows.map(({ row }) => row).join('\n');
    for (const word of [source, ...addresses])
      for (const form of [word, Buffer.from(word).toString('hex')])
        expect(all.includes(form), name).toBe(false);
  }
  for (const word of [source, ...addresses]) expect(logLines.join('')).not.toContain(word);
});
