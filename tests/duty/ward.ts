import { sql } from 'drizzle-orm';
import type { AlarmKind, AlarmLine, AlarmMessage, AlarmOutcome } from '../../src/channels/alarm-line.ts';
import { createIntake } from '../../src/channels/intake.ts';
import type { Inbound } from '../../src/conversation/messages.ts';
import { createWords } from '../../src/conversation/words.ts';
import { type Alarm, type AlarmDeps, createAlarm } from '../../src/duty/alarm.ts';
import { assert } from '../../src/errors.ts';
import { silentLog } from '../../src/log.ts';
import { confirmWay, startTelegramWay } from '../../src/store/alarm-ways.ts';
import { setDuty } from '../../src/store/duty.ts';
import type { Duty, Role } from '../../src/store/schema/members.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { createEngine, type Engine } from '../kit/engine.ts';
import { type House, openSetUpHouse } from '../store/team.ts';

/** A team with telephones, a person who cries, and time that stands still: what every test of the alarm starts at. */
export interface Ward {
  house: House;
  engine: Engine;
  /** The supervisor who set the house up; off duty. */
  rahel: SignedIn;
  /** Every message that rang somewhere, in the order it was sent: to which address, and what. */
  rang: Rung[];
  /** Words that took the place of an alarm, by address. */
  struck: { address: string; text: string }[];
  alarm: Alarm;
  /** A second process over the same database, with the same telephones. */
  anotherProcess(options?: Partial<AlarmDeps>): Alarm;
  /** Somebody with a telephone of her own, which is called like her. @param how.by null: never entrusted */
  member(name: string, duty: Duty, how?: { by?: SignedIn | null; roles?: Role[] }): Promise<SignedIn>;
  phone(who: SignedIn, address: string): Promise<void>;
  duty(who: SignedIn, duty: Duty, until?: Date): Promise<void>;
  /** A person writes; what follows is done. @returns the id of the newest open case */
  cry(address: string, words?: string): Promise<string>;
  /** Time passes, and everything that is due is done: alarms, their sending, turns, replies. */
  pass(seconds: number): Promise<void>;
  /** Addresses that rang since the last look, sorted, with what was said. */
  heard(): string[];
  /** What a channel heard comes in, as from the platform; what follows is done. */
  hear(channel: 'telegram' | 'whatsapp', address: string, happened: Inbound | string): Promise<void>;
  state(caseId: string): Promise<Record<string, unknown>>;
  /** As if it had just been opened: the members stay (their keys take time), all else is gone. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface Rung extends AlarmMessage {
  kind: AlarmKind;
  address: string;
}

export const danger = 'saya disekap di mess, dia pegang parang';

export async function openWard(outcome?: (rung: Rung) => AlarmOutcome): Promise<Ward> {
  const house = await openSetUpHouse();
  const engine = createEngine(house.db, house.deps);
  const rang: Rung[] = [];
  const struck: Ward['struck'] = [];
  const line = (kind: AlarmKind): AlarmLine => ({
    kind,
    send: async (address, message) => {
      const rung = { kind, address, ...message };
      rang.push(rung);
      return outcome?.(rung) ?? { is: 'sent', providerId: String(rang.length) };
    },
    strike: async (address, _providerId, text) => {
      struck.push({ address, text });
    },
  });
  const deps: AlarmDeps = {
    db: house.db,
    store: house.deps,
    log: silentLog,
    words: createWords(() => 'Ruang Tulis'),
    lines: [line('telegram'), line('push'), line('whatsapp')],
    nudge: () => {},
  };
  const ward = { house, engine, rang, struck, alarm: createAlarm(deps) } as unknown as Ward;
  ward.anotherProcess = (options) => createAlarm({ ...deps, ...options });
  ward.rahel = await house.enter(house.token);
  addTeam(ward);
  addTime(ward);
  ward.reset = async () => {
    rang.length = 0;
    struck.length = 0;
    house.clock.set(new Date(Math.ceil(house.clock.now().getTime() / 60_000) * 60_000));
    await house.does((tx) =>
      tx.execute(
        sql`truncate cases, conversations, inbox, outbox, alarm_ways, alarm_calls, alarms, queue_counts cascade`,
      ),
    );
    await house.does((tx) =>
      tx.execute(sql`update members set duty = 'libur', duty_until = null, cases_max = null`),
    );
  };
  ward.close = () => house.close();
  return ward;
}

function addTeam(ward: Ward): void {
  const { house } = ward;
  ward.duty = (who, duty, until) =>
    house.does((tx) => setDuty(tx, house.deps, who, { duty, until: until ?? null }));
  ward.phone = async (who, address) => {
    const confirmed = await house.does(async (tx) => {
      const { code } = await startTelegramWay(tx, house.deps, who);
      return confirmWay(tx, house.deps, { kind: 'telegram', code, address });
    });
    assert(confirmed, 'notPaired');
  };
  const known = new Map<string, SignedIn>();
  ward.member = async (name, duty, { by = ward.rahel, roles = ['counsellor'] as Role[] } = {}) => {
    const who = known.get(name) ?? (await house.enter(await house.join(await house.invite(by, roles), name)));
    known.set(name, who);
    await ward.phone(who, name);
    if (duty !== 'libur') await ward.duty(who, duty);
    return who;
  };
}

function addTime(ward: Ward): void {
  const { house, engine, alarm } = ward;
  const settle = async () => {
    for (let done = 1; done > 0; ) {
      done = await alarm.round();
      await alarm.settle();
      await engine.settle();
    }
  };
  ward.pass = async (seconds) => {
    house.clock.advance(seconds * 1000);
    await settle();
  };
  ward.cry = async (address, words = danger) => {
    await engine.hear(address, words);
    await engine.settle();
    const [row] = await house.does((tx) =>
      tx.execute<{ id: string }>(
        sql`select f.case_id as id from case_conversations f join conversations c on c.id = f.conversation_id
            where f.in_focus and c.address_index = ${house.deps.vault.index('address', 'telegram', address)}`,
      ),
    );
    assert(row, 'noCase');
    await settle();
    return row.id;
  };
  ward.heard = () =>
    ward.rang
      .splice(0)
      .map(({ address, text }) => `${address}: ${text}`)
      .sort();
  const intake = createIntake({
    db: house.db,
    store: house.deps,
    spool: { put: () => assert(false, 'spooled'), drain: async () => 0 } as never,
    log: silentLog,
    nudge: () => {},
  });
  let count = 0;
  ward.hear = async (channel, address, happened) => {
    count += 1;
    const heard =
      typeof happened === 'string' ? ({ type: 'inbound.text', text: happened } as const) : happened;
    await intake.keep([{ channel, externalId: `heard:${count}`, address, happened: heard }]);
    await settle();
  };
  ward.state = async (caseId) => {
    const [row] = await house.does((tx) =>
      tx.execute(sql`select *, to_char(waiting_since at time zone 'UTC', 'HH24:MI:SS') as since
        from cases where id = ${caseId}::uuid`),
    );
    assert(row, 'noCase');
    return row;
  };
}
