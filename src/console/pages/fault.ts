import { type Html, html } from '../../http/html.ts';
import type { View } from '../view.ts';
import type { Key } from '../words.ts';
import { doorPage } from './layout.ts';

/** What went wrong: what happened, what is safe, what to do. Never a stack, never what was typed. */
function faultPage(view: View, heading: Key & `fault.${string}`, why: Key & `fault.${string}`): Html {
  const { words } = view;
  const say = (key: string) => words.find(key) ?? '';
  return doorPage(view, {
    heading: say(heading),
    content: html`<p>${say(why)}</p><p><a class="button" href="/console">${words('fault.toQueue')}</a></p>`,
  });
}

export function notFoundPage(view: View): Html {
  return faultPage(view, 'fault.notFound', 'fault.notFoundWhy');
}

export function stalePage(view: View): Html {
  return faultPage(view, 'fault.stale', 'fault.staleWhy');
}

/** @param status of the answer: 429, other 4xx, or ours */
export function brokenPage(view: View, status: number): Html {
  if (status === 429) return faultPage(view, 'fault.tooMany', 'fault.tooManyWhy');
  if (status < 500) return faultPage(view, 'fault.unread', 'fault.unreadWhy');
  return faultPage(view, 'fault.ours', 'fault.oursWhy');
}

/** Words that were not kept come back, with the reason, so that none is lost. */
export function unsentPage(view: View, text: string, why: string): Html {
  const { words } = view;
  return doorPage(view, {
    heading: words('fault.unsent'),
    content: html`<p>${why}</p>
<textarea readonly rows="6" aria-label="${words('case.write')}">${text}</textarea>
<p><a class="button" href="/console">${words('fault.toQueue')}</a></p>`,
  });
}
