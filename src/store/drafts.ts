import { and, eq, lt, sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import { Bug } from '../errors.ts';
import { openWith, sealTo } from '../sealing/box.ts';
import { fromJson, toJson } from '../sealing/vault.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { memberDrafts } from './schema/duty.ts';
import type { SignedIn } from './sessions.ts';

/**
 * What a counsellor is typing. Sealed to her own public half: nobody else can open it, not even whoever holds
 * the team's key, and she only while she is signed in. It lives here and never in the browser.
 */
const limits = {
  /** As much as a box of the console takes. */
  textCharsMax: 4_000,
  /** The next shift still finds it; after that it is nothing anybody waits for. */
  keptHours: 48,
} as const;

export type DraftBox = 'say' | 'note';

/** The plain shape of member_drafts.body. */
interface Writing {
  text: string;
  /** Names one writing: what is sent under it is not saved again by a slower request. */
  nonce: string;
  isDone?: true;
}

/** What she was typing, by box; a box in which nothing stands is left out. */
export type Drafts = Partial<Record<DraftBox, string>>;

/**
 * Keeps what stands in a box now. A save that arrives after its words were sent changes nothing, or they
 * would stand there again as if they had not been.
 * @param written.nonce the form's own, drawn with the page
 * @returns `unknown` when there is no such case
 */
export async function saveDraft(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  written: { caseId: string; box: DraftBox; text: string; nonce: string },
): Promise<'saved' | 'sentAlready' | 'unknown'> {
  const { caseId, box, nonce } = written;
  // Shared with whoever else types; not with a sending, which is over before this looks (endDraft).
  const [known] = await tx.execute(sql`select 1 from cases where id = ${caseId}::uuid for share`);
  if (!known) return 'unknown';
  const before = await readWriting(tx, signedIn, caseId, box);
  if (before?.isDone && before.nonce === nonce) return 'sentAlready';
  await put(tx, deps, signedIn, {
    caseId,
    box,
    body: { text: written.text.slice(0, limits.textCharsMax), nonce },
  });
  return 'saved';
}

/** The words went out, or the note was kept: the box is empty again. Call it in the transaction that keeps them. */
export async function endDraft(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  done: { caseId: string; box: DraftBox; nonce: string },
): Promise<void> {
  const body: Writing = { text: '', nonce: done.nonce, isDone: true };
  await put(tx, deps, signedIn, { caseId: done.caseId, box: done.box, body });
}

/** What she was typing in a case, opened with her own pair. */
export async function readDrafts(tx: Tx, signedIn: SignedIn, caseId: string): Promise<Drafts> {
  const drafts: Drafts = {};
  for (const box of ['say', 'note'] as const) {
    const writing = await readWriting(tx, signedIn, caseId, box);
    if (writing && writing.text !== '') drafts[box] = writing.text;
  }
  return drafts;
}

/** Forgets what nobody touched for two days. @returns how many went */
export async function forgetDrafts(tx: Tx, deps: StoreDeps): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - limits.keptHours * 3_600_000);
  const gone = await tx.delete(memberDrafts).where(lt(memberDrafts.changedAt, before)).returning();
  return gone.length;
}

async function put(
  tx: Tx,
  deps: StoreDeps,
  signedIn: SignedIn,
  { caseId, box, body }: { caseId: string; box: DraftBox; body: Writing },
): Promise<void> {
  const sealed = sealTo(signedIn.pair.publicKey, toJson(body));
  const changedAt = toMinute(deps.clock.now());
  await tx
    .insert(memberDrafts)
    .values({ memberId: signedIn.member.id, caseId, box, body: sealed, changedAt })
    .onConflictDoUpdate({
      target: [memberDrafts.memberId, memberDrafts.caseId, memberDrafts.box],
      set: { body: sealed, changedAt },
    });
}

async function readWriting(
  tx: Tx,
  signedIn: SignedIn,
  caseId: string,
  box: DraftBox,
): Promise<Writing | undefined> {
  const [row] = await tx
    .select({ body: memberDrafts.body })
    .from(memberDrafts)
    .where(
      and(
        eq(memberDrafts.memberId, signedIn.member.id),
        eq(memberDrafts.caseId, caseId),
        eq(memberDrafts.box, box),
      ),
    )
    .for('update');
  if (!row) return undefined;
  try {
    return fromJson<Writing>(openWith(signedIn.pair, row.body));
  } catch (fault) {
    // She enrolled anew since then: what was sealed to her old pair is gone for good, and no fault.
    if (fault instanceof Bug && fault.code === 'sealedBoxWouldNotOpen') return undefined;
    throw fault;
  }
}
