import { expect, test } from 'vitest';
import { names, pairedAs } from '../../../src/channels/whatsapp/credentials.ts';
import { pair } from '../../../src/channels/whatsapp/pairing.ts';
import { until, useScene } from './scene.ts';

const scene = useScene();

test('a code is shown until the phone scans it, and nothing is kept before', async () => {
  const { whatsapp, keyStore, log } = scene;
  const codes: string[] = [];
  const pairing = pair({ keyStore, wsUrl: whatsapp.wsUrl, log, onQr: (text) => codes.push(text) });
  await until(() => codes.length === 1);
  expect(codes[0]).toMatch(/^https:\/\/wa\.me\/settings\/linked_devices#2@/);
  expect(keyStore.written.size).toBe(0);
  await whatsapp.scanQr(codes[0] ?? '');
  expect(await pairing).toEqual({ is: 'paired' });
  expect(await pairedAs(keyStore)).toContain(whatsapp.account.number);
});

test('a pairing that is there is never overwritten', async () => {
  await scene.pairUp();
  const before = scene.keyStore.kept.get(names.creds);
  expect(await scene.pairUp()).toEqual({ is: 'alreadyPaired' });
  expect(scene.keyStore.kept.get(names.creds)).toBe(before);
});

test('what was left of a pairing before goes when a new one is made', async () => {
  await scene.keyStore.write(new Map([['key|session|285100000000001_1.0', 'of another account']]));
  await scene.pairUp();
  expect([...scene.keyStore.kept.keys()].filter((name) => name.includes('session'))).toEqual([]);
});

test('waiting for a scan can be given up', async () => {
  const { whatsapp, keyStore, log } = scene;
  const stopping = new AbortController();
  const onQr = () => stopping.abort();
  const pairing = pair({ keyStore, wsUrl: whatsapp.wsUrl, log, onQr, signal: stopping.signal });
  expect(await pairing).toEqual({ is: 'givenUp' });
  expect(keyStore.written.size).toBe(0);
});

test('a code of a connection that dropped is followed by a new one', async () => {
  const { whatsapp, keyStore, log } = scene;
  const codes: string[] = [];
  const pairing = pair({
    keyStore,
    wsUrl: whatsapp.wsUrl,
    log,
    onQr: (text) => {
      codes.push(text);
      if (codes.length === 1) {
        whatsapp.goOffline();
        whatsapp.goOnline();
      } else void whatsapp.scanQr(text);
    },
  });
  expect(await pairing).toEqual({ is: 'paired' });
  expect(new Set(codes).size).toBe(2);
});

test('an account that WhatsApp refuses ends the pairing with its reason', async () => {
  scene.whatsapp.refuseLogins(403);
  expect(await scene.pairUp()).toEqual({ is: 'refused', code: 'banned' });
});
