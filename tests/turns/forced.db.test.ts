import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accessCase } from '../../src/store/case-reading.ts';
import { openWeb, type Returning } from './returning.ts';

/** What the second PIN does in the store: nothing but the mark, and what was typed behind it. */
let scene: Returning;
beforeAll(async () => {
  scene = await openWeb();
  await scene.web.hear('page', '1357');
  await scene.web.settle();
});
afterAll(() => scene.house.close());

const typePin = async (chat: string, pin: string) => {
  const { phone, number } = scene;
  await phone.hear(chat, number);
  await phone.settle();
  await phone.press(chat, 'open');
  await phone.hear(chat, pin);
  await phone.settle();
  return phone.sent.filter(({ address }) => address === chat).slice(-2);
};

test('behind the second PIN nothing is decided: what is typed stands in her case behind the mark, and is never acted on', async () => {
  const { house, siti, caseId, phone } = scene;
  await typePin('forced', '1357');
  await phone.press('forced', 'stop');
  await phone.press('forced', 'data');
  await phone.press('forced', 'delete');
  await phone.press('forced', 'erase');
  expect(await house.does((tx) => tx.execute(sql`select 1 from rights_requests`))).toEqual([]);
  await phone.hear('forced', 'aku baik saja, namanya burungcamar');
  await phone.settle();
  const opened = await house.does((tx) => accessCase(tx, house.deps, siti, caseId));
  const items = opened?.items ?? [];
  const at = items.findIndex((item) => item.kind === 'person' && item.text.includes('burungcamar'));
  expect(items[at - 1]).toMatchObject({ kind: 'happened', what: 'forced' });
});

test('the second PIN may be used as often as the first: it locks nothing, and no guess before it is forgiven', async () => {
  const { house, phone } = scene;
  const tries = () =>
    house.does((tx) =>
      tx.execute<{ pin_tries: number }>(sql`select pin_tries from receipts where pin_tries > 0`),
    );
  await typePin('guesser', '1111');
  for (let again = 0; again < 6; again += 1) {
    await typePin(`again${again}`, '1357');
    expect(phone.heard(`again${again}`).at(-2)).toBe('Tidak ada pesan baru.');
  }
  expect((await tries()).map(({ pin_tries }) => pin_tries)).toEqual([1]);
  await typePin('hers', '4821');
  expect(await tries()).toEqual([]);
});

test('nobody finds out which PIN is which: the second one is chosen once, and never compared again', async () => {
  const { house, phone } = scene;
  const kept = () => house.does((tx) => tx.execute(sql`select duress_pin_hash, pin_hash from receipts`));
  const before = await kept();
  await phone.hear('hers', 'MENU');
  await phone.settle();
  await phone.press('hers', 'number');
  await phone.press('hers', 'pin');
  for (const pin of ['9999', '4821']) {
    await phone.hear('hers', pin);
    await phone.settle();
  }
  expect(phone.heard('hers').join('\n')).not.toContain('sama dengan PIN pertama');
  expect(phone.heard('hers').slice(-3).join('\n')).toContain('PIN kedua juga sudah disimpan.');
  expect(await kept()).toEqual(before);
});
