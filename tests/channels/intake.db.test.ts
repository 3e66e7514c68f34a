import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Received } from '../../src/channels/channel.ts';
import { createIntake, type IntakeDeps, replaySpool } from '../../src/channels/intake.ts';
import { openSpool } from '../../src/channels/spool.ts';
import { assert } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import type { Database } from '../../src/store/database.ts';
import { limits } from '../../src/store/inbox.ts';
import { listQueue } from '../../src/store/queue.ts';
import { claimTurns } from '../../src/store/turn-claims.ts';
import { readWebThread } from '../../src/store/web-thread.ts';
import { openScene, type Scene } from '../console/scene.ts';
import { createEngine } from '../kit/engine.ts';

let scene: Scene;
let root: string;
beforeEach(async () => {
  scene = await openScene();
  root = mkdtempSync(join(tmpdir(), 'suar-intake-'));
});
afterEach(async () => {
  await scene.close();
  rmSync(root, { recursive: true, force: true });
});

const batchOf = (id: string): Received[] => [
  {
    channel: 'web',
    externalId: id,
    address: id,
    happened: { type: 'inbound.text', text: 'dia mau bunuh saya' },
  },
];

function depsOver(db: Database): IntakeDeps {
  const { deps: store } = scene.house;
  const spool = openSpool({ folder: root, log: silentLog, ...store });
  return { db, store, spool, log: silentLog, nudge: () => {} };
}

const inboxCount = async () => {
  const [row] = await scene.house.does((tx) =>
    tx.execute<{ count: number }>(sql`select count(*)::int as count from inbox`),
  );
  return row?.count;
};

/** Nothing can be kept until it is let go, as when the database's machine is frozen. */
async function holdInbox(): Promise<() => Promise<void>> {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = scene.house.does(async (tx) => {
    await tx.execute(sql`lock table inbox in exclusive mode`);
    held.resolve();
    await release.promise;
  });
  await held.promise;
  return async () => {
    release.resolve();
    await holding;
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; !(await isSo()); looks += 1) {
    assert(looks < 2000, 'neverSo');
    await pause(10);
  }
}

describe('a database that hangs', () => {
  test('leaves a message in the spool or with the platform, and its late commit doubles nothing', async () => {
    const deps = depsOver(scene.house.db);
    const intake = createIntake(deps);
    const letGo = await holdInbox();
    const [alone, placed] = await Promise.allSettled([
      intake.keep(batchOf('alone')),
      intake.keep(batchOf('placed'), { name: 'offset', value: '7' }),
    ]);
    await letGo();
    expect([alone.status, placed.status]).toEqual(['fulfilled', 'rejected']);
    expect(readdirSync(root)).toHaveLength(1);

    await until(async () => (await inboxCount()) === 2);
    expect(await replaySpool(deps)).toBe(1);
    expect(await inboxCount()).toBe(2);
    expect(readdirSync(root)).toEqual([]);
  });

  test('may commit after the spool has been emptied: the message stands there once', async () => {
    const gate = Promise.withResolvers<void>();
    let late: Promise<unknown> = Promise.resolve();
    const { db } = scene.house;
    const slow: Database = {
      ...db,
      transact: (work) => {
        const done = gate.promise.then(() => db.transact(work));
        late = done;
        return done;
      },
    };
    await createIntake(depsOver(slow)).keep(batchOf('slow'));
    expect(await replaySpool(depsOver(db))).toBe(1);
    gate.resolve();
    await late;
    expect(await inboxCount()).toBe(1);
  });

  test('does not keep the spool waiting for it: what waits stays where it is', async () => {
    const { db } = scene.house;
    const deps = depsOver(db);
    for (const id of ['one', 'two']) deps.spool.put(batchOf(id));
    const letGo = await holdInbox();
    const replayed = await replaySpool(deps);
    await letGo();
    expect(replayed).toBe(0);
    expect(readdirSync(root)).toHaveLength(2);
    expect(await replaySpool(deps)).toBe(2);
    expect(await inboxCount()).toBe(2);
  });
});

describe('a very long message', () => {
  const end = 'Sekarang dia mau bunuh saya, dia pegang parang';
  const long = `Awal cerita. ${'cerita saya panjang. '.repeat(3_500)}${end}`;

  test('is heard at its end, and stands in the case with both ends and a mark where it was cut', async () => {
    const { house } = scene;
    const engine = createEngine(house.db, house.deps, { channel: 'whatsapp' });
    await engine.hear('long', 'halo');
    await engine.hear('long', long);
    await engine.hear('long', long);
    await engine.settle();
    const signedIn = await scene.signedIn();
    const [card] = await house.does((tx) => listQueue(tx, house.deps, signedIn));
    assert(card, 'noCase');
    expect(card.urgency).toBe(1);
    const opened = await house.does((tx) => accessCase(tx, house.deps, signedIn, card.caseId));
    const said = opened?.items.flatMap((item) =>
      item.kind === 'person' && item.text.length > 1_000 ? [item.text] : [],
    );
    expect(said).toHaveLength(2);
    expect(/^Awal cerita\. .*\[…\].*dia pegang parang$/.test(said?.[0] ?? '')).toBe(true);
    expect(said?.[0]?.length).toBeGreaterThan(limits.textCharsMax - 3);
    expect(said?.[0]?.length).toBeLessThanOrEqual(limits.textCharsMax);
    const page = await (await scene.supervisor()).get(`/console/cases/${card.caseId}`);
    expect(page.status).toBe(200);
    expect(page.body.includes(end)).toBe(true);
  });

  test('of a length that a channel can bring is kept whole, and an emoji at the cut is not halved', async () => {
    const { house } = scene;
    const engine = createEngine(house.db, house.deps, { channel: 'web' });
    const whole = 'a'.repeat(limits.textCharsMax);
    await engine.hear('web', whole);
    house.clock.advance(1_000);
    await engine.hear('web', `x${'😀'.repeat(limits.textCharsMax)}x`);
    const lines = await house.does((tx) => readWebThread(tx, house.deps, 'web'));
    const texts = lines.flatMap(({ part }) => (part.type === 'text' ? [part.text] : []));
    // As a yes or no: what is compared would fill the screen.
    expect(texts[0] === whole).toBe(true);
    expect(texts[1]?.isWellFormed()).toBe(true);
    expect(texts[1]?.includes('[…]')).toBe(true);
  });
});

test('two messages of one chat cannot be swapped by whoever can write to the table', async () => {
  const { house, engine } = scene;
  await engine.hear('swap', 'pesan satu');
  await engine.hear('swap', 'KELUAR');
  await house.does((tx) =>
    tx.execute(sql`update inbox a set body_sealed = b.body_sealed from inbox b where a.id <> b.id`),
  );
  const [turn] = await house.does((tx) => claimTurns(tx, house.deps, 8));
  expect(turn?.fault?.code).toBe('boxWouldNotOpen');
  expect(turn?.event?.body).toBe('gone');
});
