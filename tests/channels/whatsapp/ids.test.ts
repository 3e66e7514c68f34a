import { expect, test } from 'vitest';
import {
  addressOf,
  chatKindOf,
  externalIdOf,
  isPersonAddress,
  messageIdOf,
  wireIdOf,
} from '../../../src/channels/whatsapp/ids.ts';

const lid = '285100000000001@lid';
const number = '6281200000001@s.whatsapp.net';

test.each([
  ['the pseudonym alone', { remoteJid: lid }, lid],
  ['the pseudonym before the number', { remoteJid: number, remoteJidAlt: lid }, lid],
  ['the pseudonym when the number is the other one', { remoteJid: lid, remoteJidAlt: number }, lid],
  ['the number when there is nothing else', { remoteJid: number }, number],
  ['a person for all her devices', { remoteJid: '285100000000001:12@lid' }, lid],
  ['a person behind a business server', { remoteJid: '6281200000001@hosted' }, number],
  ['nobody in a group', { remoteJid: '120363000000000001@g.us', participant: lid }, undefined],
  ['nobody without a chat', {}, undefined],
])('an address is %s', (_what, key, address) => {
  expect(addressOf(key)).toBe(address);
});

test('the same message has one external id under either addressing', () => {
  const ids = [
    { remoteJid: lid, remoteJidAlt: number },
    { remoteJid: number, remoteJidAlt: lid },
    { remoteJid: '285100000000001:3@lid' },
  ].map((key) => externalIdOf(addressOf(key) ?? '', '3A01'));
  expect(new Set(ids)).toEqual(new Set([`${lid}:${lid}:3A01`]));
});

test('a message id of ours travels as 32 capital hexadecimal digits and comes back', () => {
  const ours = '0f8fad5b-d9cb-469f-a165-70867728950e';
  expect(wireIdOf(ours)).toBe('0F8FAD5BD9CB469FA16570867728950E');
  expect(messageIdOf(wireIdOf(ours))).toBe(ours);
});

test('an id that is no UUID is left as it is, both ways', () => {
  expect(wireIdOf('3EB0AA')).toBe('3EB0AA');
  expect(messageIdOf('3EB0AA')).toBe('3EB0AA');
});

test.each([
  [lid, true],
  [number, true],
  ['285100000000001:2@lid', false],
  ['status@broadcast', false],
  ['120363000000000001@g.us', false],
  ['0@s.whatsapp.net', false],
  ['', false],
])('%s may be written to: %s', (address, may) => {
  expect(isPersonAddress(address)).toBe(may);
});

test('every kind of chat is told apart', () => {
  expect(
    [lid, number, '1@g.us', 'status@broadcast', '1@broadcast', '1@newsletter', '1@bot', 'x@y', 'no'].map(
      chatKindOf,
    ),
  ).toEqual(['person', 'person', 'group', 'status', 'broadcast', 'newsletter', 'bot', 'unknown', 'unknown']);
});
