import { type Html, html } from '../../http/html.ts';
import type { AlarmAnswer } from '../../store/alarm-answers.ts';
import type { ListedWay } from '../../store/alarm-ways.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { csrfField, doorPage, placePage } from './layout.ts';
import { qrCode } from './qr.ts';

/** A code that ties her chat to her, and where it leads. */
export interface Pairing {
  kind: 'telegram' | 'whatsapp';
  code: string;
  /** Opens the bot's chat with the code in it; null while the bot's name is not known. */
  link: string | null;
}

export interface AlarmContents {
  ways: ListedWay[];
  pairing?: Pairing | undefined;
  /** Our public half for Web Push (VAPID), base64url. */
  pushKey: string | undefined;
}

/** Design §7: the alarm that counts is outside the browser, over two ways at least. */
export const waysNeeded = 2;

/** *Alarm saya*: how she is woken, and whether it truly works. */
export function alarmPage(view: View, contents: AlarmContents): Html {
  const { words } = view;
  const tested = contents.ways.filter((way) => way.testedAt && !way.failedAt).length;
  return placePage(view, {
    place: 'more',
    kind: 'place alarm',
    script: 'alarm.js',
    heading: words('alarm'),
    content: html`<p class="lead">${tested >= waysNeeded ? words('alarm.ready') : words('alarm.notReady', { count: String(tested) })}</p>
<p class="hint">${words('alarm.why')}</p>
${wayList(view, contents)}${trial(view, contents)}
<h2>${words('alarm.add')}</h2>${chat(view, 'telegram', contents)}${push(view, contents)}${chat(view, 'whatsapp', contents)}`,
  });
}

function wayList(view: View, { ways }: AlarmContents): Html | false {
  if (ways.length === 0) return false;
  const { words } = view;
  return html`<ul class="members">${ways.map(
    (
      way,
    ) => html`<li class="member"><div><p><b>${words(`alarm.kind.${way.kind}`)}</b></p><p class="hint">${wayState(view, way)}</p></div>
<form method="post" action="/console/alarm/ways/${way.id}/remove" data-once>${csrfField(view)}<button>${words('alarm.remove')}</button></form></li>`,
  )}</ul>`;
}

/** Who got the last alarm that was tried, and when she pressed it. */
function wayState({ words }: View, { triedAt, sentAt, testedAt, failedAt }: ListedWay): string {
  if (failedAt) return words('alarm.failed', { when: momentOf(failedAt, words) });
  if (testedAt && (!triedAt || testedAt >= triedAt))
    return words('alarm.tested', { when: momentOf(testedAt, words) });
  if (!triedAt) return words('alarm.untested');
  return sentAt && sentAt >= triedAt
    ? words('alarm.trialSent', { when: momentOf(sentAt, words) })
    : words('alarm.trialWaits');
}

function trial(view: View, { ways }: AlarmContents): Html | false {
  if (ways.length === 0) return false;
  const { words } = view;
  return html`<form method="post" action="/console/alarm/trial" data-once>${csrfField(view)}<button class="primary wide">${words('alarm.trialGo')}</button></form>
<p class="hint">${words('alarm.trialWhy')}</p>`;
}

/** A code that only she sees, on this screen; whoever sends it to the bot is she. */
function chat(view: View, kind: Pairing['kind'], { pairing }: AlarmContents): Html {
  const { words } = view;
  const line = kind === 'telegram' ? '/alarm' : 'alarm';
  return html`<section class="way"><h3>${words(`alarm.kind.${kind}`)}</h3>${
    pairing?.kind === kind
      ? html`${pairing.link && html`${qrCode(pairing.link, words('alarm.qr'))}<p><a class="button wide" href="${pairing.link}" rel="noreferrer">${words('alarm.openTelegram')}</a></p>`}
<p>${words(`alarm.write.${kind}`)}</p><p class="secret key" id="pairing">${line} ${pairing.code}</p><p class="hint">${words('alarm.codeWhy')}</p>
<p><a class="button" href="/console/alarm">${words('alarm.checkPaired')}</a></p>`
      : html`<p class="hint">${words(`alarm.${kind}Why`)}</p>
<form method="post" action="/console/alarm/chat" data-once>${csrfField(view)}<button name="kind" value="${kind}">${words(`alarm.${kind}Go`)}</button></form>`
  }</section>`;
}

/** Only a script can ask the browser; without one, and on phones that lack it, it is said. */
function push(view: View, { pushKey }: AlarmContents): Html | false {
  if (pushKey === undefined) return false;
  const { words } = view;
  return html`<section class="way" id="push" data-key="${pushKey}" data-worker="/console/alarm-worker.js"><h3>${words('alarm.kind.push')}</h3>
<p class="hint">${words('alarm.pushWhy')}</p>
<form method="post" action="/console/alarm/push" id="push-form" hidden>${csrfField(view)}<input type="hidden" name="subscription" value=""><button>${words('alarm.pushGo')}</button></form>
<p class="hint">${words('alarm.pushPhone')}</p><p class="notice" data-push="iphone" hidden>${words('alarm.pushIphone')}</p>
<p class="notice trouble" data-push="none">${words('alarm.pushNone')}</p>
<p class="notice trouble" role="alert" data-push="refused" hidden>${words('alarm.pushRefused')}</p>
<p class="notice trouble" role="alert" data-push="failed" hidden>${words('alarm.pushFailed')}</p></section>`;
}

/** What an alarm opens: one thing to do, no word of anybody, signed in or not. @param token the alarm's one-time id */
export function alarmLanding(view: View, token: string): Html {
  const { words } = view;
  return doorPage(view, {
    heading: words('ring'),
    content: html`<p class="lead">${words('ring.waits')}</p>
<form method="post" action="/console/alarm/${token}" data-once>${csrfField(view)}<button class="primary ring">${words('ring.take')}</button></form>
<p class="hint">${words('ring.why')}</p>`,
  });
}

/** What came of it, and where to go on. */
export function alarmAnswer(view: View, answer: AlarmAnswer): Html {
  const { words } = view;
  const way = answer.is === 'claimed' ? `/console/cases/${answer.caseId}` : '/console';
  return doorPage(view, {
    heading: words(`ring.${answer.is}`),
    content: html`<p>${words(`ring.${answer.is}Why`)}</p>
${answer.is === 'claimed' && answer.overCap && html`<p class="notice">${words('notice.overCap')}</p>`}
<p><a class="button primary wide" href="${way}">${words(answer.is === 'claimed' ? 'ring.open' : 'ring.toQueue')}</a></p>`,
  });
}
