import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCaseClocks } from '../../src/store/case-clocks.ts';
import { constraintsOf } from '../../src/store/case-contents.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import {
  acceptTransfer,
  addConstraint,
  addNote,
  claimCase,
  closeCase,
  declineTransfer,
  lowerUrgency,
  noteHolderSeen,
  offerTransfer,
  raiseUrgency,
  removeConstraint,
  sayToPerson,
  startCalling,
} from '../../src/store/case-work.ts';
import type { Tx } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';
import { claimNext, listQueue } from '../../src/store/queue.ts';
import { queueFigures } from '../../src/store/queue-figures.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { openWard, type Ward } from '../duty/ward.ts';

let ward: Ward;
let sari: SignedIn;
let dina: SignedIn;
beforeAll(async () => {
  ward = await openWard();
});
beforeEach(async () => {
  await ward.reset();
  sari = await ward.member('Sari', 'bertugas');
  dina = await ward.member('Dina', 'bertugas');
});
afterAll(() => ward.close());

/** One act in a transaction of its own. */
function act<A extends unknown[], T>(
  does: (tx: Tx, deps: StoreDeps, who: SignedIn, ...rest: A) => Promise<T>,
  who: SignedIn,
  ...rest: A
): Promise<T> {
  return ward.house.does((tx) => does(tx, ward.house.deps, who, ...rest));
}
const open = async (caseId: string, who = sari) =>
  (await act(accessCase, who, caseId)) ?? expect.fail('not readable');
const clocks = (caseId: string) => ward.house.does((tx) => readCaseClocks(tx, ward.house.deps, caseId));
const card = async (caseId: string, who = dina) =>
  (await act(listQueue, who)).find((shown) => shown.caseId === caseId) ?? expect.fail('not in the queue');
const setUrgency = (caseId: string, urgency: number) =>
  ward.house.does((tx) =>
    tx.execute(sql`update cases set urgency = ${urgency}::smallint where id = ${caseId}::uuid`),
  );

async function held(address = 'a', urgency = 1): Promise<string> {
  const caseId = await ward.cry(address);
  await setUrgency(caseId, urgency);
  await act(claimCase, sari, caseId);
  return caseId;
}

describe('handing a case over', () => {
  it('asks a colleague outside the browser, and is hers with a new clock once she accepts', async () => {
    const caseId = await held();
    await act(sayToPerson, sari, caseId, 'Halo.', 'k');
    ward.heard();
    expect(await act(offerTransfer, sari, caseId, dina.member.id)).toBe('asked');
    await ward.pass(1);
    expect(ward.heard()).toEqual([expect.stringMatching(/^Dina: Seorang rekan meminta/)]);
    expect(await clocks(caseId)).toMatchObject({ transfer: { to: { name: 'Dina' } } });
    expect(await card(caseId)).toMatchObject({ askedOfMe: true, mine: false });
    expect(await act(acceptTransfer, dina, caseId)).toBe('accepted');
    expect(await card(caseId)).toMatchObject({ askedOfMe: false, mine: true, claimEnds: expect.any(Date) });
    expect(await act(acceptTransfer, dina, caseId)).toBe('over');
  });

  it('stays where it is when she declines, or says nothing for three minutes', async () => {
    const caseId = await held('a', 2);
    await act(offerTransfer, sari, caseId, dina.member.id);
    expect(await act(declineTransfer, dina, caseId)).toBe('declined');
    await act(offerTransfer, sari, caseId, dina.member.id);
    await act(noteHolderSeen, sari, caseId);
    await ward.pass(179);
    expect((await clocks(caseId))?.transfer).not.toBeNull();
    await ward.pass(1);
    expect((await clocks(caseId))?.transfer).toBeNull();
    expect(await act(acceptTransfer, dina, caseId)).toBe('over');
    expect(await ward.state(caseId)).toMatchObject({ claimed_by: sari.member.id });
    expect(
      (await open(caseId)).items.map((item) => (item.kind === 'happened' ? item.what : item.kind)),
    ).toEqual(expect.arrayContaining(['transferAsked', 'transferDeclined', 'transferOver']));
  });

  it('is refused to whoever does not hold it, and to a colleague who cannot open it', async () => {
    const caseId = await held();
    const stranger = await ward.member('Asing', 'bertugas', { by: null });
    expect(await act(offerTransfer, sari, caseId, stranger.member.id)).toBe('cannot');
    expect(await act(offerTransfer, sari, caseId, sari.member.id)).toBe('cannot');
    expect(await act(offerTransfer, dina, caseId, ward.rahel.member.id)).toBe('notYours');
  });
});

describe('how urgent a case is', () => {
  it('is raised and lowered by a human with a reason, which is sealed into it', async () => {
    const caseId = await held();
    expect(await act(lowerUrgency, sari, caseId, 3, '  ')).toBe('noReason');
    expect(await act(lowerUrgency, sari, caseId, 3, 'sudah di rumah kakaknya')).toBe('judged');
    expect(await act(lowerUrgency, sari, caseId, 2, 'keliru')).toBe('unchanged');
    expect(await act(raiseUrgency, sari, caseId, 2, 'dia kembali')).toBe('judged');
    expect((await open(caseId)).items.filter((item) => item.kind === 'judged')).toMatchObject([
      { from: 1, to: 3, reason: 'sudah di rumah kakaknya', memberId: sari.member.id },
      { from: 3, to: 2, reason: 'dia kembali' },
    ]);
    const stranger = await ward.member('Asing', 'libur', { by: null });
    expect(await act(raiseUrgency, stranger, caseId, 1, 'x')).toBe('unknown');
  });
});

describe('what the team writes for itself', () => {
  it('stands in the case, and nothing of it is ever sent', async () => {
    const caseId = await held();
    const before = ward.engine.sent.length;
    expect(await act(addNote, sari, caseId, 'Suaminya polisi.')).toBe('noted');
    expect(await act(addConstraint, sari, caseId, 'Jangan hubungi bila suami di rumah')).toBe('noted');
    await ward.pass(1);
    const { items } = await open(caseId);
    expect(items.filter((item) => item.kind === 'note')).toMatchObject([{ text: 'Suaminya polisi.' }]);
    const [pinned] = constraintsOf(items);
    expect(pinned).toMatchObject({ text: 'Jangan hubungi bila suami di rumah', memberId: sari.member.id });
    await act(removeConstraint, sari, caseId, pinned?.id ?? '');
    expect(constraintsOf((await open(caseId)).items)).toEqual([]);
    expect(
      ward.engine.sent
        .slice(before)
        .map(({ part }) => JSON.stringify(part))
        .join(),
    ).not.toMatch(/suami/i);
    expect(await act(addNote, sari, caseId, ' ')).toBe('empty');
  });
});

describe('"sedang menelepon"', () => {
  it('stops the claim’s clock for twenty minutes, and no longer', async () => {
    const caseId = await held();
    expect(await act(startCalling, dina, caseId)).toEqual({ is: 'notYours' });
    expect(await act(startCalling, sari, caseId)).toMatchObject({ is: 'calling' });
    await ward.pass(19 * 60);
    expect(await card(caseId)).toMatchObject({
      isLost: false,
      callingUntil: expect.any(Date),
      claimedBy: { name: 'Sari' },
    });
    await ward.pass(60);
    expect(await card(caseId)).toMatchObject({ claimedBy: null });
  });
});

describe('a holder whose line is lost', () => {
  it('is shown to colleagues after a minute, nothing moves, and she is back with her page', async () => {
    const caseId = await held('a', 2);
    await act(sayToPerson, sari, caseId, 'Halo.', 'k');
    await ward.pass(59);
    expect(await card(caseId)).toMatchObject({ isLost: false });
    await ward.pass(1);
    expect(await card(caseId)).toMatchObject({ isLost: true, offered: false, claimedBy: { name: 'Sari' } });
    await act(noteHolderSeen, sari, caseId);
    expect(await card(caseId)).toMatchObject({ isLost: false });
  });
});

describe('how many she may hold', () => {
  it('is bounded, but never for an emergency', async () => {
    await ward.house.does((tx) =>
      tx.execute(sql`update members set cases_max = 1 where id = ${sari.member.id}::uuid`),
    );
    await held('a', 2);
    const second = await ward.cry('b');
    await setUrgency(second, 2);
    expect(await act(claimCase, sari, second)).toEqual({ is: 'full', cap: 1 });
    await setUrgency(second, 1);
    expect(await act(claimCase, sari, second)).toEqual({ is: 'claimed', overCap: true });
    expect(await act(claimCase, dina, second)).toMatchObject({ is: 'held' });
  });

  it('the next one is the most urgent, then the one that waits longest', async () => {
    const [late, urgent, early] = [await ward.cry('a'), await ward.cry('b'), await ward.cry('c')];
    await ward.house.does(async (tx) => {
      await tx.execute(
        sql`update cases set urgency = 3, waiting_since = '2026-01-02' where id = ${late}::uuid`,
      );
      await tx.execute(
        sql`update cases set urgency = 3, waiting_since = '2026-01-01' where id = ${early}::uuid`,
      );
    });
    const next = async (who: SignedIn) => act(claimNext, who);
    expect(await next(sari)).toMatchObject({ caseId: urgent, result: { is: 'claimed' } });
    const both = await Promise.all([next(sari), next(dina)]);
    expect(both.map((taken) => 'caseId' in taken && taken.caseId).sort()).toEqual([early, late].sort());
    expect(await next(dina)).toEqual({ is: 'none' });
  });
});

describe('the figures of the queue', () => {
  it('count each case’s first human words once, by hour, and nothing of a member', async () => {
    const from = ward.house.clock.now();
    const figures = () =>
      ward.house.does((tx) => queueFigures(tx, ward.house.deps, { from, to: ward.house.clock.now() }));
    const after = async (address: string, seconds: number) => {
      const caseId = await ward.cry(address);
      await ward.house.clock.advance(seconds * 1000);
      await act(claimCase, sari, caseId);
      await act(sayToPerson, sari, caseId, 'Halo.', 'k');
      await act(sayToPerson, sari, caseId, 'Masih di sini.', 'l');
      return caseId;
    };
    for (const [address, seconds] of [
      ['a', 20],
      ['b', 60],
      ['c', 300],
      ['d', 301],
    ] as const)
      await after(address, seconds);
    await ward.engine.settle();
    expect(await figures()).toEqual({
      ...{ answered: 4, within20s: 25, within60s: 50, within5m: 75, longestSeconds: 301 },
      ...{ waitingNow: 0, abandoned: 0 },
    });
    const given = await held('e');
    await ward.engine.settle();
    expect((await figures()).waitingNow).toBe(1);
    expect(await act(closeCase, sari, given, 'ditarik_korban', (await open(given)).lastSequence)).toBe(
      'closed',
    );
    expect(await figures()).toMatchObject({ abandoned: 1, answered: 4 });
  });
});
