import { sql } from 'drizzle-orm';
import { toMinute } from '../clock.ts';
import type { Stamp } from '../directory/numbers.ts';
import { recordAct } from './audit.ts';
import type { Tx } from './database.ts';
import type { StoreDeps } from './deps.ts';
import { readMemberName } from './members.ts';
import { numberStamps } from './schema/org.ts';
import type { SignedIn } from './sessions.ts';

/** Calls that the team made to the numbers of the directory: who, when, what was said (design §7). */
const limits = {
  /** Enough for who answered, their hours, and whom to ask for. */
  saidCharsMax: 500,
  /** Calls to one number that its page shows. */
  listed: 20,
} as const;

export interface Call {
  serviceId: string;
  /** In the directory's own spelling. */
  number: string;
  /** For 112 and 119: the regency it was called in. */
  region: string | null;
  outcome: 'answered' | 'notAnswered' | 'wrong';
  said: string;
}

export interface ListedCall extends Call {
  by: string;
  at: Date;
}

const callContext = (id: string) => `number_stamps.said:${id}`;

/** Writes a call down; it counts from the next message on, in every process. */
export async function recordCall(tx: Tx, deps: StoreDeps, signedIn: SignedIn, call: Call): Promise<void> {
  const id = deps.ids.uuid();
  const said = call.said.slice(0, limits.saidCharsMax);
  await tx.insert(numberStamps).values({
    id,
    serviceId: call.serviceId,
    number: call.number,
    region: call.region,
    memberId: signedIn.member.id,
    calledAt: toMinute(deps.clock.now()),
    outcome: call.outcome,
    said: said === '' ? null : deps.vault.sealForServer(Buffer.from(said), callContext(id)),
  });
  await recordAct(tx, deps, { memberId: signedIn.member.id, act: 'stampNumber', subjectId: id });
}

/** Of each number and region the newest call that decided something: what numbersFor goes by. */
export async function readStamps(tx: Tx): Promise<Stamp[]> {
  const rows = await tx.execute<{
    service_id: string;
    number: string;
    region: string | null;
    outcome: Stamp['outcome'];
    called_at: string;
  }>(
    sql`select distinct on (service_id, number, region) service_id, number, region, outcome, called_at
        from number_stamps where outcome <> 'notAnswered'
        order by service_id, number, region, called_at desc, id desc`,
  );
  return rows.map((row) => ({
    serviceId: row.service_id,
    number: row.number,
    region: row.region,
    outcome: row.outcome,
    at: new Date(row.called_at),
  }));
}

/** The calls to one entry's numbers, newest first. */
export async function listCalls(tx: Tx, deps: StoreDeps, serviceId: string): Promise<ListedCall[]> {
  const rows = await tx.execute<{
    id: string;
    number: string;
    region: string | null;
    outcome: Call['outcome'];
    called_at: string;
    said_sealed: Buffer | null;
    member_id: string;
    name_sealed: Buffer;
  }>(
    sql`select s.id, s.number, s.region, s.outcome, s.called_at, s.said_sealed, s.member_id, m.name_sealed
        from number_stamps s join members m on m.id = s.member_id
        where s.service_id = ${serviceId} order by s.called_at desc, s.id desc limit ${limits.listed}`,
  );
  return rows.map((row) => ({
    serviceId,
    number: row.number,
    region: row.region,
    outcome: row.outcome,
    said: row.said_sealed
      ? deps.vault.openOfServer(Buffer.from(row.said_sealed), callContext(row.id)).toString('utf8')
      : '',
    by: readMemberName(deps, { id: row.member_id, name: Buffer.from(row.name_sealed) }),
    at: new Date(row.called_at),
  }));
}
