import { expect, test } from 'vitest';
import { wireIdOf } from '../../../src/channels/whatsapp/ids.ts';
import { randomIds } from '../../../src/ids.ts';
import { sleep, textTo, until, useScene } from './scene.ts';

const scene = useScene();

test('a text comes in while connected', async () => {
  await scene.connected();
  const siti = scene.whatsapp.person();
  const id = await siti.say('halo, ini rahasia');
  await until(() => scene.intake.kept.length === 1);
  expect(scene.intake.kept).toEqual([
    {
      channel: 'whatsapp',
      externalId: `${siti.lid}:${siti.lid}:${id}`,
      address: siti.lid,
      happened: { type: 'inbound.text', text: 'halo, ini rahasia' },
    },
  ]);
  await until(() => siti.delivered().includes(id));
});

test('F1: texts written while we were away come in, in order', async () => {
  await scene.connected();
  const siti = scene.whatsapp.person();
  scene.whatsapp.goOffline();
  await siti.say('satu');
  await siti.say('dua');
  await siti.say('tiga');
  expect(scene.words()).toEqual([]);
  scene.whatsapp.goOnline();
  await until(() => scene.intake.kept.length === 3);
  expect(scene.words()).toEqual(['satu', 'dua', 'tiga']);
  expect(scene.whatsapp.waitingCount()).toBe(0);
});

test('somebody addressed by number is known by her pseudonym, and her number is not kept', async () => {
  const channel = await scene.connected();
  const rini = scene.whatsapp.person({ addressedBy: 'number' });
  await rini.say('halo');
  await until(() => scene.intake.kept.length === 1);
  expect(scene.intake.kept[0]?.address).toBe(rini.lid);
  expect(JSON.stringify(scene.intake.kept)).not.toContain(rini.number.slice(0, 13));
  expect(await channel.send(textTo(rini.lid, 'halo juga'))).toMatchObject({ is: 'sent' });
  expect(await rini.heard()).toBe('halo juga');
});

test('a text goes out under the id that we chose, and the own phone sees it too', async () => {
  const channel = await scene.connected();
  const siti = scene.whatsapp.person();
  await siti.say('halo');
  await until(() => scene.intake.kept.length === 1);
  const messageId = randomIds.uuid();
  const outcome = await channel.send(textTo(siti.address, 'Apa kamu aman?\n1. Ya\n2. Tidak', messageId));
  expect(outcome).toEqual({ is: 'sent', providerId: wireIdOf(messageId) });
  expect(await siti.heard()).toBe('Apa kamu aman?\n1. Ya\n2. Tidak');
  expect(siti.screen()[0]?.id).toBe(wireIdOf(messageId));
  expect(scene.whatsapp.ownCopies()).toEqual(['Apa kamu aman?\n1. Ya\n2. Tidak']);
});

test('a second send of one message stays one message on the phone', async () => {
  const channel = await scene.connected();
  const siti = scene.whatsapp.person();
  const outgoing = textTo(siti.address, 'sekali saja');
  await channel.send(outgoing);
  await channel.send(outgoing);
  await until(() => siti.copies(wireIdOf(outgoing.messageId)) === 2);
  expect(siti.screen()).toHaveLength(1);
});

test('F5: the same message encrypted anew carries the same external id', async () => {
  await scene.connected();
  const siti = scene.whatsapp.person();
  const id = await siti.say('tolong');
  await siti.say('tolong', id);
  await until(() => scene.intake.batches.flat().length === 2);
  const ids = scene.intake.batches.flat().map(({ externalId }) => externalId);
  expect(new Set(ids).size).toBe(1);
  expect(scene.words()).toEqual(['tolong']);
});

test('F5: the same bytes once more change nothing, live and after a lost receipt', async () => {
  await scene.connected();
  const siti = scene.whatsapp.person();
  const id = await siti.say('tolong');
  await until(() => scene.intake.kept.length === 1);
  siti.repeat(id);
  scene.whatsapp.loseReceipts(true);
  const second = await siti.say('lagi');
  await until(() => scene.intake.kept.length === 2);
  scene.whatsapp.loseReceipts(false);
  scene.whatsapp.dropLine();
  await until(() => scene.whatsapp.isOnline() && scene.whatsapp.waitingCount() === 0);
  await siti.say('terakhir');
  await until(() => scene.words().includes('terakhir'));
  expect(scene.words()).toEqual(['tolong', 'lagi', 'terakhir']);
  const seconds = scene.intake.batches.flat().filter(({ externalId }) => externalId.endsWith(second));
  expect(new Set(seconds.map(({ externalId }) => externalId)).size).toBe(1);
});

test('a message that could not be decrypted is asked for again and comes in once', async () => {
  const channel = await scene.connected();
  const siti = scene.whatsapp.person();
  await siti.say('satu');
  await until(() => scene.intake.kept.length === 1);
  // Our own copy of her session is lost, as after a restored backup.
  await channel.stop();
  const sessions = [...scene.keyStore.kept.keys()].filter((name) => name.startsWith('key|session|'));
  expect(sessions.length).toBeGreaterThan(0);
  await scene.keyStore.write(new Map(sessions.map((name) => [name, null])));
  await scene.connected();
  await siti.say('dua');
  await until(() => scene.words().includes('dua'));
  expect(scene.words()).toEqual(['satu', 'dua']);
});

test('F7: after a restart a phone that could not read a message gets it again from what is still kept', async () => {
  const first = await scene.connected();
  const siti = scene.whatsapp.person();
  const outgoing = textTo(siti.address, 'jawaban');
  await first.send(outgoing);
  await first.stop();
  await scene.connected({ sentMessage: async (id) => (id === outgoing.messageId ? 'jawaban' : undefined) });
  await siti.askAgain(wireIdOf(outgoing.messageId));
  await until(() => siti.copies(wireIdOf(outgoing.messageId)) === 2);
  expect(siti.screen()).toEqual([{ id: wireIdOf(outgoing.messageId), text: 'jawaban' }]);
});

test('what the intake cannot take is kept later, in order, and never lost', async () => {
  await scene.connected();
  const siti = scene.whatsapp.person();
  scene.intake.failNext(2);
  await siti.say('satu');
  // The library hands over what it has decrypted first; only what we have in hand has an order to keep.
  await until(() => scene.intake.batches.length > 0);
  await siti.say('dua');
  await until(() => scene.intake.kept.length === 2);
  expect(scene.words()).toEqual(['satu', 'dua']);
  expect(scene.lines.join('')).toContain('whatsapp.notKept');
});

test('a stop waits for what was heard but not kept yet', async () => {
  const channel = await scene.connected();
  const siti = scene.whatsapp.person();
  const letGo = scene.intake.holdNext();
  await siti.say('satu');
  await until(() => scene.intake.batches.length === 1);
  const stopping = channel.stop();
  await sleep(50);
  expect(scene.intake.kept).toHaveLength(0);
  letGo();
  await stopping;
  expect(scene.words()).toEqual(['satu']);
});

test('no row pairs a pseudonym with a number, and a chat goes on after a restart without them', async () => {
  const first = await scene.connected();
  const siti = scene.whatsapp.person();
  await siti.say('halo');
  await until(() => scene.intake.kept.length === 1);
  await first.send(textTo(siti.address, 'satu'));
  await first.stop();
  const second = await scene.connected();
  await siti.say('lagi');
  await until(() => scene.intake.kept.length === 2);
  expect(await second.send(textTo(siti.address, 'dua'))).toMatchObject({ is: 'sent' });
  const everything = [...scene.keyStore.kept].flat().join('\n');
  expect([...scene.keyStore.written].filter((name) => name.includes('lid-mapping'))).toEqual([]);
  expect(everything).toContain(siti.lid.slice(0, 15));
  expect(everything).not.toContain(siti.number.slice(0, 13));
  expect(everything).not.toContain(siti.name);
});
