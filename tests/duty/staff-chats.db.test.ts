import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listWays, sendTrial, startTelegramWay, startWhatsAppWay } from '../../src/store/alarm-ways.ts';
import { countUntested, dutyRoster } from '../../src/store/duty.ts';
import type { SignedIn } from '../../src/store/sessions.ts';
import { openWard, type Ward } from './ward.ts';

let ward: Ward;
let sari: SignedIn;
beforeAll(async () => {
  ward = await openWard();
});
beforeEach(async () => {
  await ward.reset();
  sari = await ward.member('Sari', 'libur');
  await ward.house.does((tx) => tx.execute(sql`delete from alarm_ways`));
});
afterAll(() => ward.close());

const code = async (start = startTelegramWay) =>
  (await ward.house.does((tx) => start(tx, ward.house.deps, sari))).code;
const ways = () => ward.house.does((tx) => listWays(tx, ward.house.deps, sari));
const people = async () =>
  (await ward.house.does((tx) => tx.execute<{ count: string }>(sql`select count(*) from conversations`)))[0]
    ?.count;

describe('a chat of the team', () => {
  it('is tied to a member by the code that she types into it, and never becomes a person’s conversation', async () => {
    await ward.hear('telegram', '77', `/alarm ${(await code()).toLowerCase()}`);
    expect(ward.heard()).toEqual([expect.stringMatching(/^77: Chat ini sekarang menerima alarm/)]);
    await ward.hear('telegram', '77', 'dia mau bunuh saya');
    expect(ward.heard()).toEqual([expect.stringMatching(/^77: Chat ini hanya untuk alarm petugas/)]);
    await ward.hear('telegram', '77', 'halo?');
    expect(ward.heard()).toEqual([]);
    expect(await people()).toBe('0');
    await ward.hear('telegram', '78', 'halo');
    expect(await people()).toBe('1');
  });

  it('is tied by the link of the console too', async () => {
    await ward.hear('telegram', '77', { type: 'inbound.start', campaign: `alarm_${await code()}` });
    expect(await ways()).toMatchObject([{ kind: 'telegram', testedAt: null }]);
    expect(await people()).toBe('0');
  });

  it('is not tied by a code that is used, too old, or of another platform', async () => {
    const used = await code();
    await ward.hear('telegram', '77', `alarm ${used}`);
    await ward.hear('telegram', '78', `alarm ${used}`);
    const old = await code();
    await ward.pass(12 * 60);
    await ward.hear('telegram', '79', `alarm ${old}`);
    await ward.hear('whatsapp', '80', `alarm ${await code()}`);
    expect(await ways()).toHaveLength(1);
    expect(await people()).toBe('3');
  });

  it('shows who got the trial alarm and when; two that were answered are enough', async () => {
    await ward.duty(sari, 'siaga');
    await ward.hear('telegram', '77', `alarm ${await code()}`);
    await ward.hear('whatsapp', '88', `Alarm ${await code(startWhatsAppWay)}`);
    ward.heard();
    expect(await ward.house.does((tx) => sendTrial(tx, ward.house.deps, sari))).toEqual({ ways: 2 });
    await ward.pass(1);
    const [telegram] = ward.rang.filter(({ kind }) => kind === 'telegram');
    expect(ward.heard()).toEqual([
      '77: Ini alarm percobaan.',
      '88: Ini alarm percobaan. Balas 1 bila sampai.',
    ]);
    expect(await ways()).toMatchObject([{ sentAt: expect.any(Date) }, { sentAt: expect.any(Date) }]);
    expect(await ward.house.does((tx) => countUntested(tx))).toBe(1);
    await ward.hear('telegram', '77', { type: 'inbound.tap', token: telegram?.button?.token ?? '' });
    await ward.hear('whatsapp', '88', ' 1 ');
    expect(await ways()).toMatchObject([{ testedAt: expect.any(Date) }, { testedAt: expect.any(Date) }]);
    expect(await ward.house.does((tx) => countUntested(tx))).toBe(0);
    const roster = await ward.house.does((tx) => dutyRoster(tx, ward.house.deps));
    expect(roster.find(({ name }) => name === 'Sari')).toMatchObject({
      waysTested: 2,
      duty: 'siaga',
      holdsTeam: true,
      holdsAnak: false,
      open: 0,
    });
  });

  it('takes an emergency over WhatsApp by answering 1', async () => {
    await ward.duty(sari, 'bertugas');
    await ward.hear('whatsapp', '88', `alarm ${await code(startWhatsAppWay)}`);
    ward.heard();
    const caseId = await ward.cry('a');
    expect(ward.heard()).toEqual(['88: Ada yang menunggu. Balas 1 untuk ambil.']);
    await ward.hear('whatsapp', '88', '1');
    expect(ward.heard()).toEqual(['88: Anda yang mengambil. Buka konsol sekarang.']);
    expect(await ward.state(caseId)).toMatchObject({ claimed_by: sari.member.id });
    await ward.hear('whatsapp', '88', '1');
    expect(ward.heard()).toEqual([expect.stringContaining('hanya untuk alarm')]);
  });

  it('says so when she blocks the bot, and counts again when she lets it in', async () => {
    await ward.hear('telegram', '77', `alarm ${await code()}`);
    await ward.hear('telegram', '77', { type: 'chat.blocked' });
    expect(await ways()).toMatchObject([{ failedAt: expect.any(Date) }]);
    await ward.hear('telegram', '77', { type: 'chat.unblocked' });
    expect(await ways()).toMatchObject([{ failedAt: null }]);
  });

  it('is called no more once she has left the team', async () => {
    await ward.hear('telegram', '77', `alarm ${await code()}`);
    await ward.house.does((tx) =>
      tx.execute(sql`update members set left_at = now() where id = ${sari.member.id}::uuid`),
    );
    await ward.pass(60);
    await ward.house.does((tx) => tx.execute(sql`update members set left_at = null`));
    expect(await ways()).toEqual([]);
  });
});
