import { sql } from 'drizzle-orm';
import { assert } from '../../src/errors.ts';
import { confirmWay, startTelegramWay } from '../../src/store/alarm-ways.ts';
import type { Database } from '../../src/store/database.ts';
import type { StoreDeps } from '../../src/store/deps.ts';
import { setDuty } from '../../src/store/duty.ts';
import { enrol } from '../../src/store/enrol.ts';
import { createInvite } from '../../src/store/invites.ts';
import { readSession, type SignedIn } from '../../src/store/sessions.ts';
import { makeSetUpLink, setUp } from '../../src/store/set-up.ts';
import { verify } from '../kit/authenticator.ts';

/** A house that nobody has set up, with its organisation's row. */
export interface Ground {
  db: Database;
  deps: StoreDeps;
}

/** Two counsellors on duty who hold the team's key, each with a telephone that rings. */
export interface Counsellor {
  signedIn: SignedIn;
  /** Of her session, as her browser's cookie has it. */
  token: string;
  /** Where her telephone is: an address on Telegram. */
  phone: string;
}

const passphrase = 'perahu kuning di muara';

/** Sets the house up; as many cases as come may be held by each. */
export async function makeTeam(
  { db, deps }: Ground,
  phones: readonly [string, string],
): Promise<Counsellor[]> {
  const secret = await db.transact((tx) => makeSetUpLink(tx, deps));
  assert(secret, 'noLink');
  const first = await setUp(db, deps, { secret, name: 'Ibu Rahel', passphrase, chatName: 'Toko Melati' });
  assert(first.is === 'done', 'notSetUp');
  await verify(db, deps, first.token);
  const rahel = await enter({ db, deps }, first.token);
  const { secret: link } = await db.transact((tx) =>
    createInvite(tx, deps, { roles: ['counsellor'], name: 'Tamu', by: rahel }),
  );
  const second = await enrol(db, deps, { secret: link, name: 'Sari', passphrase });
  assert(second.is === 'done', 'notEnrolled');
  await verify(db, deps, second.token);
  await db.transact((tx) => tx.execute(sql`update members set cases_max = 10000`));
  return Promise.all(
    [first.token, second.token].map(async (token, at) => {
      const signedIn = await enter({ db, deps }, token);
      const phone = phones[at] ?? '';
      await db.transact(async (tx) => {
        const { code } = await startTelegramWay(tx, deps, signedIn);
        assert(await confirmWay(tx, deps, { kind: 'telegram', code, address: phone }), 'notPaired');
        await setDuty(tx, deps, signedIn, { duty: 'bertugas', until: null });
      });
      return { signedIn, token, phone };
    }),
  );
}

async function enter({ db, deps }: Ground, token: string): Promise<SignedIn> {
  const at = await db.transact((tx) => readSession(tx, deps, token, { lockMinutes: 24 * 60 }));
  assert(at?.standing === 'open', 'notSignedIn');
  return at.signedIn;
}
