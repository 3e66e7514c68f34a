import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Language } from '../../flows/kit/events.ts';
import { spaced } from '../../flows/report/wording.ts';
import { giveSession, keepChoice } from '../console/security.ts';
import { assert } from '../errors.ts';
import { sameBytes } from '../sealing/box.ts';
import type { Database, Tx } from '../store/database.ts';
import type { StoreDeps } from '../store/deps.ts';
import { setDuty } from '../store/duty.ts';
import { enrol } from '../store/enrol.ts';
import { createInvite } from '../store/invites.ts';
import { giveChildCases } from '../store/leaving.ts';
import { letIntoSession, makeSecret, readSecret, readSession, type SignedIn } from '../store/sessions.ts';
import { confirmRecoveryKey, setUp } from '../store/set-up.ts';
import { signIn } from '../store/sign-in.ts';
import type { Story } from './demo-story.ts';

/** The made-up organisation: a supervisor, a counsellor, and a link that signs one browser in as her. */
export interface Parts {
  db: Database;
  store: StoreDeps;
}

export interface Team {
  /** Works as the supervisor, in one transaction. */
  asSupervisor<T>(work: (tx: Tx, signedIn: SignedIn) => Promise<T>): Promise<T>;
  /** Counsellor and supervisor are there as of now: hours of the story went by, and silence ends a duty. */
  goOnDuty(): Promise<void>;
  /** The counsellor's, for a second browser. It opens this demo and nothing else. */
  passphrase: string;
}

/** Twelve digits read easily from a terminal; nobody but this machine can try them, ten an hour. */
function drawPassphrase({ ids }: StoreDeps): string {
  return spaced(ids.digits(12));
}

/**
 * Sets the organisation up as its people would: link, recovery key typed back, invitation, duty.
 * @param secret the one-time set-up link's
 */
export async function makeTeam({ db, store }: Parts, story: Story, secret: string): Promise<Team> {
  const { chatName, supervisor, counsellor } = story;
  const opened = await setUp(db, store, {
    secret,
    name: supervisor,
    passphrase: drawPassphrase(store),
    chatName,
  });
  assert(opened.is === 'done', 'demoNotSetUp');
  const asSupervisor = actAs({ db, store }, opened.token);
  const invite = await asSupervisor(async (tx, signedIn) => {
    await confirmRecoveryKey(tx, store, signedIn, opened.recoveryKey);
    await setDuty(tx, store, signedIn, { duty: 'siaga', until: null });
    return createInvite(tx, store, { roles: ['counsellor'], name: counsellor, by: signedIn });
  });
  const passphrase = drawPassphrase(store);
  const joined = await enrol(db, store, { secret: invite.secret, name: counsellor, passphrase });
  assert(joined.is === 'done', 'demoNotJoined');
  const asCounsellor = actAs({ db, store }, joined.token);
  // Whoever tries the demo is alone: a child who writes must find her.
  const guest = await asCounsellor(async (_tx, { member }) => member.id);
  await asSupervisor((tx, signedIn) => giveChildCases(tx, store, signedIn, guest));
  const goOnDuty = async () => {
    // Both: a case can be handed over only to somebody who is there.
    for (const as of [asSupervisor, asCounsellor])
      await as((tx, signedIn) => setDuty(tx, store, signedIn, { duty: 'bertugas', until: null }));
  };
  await goOnDuty();
  return { asSupervisor, goOnDuty, passphrase };
}

/** The story’s clock leaps while people write beside each other: nobody’s screen is locked by that. */
const storyMinutes = 24 * 60;

function actAs({ db, store }: Parts, token: string): Team['asSupervisor'] {
  return (work) =>
    db.transact(async (tx) => {
      await passSecondKey(tx, store, token);
      const at = await readSession(tx, store, token, { lockMinutes: storyMinutes });
      assert(at?.standing === 'open', 'demoSessionGone');
      return work(tx, at.signedIn);
    });
}

/** Whoever tries this needs no second key: the link in the terminal, or the terminal itself, stands for it. */
async function passSecondKey(tx: Tx, store: StoreDeps, token: string): Promise<void> {
  const at = await readSession(tx, store, token);
  if (at) await letIntoSession(tx, store, at.signedIn.sessionId, 'factor');
}

/** The one-time link of the demo. */
export interface DemoDoor {
  /** Known once it is registered. */
  path(): string;
  register(server: FastifyInstance, parts: Parts): void;
  /** From now on the link opens: who comes in, and in which language she sees the console. */
  openFor(who: { name: string; passphrase: string; language: Language }): void;
  /** Resolves when somebody came in by it. */
  used: Promise<void>;
}

/** @returns the token of an open session; undefined when the demo has ended meanwhile */
async function bringIn(
  { db, store }: Parts,
  who: { name: string; passphrase: string },
): Promise<string | undefined> {
  const answer = await signIn(db, store, who);
  if (answer.is !== 'in') return undefined;
  await db.transact((tx) => passSecondKey(tx, store, answer.token));
  return answer.token;
}

export function createDoor(): DemoDoor {
  let secret: ReturnType<typeof makeSecret> | undefined;
  let guest: Parameters<DemoDoor['openFor']>[0] | undefined;
  let noteUse = () => {};
  const used = new Promise<void>((resolve) => {
    noteUse = resolve;
  });
  const enter = async (parts: Parts, typed: string, request: FastifyRequest, reply: FastifyReply) => {
    const bytes = readSecret(typed);
    const who = bytes && secret && sameBytes(bytes, secret.bytes) ? guest : undefined;
    guest = who ? undefined : guest;
    const token = who && (await bringIn(parts, who));
    if (who && token) {
      giveSession(request, reply, { store: parts.store }, token);
      keepChoice(request, reply, { store: parts.store }, 'language', who.language);
      noteUse();
    }
    // Used up, it leads to the same place: whoever it has signed in is there already, anybody else at the door.
    return reply.redirect('/console', 303);
  };
  return {
    path: () => `/demo/${secret?.text ?? ''}`,
    register: (server, parts) => {
      secret = makeSecret(parts.store);
      const schema = {
        params: { type: 'object', properties: { secret: { type: 'string', maxLength: 64 } } },
      };
      // Only a person opens it: a program that looks at links (HEAD) must not use it up.
      server.get<{ Params: { secret: string } }>(
        '/demo/:secret',
        { schema, exposeHeadRoute: false },
        (request, reply) => enter(parts, request.params.secret, request, reply),
      );
    },
    openFor: (who) => {
      guest = who;
    },
    used,
  };
}
