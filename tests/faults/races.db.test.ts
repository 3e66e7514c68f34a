import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sealCaseTo } from '../../src/store/case-groups.ts';
import { accessCase } from '../../src/store/case-reading.ts';
import { acceptTransfer, claimCase, closeCase, offerTransfer } from '../../src/store/case-work.ts';
import { confirmErasure, setLegalHold } from '../../src/store/erasure.ts';
import { shutOut } from '../../src/store/exclusions.ts';
import { claimNext } from '../../src/store/queue.ts';
import { listRightsRequests, mayJudge } from '../../src/store/rights.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { takeTurns } from '../../src/turns/take-turns.ts';
import { openReaders, type Readers } from '../store/readers.ts';
import { pressing } from '../turns/returning.ts';
import { meanwhile, untilStuck } from './meanwhile.ts';

/** What two people, or a person and a turn, do to one case in the same moment. */
let team: Readers;
let house: Readers['house'];
let rahel: SignedIn;
let sari: SignedIn;
let tini: SignedIn;
beforeAll(async () => {
  team = await openReaders();
  house = team.house;
  [rahel, sari, tini] = [await team.as('rahel'), await team.as('sari'), await team.as('tini')];
});
afterAll(() => house.close());

const holder = async (caseId: string) => {
  const [row] = await house.does((tx) =>
    tx.execute<{ claimed_by: string | null; transfer_to: string | null }>(
      sql`select claimed_by, transfer_to from cases where id = ${caseId}::uuid`,
    ),
  );
  return row;
};
const claim = (who: SignedIn, caseId: string) => house.does((tx) => claimCase(tx, house.deps, who, caseId));
const accept = (who: SignedIn, caseId: string) =>
  house.does((tx) => acceptTransfer(tx, house.deps, who, caseId));

async function askedOf(colleague: SignedIn): Promise<string> {
  const caseId = await team.aCase();
  await claim(sari, caseId);
  await house.does((tx) => offerTransfer(tx, house.deps, sari, caseId, colleague.member.id));
  return caseId;
}

describe('a case that a colleague is asked to take over', () => {
  it('is hers once she says yes', async () => {
    const caseId = await askedOf(tini);
    expect(await accept(tini, caseId)).toBe('accepted');
    expect(await holder(caseId)).toEqual({ claimed_by: tini.member.id, transfer_to: null });
  });

  it('stays where it is when it turned out to be a child’s, which she may not read', async () => {
    const caseId = await askedOf(tini);
    await team.toChild(caseId);
    expect(await accept(tini, caseId)).toBe('over');
    expect(await holder(caseId)).toEqual({ claimed_by: sari.member.id, transfer_to: null });
  });

  it('is over when it was closed meanwhile', async () => {
    const caseId = await askedOf(tini);
    await house.does((tx) => closeCase(tx, house.deps, sari, caseId, 'selesai', 1_000));
    expect(await accept(tini, caseId)).toBe('over');
  });

  it('stays where it is when she was shut out of it meanwhile', async () => {
    const caseId = await askedOf(tini);
    await house.does((tx) => shutOut(tx, house.deps, rahel, caseId, tini.member.id));
    expect(await accept(tini, caseId)).toBe('over');
    expect(await holder(caseId)).toEqual({ claimed_by: sari.member.id, transfer_to: null });
  });
});

describe('a case that turns out to be a child’s while somebody takes it', () => {
  it('is not held by whoever cannot read it', async () => {
    const caseId = await team.aCase();
    const claimed = await meanwhile(
      house,
      (tx) => sealCaseTo(tx, house.deps, team.engine.turn.keys, caseId, 'anak'),
      () => claim(sari, caseId),
    );
    expect(claimed).toEqual({ is: 'noKey' });
    expect((await holder(caseId))?.claimed_by).toBeNull();
    expect(await claim(rahel, caseId)).toMatchObject({ is: 'claimed' });
  });
});

describe('"Ambil yang teratas"', () => {
  it('goes past what she may not read, however much of it waits', async () => {
    await house.does((tx) => tx.execute(sql`update cases set state = 'closed' where state = 'open'`));
    for (let count = 0; count < 11; count += 1) await team.toChild(await team.aCase());
    house.clock.advance(60_000);
    const caseId = await team.aCase();
    expect(await house.does((tx) => claimNext(tx, house.deps, tini))).toMatchObject({ caseId });
  });
});

describe('a wish to be erased', () => {
  const append = () => {};
  const confirm = (who: SignedIn, id: string) =>
    house.does((tx) => confirmErasure(tx, house.deps, who, id, append));
  const stands = async (caseId: string) =>
    (await house.does((tx) => tx.execute(sql`select 1 from cases where id = ${caseId}::uuid`))).length === 1;

  async function wish(chat: string): Promise<{ id: string; caseId: string }> {
    const engine = pressing(team.engine);
    for (const words of ['PETUGAS', 'HAPUS']) {
      await engine.hear(chat, words);
      await engine.settle();
    }
    await engine.press(chat, 'erase');
    const wishes = await house.does((tx) => listRightsRequests(tx));
    const newest = wishes.at(-1) ?? expect.fail('no wish');
    return { id: newest.id, caseId: newest.caseId ?? '' };
  }

  it('does not take the case of somebody who cries in that very moment', async () => {
    const { id, caseId } = await wish('cries');
    await team.engine.hear('cries', 'tolong, dia pegang parang, saya disekap');
    // The turn that hears it has written the case and cannot commit yet; then the supervisor presses.
    const turn = Promise.withResolvers<unknown>();
    const erased = await meanwhile(
      house,
      (tx) => tx.execute(sql`lock table outbox in exclusive mode`),
      async () => {
        const taking = takeTurns(team.engine.turn);
        turn.resolve(taking);
        await untilStuck(house, 1, taking);
        const confirming = confirm(rahel, id);
        await untilStuck(house, 2, confirming);
        return { confirming };
      },
    );
    await turn.promise;
    expect(await erased.confirming).toEqual({ is: 'unverified' });
    expect(await stands(caseId)).toBe(true);
  });

  it('leaves alone the new story that she is telling in the same chat, and takes the old one', async () => {
    const { id, caseId } = await wish('anew');
    await claim(rahel, caseId);
    await team.engine.settle();
    const { lastSequence } = (await house.does((tx) => accessCase(tx, house.deps, rahel, caseId))) ?? {};
    await house.does((tx) => closeCase(tx, house.deps, rahel, caseId, 'selesai', lastSequence ?? 0));
    await team.engine.settle();
    house.clock.advance(5 * 60_000);
    const engine = pressing(team.engine);
    await engine.hear('anew', 'halo');
    await engine.settle();
    await engine.press('anew', 'safe');
    const asked = engine.sent.findLast(({ address }) => address === 'anew')?.part;
    expect((await confirm(rahel, id)).is).toBe('erased');
    await engine.settle();
    expect(await stands(caseId)).toBe(false);
    // The question that stood open is still the one that her answer is for.
    await engine.hear('anew', '1');
    await engine.settle();
    const heard = engine.heard('anew');
    expect(asked?.type === 'text' && heard.at(-1)).not.toBe(asked?.type === 'text' && asked.text);
    expect(heard.at(-1)).not.toContain('Aman untuk chat');
  });

  it('does not take a case on which a legal hold is put in that very moment', async () => {
    const { id, caseId } = await wish('held');
    const erased = await meanwhile(
      house,
      (tx) => setLegalHold(tx, house.deps, rahel, caseId, true),
      () => confirm(rahel, id),
    );
    expect(erased).toEqual({ is: 'legalHold' });
    expect(await stands(caseId)).toBe(true);
  });

  it('is decided by no supervisor who may not read that case: shut out of it, or never entrusted', async () => {
    const { id, caseId } = await wish('judged');
    const lidia = await team.as('lidia');
    const joined = await house.join(await house.invite(null, ['supervisor']), 'Nobody');
    const never = await house.enter(joined);
    const judges = (who: SignedIn) => house.does((tx) => mayJudge(tx, who, id));
    expect(await judges(lidia)).toBe(true);
    await house.does((tx) => shutOut(tx, house.deps, rahel, caseId, lidia.member.id));
    expect([await judges(lidia), await judges(never), await judges(sari)]).toEqual([false, false, false]);
    expect(await judges(rahel)).toBe(true);
    // With nobody left who may, the person is not left without an answer.
    await house.does((tx) => shutOut(tx, house.deps, rahel, caseId, rahel.member.id));
    expect([await judges(rahel), await judges(sari)]).toEqual([true, false]);
  });
});
