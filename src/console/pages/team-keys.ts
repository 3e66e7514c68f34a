import { type Html, html } from '../../http/html.ts';
import type { CaseReader } from '../../store/exclusions.ts';
import type { OpenInvite } from '../../store/invites.ts';
import type { ListedMember } from '../../store/members.ts';
import { momentOf } from '../times.ts';
import type { View } from '../view.ts';
import { csrfField, placePage } from './layout.ts';

/** One button with what it does written under it. */
function act(view: View, action: string, button: string, why: string, isMain = false): Html {
  return html`<form class="card-form" method="post" action="${action}" data-once>${csrfField(view)}
<p class="hint">${why}</p><button class="${isMain ? 'primary wide' : 'wide'}">${button}</button></form>`;
}

/** Links that still open a door, and how to take one back. */
export function inviteList(view: View, invites: readonly OpenInvite[]): Html | false {
  const { words } = view;
  if (invites.length === 0) return false;
  return html`<section><h2>${words('team.invites')}</h2><ul class="members">${invites.map(
    (invite) => html`<li class="member"><div class="member-head"><p><strong>${invite.name}</strong></p>
<p class="hint">${[
      ...invite.roles.map((role) => words(`role.${role}`)),
      ...(invite.isRenewal ? [words('team.inviteRenewal')] : []),
      ...(invite.opensCases ? [words('team.inviteOpens')] : []),
      words('team.inviteUntil', { when: momentOf(invite.expiresAt, words) }),
    ].join(' · ')}</p></div>
<form method="post" action="/console/team/invites/${invite.id}/revoke" data-once>${csrfField(view)}<button>${words('team.inviteRevoke')}</button></form></li>`,
  )}</ul></section>`;
}

/** How far the sealing of old cases has come, while there is something left. */
export function resealNote(view: View, left: number): Html | false {
  const { words } = view;
  if (left === 0) return false;
  return html`<section id="reseal"><h2>${words('team.reseal')}</h2><p>${words('team.resealLeft', { count: String(left) })}</p>
${act(view, '/console/team/reseal', words('team.resealGo'), words('team.resealNot'))}</section>`;
}

/** What a supervisor may decide about one of the team; an admin only makes the new link. */
export function memberPage(
  view: View,
  member: ListedMember,
  { mayDecide, isMe }: { mayDecide: boolean; isMe: boolean },
): Html {
  const { words } = view;
  const path = `/console/team/${member.id}`;
  const isCounsellor = member.roles.includes('counsellor') && !member.roles.includes('supervisor');
  return placePage(view, {
    place: 'team',
    heading: words('team.manage', { name: member.name }),
    content: html`<h2>${words('team.renew')}</h2>${act(view, `${path}/renew`, words('team.renewGo'), words('team.renewWhy'))}
${
  mayDecide &&
  isCounsellor &&
  html`<h2>${words('team.child')}</h2>${
    member.childCases
      ? act(view, `${path}/child-cases/take`, words('team.childTake'), words('team.childTakeWhy'))
      : act(view, `${path}/child-cases/give`, words('team.childGive'), words('team.childGiveWhy'))
  }`
}
${mayDecide && !isMe && html`<h2>${words('team.leave')}</h2><p><a class="button" href="${path}/leave">${words('team.leave')}</a></p>`}
<p><a class="button" href="/console/team">${words('back')}</a></p>`,
  });
}

/** Asked once more, with what it does and what it cannot undo. */
export function leavePage(view: View, { id, name }: { id: string; name: string }): Html {
  const { words } = view;
  return placePage(view, {
    place: 'team',
    heading: words('team.leave'),
    content: html`<p class="lead">${words('team.leaveLead', { name })}</p><p>${words('team.leaveDoes')}</p>
<p class="notice">${words('team.leaveNot')}</p>
<form class="card-form" method="post" action="/console/team/${id}/leave" data-once>${csrfField(view)}<button class="primary wide">${words('team.leaveGo', { name })}</button></form>
<p><a class="button" href="/console/team">${words('team.leaveNo')}</a></p>`,
  });
}

/** Who may read one case, and who is shut out of it. */
export function readersPage(
  view: View,
  caseId: string,
  readers: readonly CaseReader[],
  mayDecide: boolean,
): Html {
  const { words } = view;
  const isOneByOne = readers.some(({ isShutOut }) => isShutOut);
  return placePage(view, {
    place: 'talks',
    heading: words('readers'),
    content: html`<p>${words('readers.lead')}</p><p class="notice">${words('readers.not')}</p>
<ul class="members">${readers.map((reader) => readerRow(view, { caseId, reader, mayDecide, isOneByOne }))}</ul>
<p><a class="button" href="/console/cases/${caseId}">${words('readers.back')}</a></p>`,
  });
}

function readerRow(
  view: View,
  {
    caseId,
    reader,
    mayDecide,
    isOneByOne,
  }: { caseId: string; reader: CaseReader; mayDecide: boolean; isOneByOne: boolean },
): Html {
  const { words, me } = view;
  const { id, name, reads, isShutOut } = reader;
  const isMe = id === me?.id;
  const path = `/console/cases/${caseId}/readers/${id}`;
  const button = (verb: 'shut-out' | 'let-in', said: string) =>
    html`<form method="post" action="${path}/${verb}" data-once>${csrfField(view)}<button>${said}</button></form>`;
  const state = isShutOut ? 'readers.shut' : reads ? 'readers.reads' : 'readers.no';
  return html`<li class="member"><div class="member-head"><p><strong>${name}</strong></p><p class="hint">${words(state)}</p></div>
${reads && (isMe || mayDecide) && button('shut-out', isMe ? words('readers.shutMe') : words('readers.shutGo', { name }))}
${mayDecide && (isShutOut || (isOneByOne && !reads)) && button('let-in', words('readers.letGo', { name }))}</li>`;
}
