import { describe, expect, it } from 'vitest';
import english from '../../../locales/en/chat.json' with { type: 'json' };
import indonesian from '../../../locales/id/chat.json' with { type: 'json' };
import { readAssets } from '../../../src/channels/web/assets.ts';
import {
  type PageView,
  renderBubble,
  renderChatPage,
  renderChoices,
  renderIcon,
} from '../../../src/channels/web/page.ts';
import { openingLines, readShown } from '../../../src/channels/web/thread.ts';
import { opening } from './room.ts';

const hostile = `</p></li><script>alert(1)</script>" onload='x' <img src=x onerror=y> {{name}} \${1} &amp;`;
const view: PageView = {
  language: 'id',
  chatName: 'Catatan',
  nonce: 'n'.repeat(22),
  leaveUrl: 'https://www.google.com/search?q=cuaca&hl=id',
  shown: readShown(openingLines(opening.id)),
  chat: '',
  assets: readAssets(),
};

describe('hostile words', () => {
  const lines = [
    {
      sequence: 1,
      part: {
        type: 'text' as const,
        text: hostile,
        choices: [{ token: hostile, label: hostile }],
        rails: [{ token: hostile, label: hostile }],
      },
    },
    { sequence: 1, part: { type: 'text' as const, text: hostile, choices: [], rails: [] }, mine: true },
  ];
  const shown = readShown(lines);

  it('stay words wherever they stand on the page', () => {
    const page = renderChatPage({
      ...view,
      chatName: hostile,
      nonce: hostile,
      leaveUrl: hostile,
      shown,
    }).markup;
    expect(page.match(/<script[^>]*>/g)).toEqual([expect.stringContaining('src="/chat/chat.js')]);
    expect(page).not.toMatch(/<img|<\/p><\/li><script|" onload|' <img/);
    expect(page.match(/&#60;script&#62;/g)?.length).toBeGreaterThanOrEqual(8);
  });

  it('stay words in a line and a button that arrive later, and in the icon', () => {
    const later = [
      ...shown.lines.map((line) => renderBubble('id', line).markup),
      renderChoices('id', shown).markup,
      renderIcon('<script>').markup,
    ].join('');
    expect(later).not.toMatch(/<script|<img|" onload/);
    expect(later).toContain('&#60;');
  });
});

describe('the page', () => {
  const page = renderChatPage(view).markup;

  it('has no inline script or style, and nothing of anybody else', () => {
    expect(page).not.toMatch(/<style|style="|\son\w+="|javascript:/);
    const urls = [...page.matchAll(/(?:src|href|action)="([^"]*)"/g)].map((match) => match[1]);
    expect(urls.length).toBeGreaterThan(3);
    for (const url of urls) expect(url).toMatch(/^\/chat/);
  });

  it('is named and drawn by the neutral name alone', () => {
    expect(page).toContain('<title>Catatan</title>');
    expect(renderIcon('catatan').markup).toContain('>C</text>');
    expect(renderIcon('').markup).toContain('>·</text>');
  });

  it('marks what the person wrote where the words are held no longer', () => {
    expect(renderBubble('id', { sequence: 1, text: '', mine: true }).markup).toContain('Anda menulis');
  });

  it('says each of its own words in both languages', () => {
    expect(Object.keys(english)).toEqual(Object.keys(indonesian));
    const both = renderChatPage({ ...view, language: 'en' }).markup;
    expect(both).toContain('lang="en"');
    expect(both).toContain('Write here');
    expect(both).not.toContain('Tulis di sini');
  });

  it('says nothing in its own words that an onlooker would ask about', () => {
    const sensitive =
      /kekerasan|perkosa|korban|tppo|polisi|lapor|seksual|bunuh|violence|victim|police|report|abuse/i;
    for (const said of [...Object.values(indonesian), ...Object.values(english)])
      expect(said).not.toMatch(sensitive);
  });
});
