import { describe, expect, it } from 'vitest';
import { readLanguage } from '../../src/http/language.ts';
import { isLoopback, sourceOf } from '../../src/http/rates.ts';
import { isForeign } from '../../src/http/same-origin.ts';

describe('the language of a page', () => {
  it.each([
    [undefined, undefined, 'id'],
    [undefined, 'id-ID,id;q=0.9,en;q=0.8', 'id'],
    [undefined, 'en-US,en;q=0.9,id;q=0.8', 'en'],
    [undefined, 'jv,id;q=0.9,en;q=0.5', 'id'],
    [undefined, 'zh-CN,zh;q=0.9,en;q=0.8', 'en'],
    [undefined, 'ms-MY', 'id'],
    ['en', 'id-ID', 'en'],
    ['id', 'en-US', 'id'],
    ['xx', 'en-US', 'en'],
    [['en', 'id'], 'id', 'id'],
  ])('?lang=%s with a browser that asks for %s is %s', (lang, accepted, language) => {
    expect(readLanguage({ query: { lang }, headers: { 'accept-language': accepted } })).toBe(language);
  });
});

describe('the source of a request', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:1:2:ffff::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('%s counts as %s', (ip, source) => {
    expect(sourceOf(ip)).toBe(source);
  });

  it('knows this machine itself', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].map(isLoopback)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['10.0.0.1', '203.0.113.7', '2001:db8::127.0.0.1'].map(isLoopback)).toEqual([false, false, false]);
  });
});

describe('a request from another site', () => {
  const host = 'catatan.example';
  const post = (headers: Record<string, string>, publicUrl?: string) =>
    isForeign({ method: 'POST', host, headers }, publicUrl);

  it.each([
    ['a program says nothing', {}, false],
    ['a modern browser on our page', { 'sec-fetch-site': 'same-origin' }, false],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }, false],
    ['a modern browser elsewhere', { 'sec-fetch-site': 'cross-site' }, true],
    ['a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }, true],
    [
      'elsewhere, with an origin that looks like ours',
      { 'sec-fetch-site': 'cross-site', origin: `https://${host}` },
      true,
    ],
    ['an older browser on our page', { origin: `https://${host}` }, false],
    ['an older browser under our own policy', { origin: 'null' }, false],
    ['an older browser elsewhere', { origin: 'https://elsewhere.example' }, true],
    ['an origin that only begins like ours', { origin: `https://${host}.elsewhere.example` }, true],
  ])('%s', (_what, headers, foreign) => {
    expect(post(headers)).toBe(foreign);
  });

  it('may only read', () => {
    expect(isForeign({ method: 'GET', host, headers: { 'sec-fetch-site': 'cross-site' } }, undefined)).toBe(
      false,
    );
  });

  it('knows our public name behind a proxy that changes the host', () => {
    const behind = (publicUrl: string | undefined) =>
      isForeign(
        { method: 'POST', host: '127.0.0.1:3000', headers: { origin: `https://${host}` } },
        publicUrl,
      );
    expect(behind(`https://${host}`)).toBe(false);
    expect(behind(undefined)).toBe(true);
  });
});
