import { expect, test } from 'vitest';
import { readAssets } from '../../src/console/assets.ts';
import { nightCardPage } from '../../src/console/pages/night-card.ts';
import type { View } from '../../src/console/view.ts';
import { wordsOf } from '../../src/console/words.ts';
import { services } from '../../src/directory/numbers.ts';
import { seen } from './scene.ts';

const view: View = {
  words: wordsOf('id'),
  language: 'id',
  theme: 'auto',
  now: new Date('2026-11-21T02:00:00Z'),
  isNight: false,
  csrf: 'x',
  path: '/console/night-card',
  notice: undefined,
  me: { id: '11111111-1111-4111-8111-111111111111', name: 'Marselina', roles: [] },
  assets: readAssets(),
  banners: [],
  lockSeconds: null,
};

test('the night card says what a night is made of, the numbers for everybody, and nothing of anybody', () => {
  const page = nightCardPage(view, services).markup;
  expect(page.match(/<li><b>/g)).toHaveLength(13);
  const text = seen(page);
  for (const number of ['110', '129', '+62 811 1129 129']) expect(text).toContain(number);
  expect(text).not.toContain('Marselina');
});

test('the night card names no number that may not be shown', () => {
  const silenced = services.map((service) => ({ ...service, publish: false as const }));
  expect(seen(nightCardPage(view, silenced).markup)).not.toMatch(/\b1(10|29)\b/);
});
