import { describe, expect, it } from 'vitest';
import {
  addressFrom,
  plainText,
  readLeaving,
  readWritten,
  type Written,
} from '../../../src/channels/web/receive.ts';

const address = 'AAAAAAAAAAAAAAAAAAAAAA';
const written: Written = {
  address,
  nonce: 'n'.repeat(22),
  isNew: false,
  language: 'id',
  text: 'halo',
};
const idsOf = (form: Partial<Written>) => readWritten({ ...written, ...form }).map((one) => one.externalId);

describe('what a form says', () => {
  it.each([
    [
      'a text',
      { text: ' tolong saya\r\nsekarang ' },
      { type: 'inbound.text', text: 'tolong saya\nsekarang' },
    ],
    ['a tap', { token: '2.yes', text: undefined }, { type: 'inbound.tap', token: '2.yes' }],
  ])('is %s', (_what, form, happened) => {
    expect(readWritten({ ...written, ...form })).toEqual([
      { channel: 'web', address, externalId: expect.any(String), happened },
    ]);
  });

  it.each([[''], ['   '], ['\r\n'], [undefined]])('is nothing when the text is %j', (text) => {
    expect(readWritten({ ...written, isNew: true, text })).toEqual([]);
  });

  it('begins a new conversation in the language that was shown, before the words', () => {
    const [start, said] = readWritten({ ...written, isNew: true, language: 'en' });
    expect(start?.happened).toEqual({ type: 'inbound.start', language: 'en' });
    expect(said?.happened).toEqual({ type: 'inbound.text', text: 'halo' });
    expect(start?.externalId).not.toBe(said?.externalId);
  });

  it('keeps the letters of every script and drops what no text has', () => {
    expect(plainText('ꦠꦺꦴꦭꦺꦴꦁ 🙏\u0000')).toBe('ꦠꦺꦴꦭꦺꦴꦁ 🙏');
  });
});

describe('the same form sent twice', () => {
  it('gives the same ids, whether or not the conversation has begun in between', () => {
    const [, said] = idsOf({ isNew: true });
    expect(idsOf({ isNew: true })).toEqual(idsOf({ isNew: true }));
    expect(idsOf({})).toEqual([said]);
  });

  it('gives another id when its words changed in between, so none are lost', () => {
    expect(idsOf({ text: 'halo, tolong' })).not.toEqual(idsOf({}));
    expect(idsOf({ text: undefined, token: 'halo' })).not.toEqual(idsOf({}));
  });

  it('gives other ids for another page or another person', () => {
    expect(idsOf({ nonce: 'm'.repeat(22) })).not.toEqual(idsOf({}));
    expect(idsOf({ address: 'B'.repeat(22) })).not.toEqual(idsOf({}));
  });

  it('meets the conversation that its first copy began', () => {
    expect(addressFrom('n'.repeat(22))).toBe(addressFrom('n'.repeat(22)));
    expect(addressFrom('n'.repeat(22))).not.toBe(addressFrom('m'.repeat(22)));
    expect(addressFrom('n'.repeat(22))).toMatch(/^[\w-]{22}$/);
  });
});

it('leaving is the safe word, once for each leaving', () => {
  expect(readLeaving(address, 'a').happened).toEqual({ type: 'inbound.text', text: 'KELUAR' });
  expect(readLeaving(address, 'a').externalId).not.toBe(readLeaving(address, 'b').externalId);
});
