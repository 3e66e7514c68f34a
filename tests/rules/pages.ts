import { renderChatPage } from '../../src/channels/web/page.ts';
import { sensitive } from '../locales/lints.ts';
import { broken, functionIn, sourceOf, texts } from './ground.ts';
import { once, type Rule, rule, unless } from './rule.ts';

/** What a browser keeps, shows and asks others for (R13). */
interface Pages {
  /** The chat page as it is sent. */
  chat: string;
  headers: string;
  /** The console's frame and its way out. */
  layout: string;
  scripts: Record<string, string>;
  titles: string[];
}

const asset = (name: string) =>
  ({ url: `/chat/${name}` }) as Parameters<typeof renderChatPage>[0]['assets']['style'];

const pages = once<Pages>(() => ({
  chat: String(
    renderChatPage({
      language: 'id',
      chatName: 'Ruang Tulis',
      nonce: 'n',
      leaveUrl: '/chat/left',
      shown: { lines: [], choices: [], rails: [], last: 0, clearedAt: 0, awaitsReply: false },
      chat: 'c',
      assets: { style: asset('chat.css'), script: asset('chat.js') },
    }),
  ),
  headers: sourceOf('src/http/server.ts'),
  layout: sourceOf('src/console/pages/layout.ts'),
  scripts: {
    'the chat page': sourceOf('src/channels/web/assets/chat.js'),
    'the console': sourceOf('src/console/assets/console.js'),
  },
  titles: Object.values(texts()).flatMap((own) => [
    own['console.title'] ?? '',
    own['console.titleWaiting'] ?? '',
  ]),
}));

function pageFaults({ chat, headers, layout, scripts, titles }: Pages): string[] {
  const asked = [...chat.matchAll(/\b(?:src|href|action)="([^"]+)"/g)].map(([, url]) => url ?? '');
  return [
    ...asked.filter((url) => /^(https?:)?\/\//.test(url)).map((url) => `the page asks ${url}`),
    ...unless(
      !/<script(?![^>]*\bsrc=)|<style|\sstyle="|\son\w+="/.test(chat),
      'something inline on the page',
    ),
    ...unless(
      /id="leave"/.test(chat) && /<title>Ruang Tulis<\/title>/.test(chat),
      'no way out, or a title that tells',
    ),
    ...unless(/defaultSrc: \["'none'"\]/.test(headers), 'the page may ask others'),
    ...unless(
      /'cache-control', 'no-store'/.test(functionIn(headers, 'setHeaders')),
      'the browser may keep the page',
    ),
    ...unless(/data-leave/.test(functionIn(layout, 'leave')), 'the console has no way out'),
    ...Object.entries(scripts).flatMap(([where, script]) =>
      unless(/'Escape'/.test(script), `Esc does not leave ${where}`),
    ),
    ...titles
      .filter((title) => title === '' || sensitive.test(title))
      .map((title) => `a title says "${title}"`),
  ];
}

export const pageRules: readonly Rule[] = [
  rule({
    id: 'R13',
    says: 'Every page has a way out in its corner and on Esc, a neutral title and icon, is kept by no browser, and asks nobody else for anything.',
    heldBy: [
      'tests/channels/web/chat.e2e.test.ts › by Esc is at once, tells the conversation, and back shows nothing',
      'tests/http/server.test.ts › allows our own files only, nothing inline, no frame and no referrer',
      'tests/console/access.db.test.ts › is kept by no cache, found by no search engine, and has a neutral title',
    ],
    world: pages,
    check: pageFaults,
    planted: 'A page that fetches its letters from somebody else.',
    breach: (world) => ({
      ...world,
      chat: broken(
        world.chat,
        '</head>',
        '<link rel="stylesheet" href="https://fonts.example/a.css"></head>',
      ),
    }),
    finds: /^the page asks https:\/\/fonts\.example/,
  }),
];
