import { type Html, html } from '../../http/html.ts';
import type { OpenInvite } from '../../store/invites.ts';
import type { ListedMember } from '../../store/members.ts';
import type { Role } from '../../store/schema/members.ts';
import type { View } from '../view.ts';
import { field, trouble } from './door.ts';
import { dutySwitch } from './duty.ts';
import { csrfField, placePage } from './layout.ts';
import { inviteList, resealNote } from './team-keys.ts';

export interface TeamContents {
  members: ListedMember[];
  /** Whether she holds keys that she could entrust. */
  mayTrust: boolean;
  mayInvite: boolean;
  /** Links that still open a door; none for who may not make any. */
  invites: OpenInvite[];
  /** Case keys that wait to be sealed anew. */
  left: number;
  invite?: { name?: string; problem?: string };
}

const roles: readonly Role[] = ['counsellor', 'supervisor', 'admin'];

export function teamPage(view: View, contents: TeamContents): Html {
  const { words } = view;
  const here = contents.members.filter((member) => !member.leftAt);
  const gone = contents.members.filter((member) => member.leftAt);
  return placePage(view, {
    place: 'team',
    heading: words('team'),
    content: html`${here.length === 1 && html`<p class="notice">${words('team.alone')}</p>`}
<ul class="members">${[...here, ...gone].map((member) => memberRow(view, member, contents))}</ul>
${resealNote(view, contents.left)}${inviteList(view, contents.invites)}
${contents.mayInvite ? inviteForm(view, contents.invite ?? {}) : trouble(contents.invite?.problem)}`,
  });
}

function memberRow(view: View, member: ListedMember, { mayTrust, mayInvite }: TeamContents): Html {
  const { words, me } = view;
  const isMe = member.id === me?.id;
  return html`<li class="member${member.leftAt && ' gone'}"><div class="member-head"><p><strong>${member.name}</strong>${isMe && html` <span class="hint">(${words('team.me')})</span>`}</p>
<p class="hint">${member.roles.map((role) => words(`role.${role}`)).join(', ')} · ${reading(view, member)}</p></div>
${isMe ? dutySwitch(view, [member]) : !member.leftAt && html`<p class="duty-is ${member.duty}">${words(`duty.${member.duty}`)}</p>`}
${mayTrust && !isMe && isWaiting(member) && trustForm(view, member)}
${mayInvite && !member.leftAt && html`<p><a class="button" href="/console/team/${member.id}" aria-label="${words('team.manage', { name: member.name })}">${words('team.manageOpen')}</a></p>`}</li>`;
}

const isWaiting = (member: ListedMember) => !member.trusted && !member.leftAt;

function reading({ words }: View, member: ListedMember): string {
  if (member.leftAt) return words('team.left');
  if (!member.trusted) return words('team.waiting');
  if (member.roles.every((role) => role === 'admin')) return words('team.readsNothing');
  return member.childCases ? `${words('team.trusted')} · ${words('team.child')}` : words('team.trusted');
}

function trustForm(view: View, member: ListedMember): Html {
  const { words } = view;
  return html`<form class="trust" method="post" action="/console/team/${member.id}/trust" data-once>${csrfField(view)}
<p class="hint">${words('team.trustWhy')}</p><button class="primary">${words('team.trust')}</button></form>`;
}

function inviteForm(view: View, { name, problem }: { name?: string; problem?: string }): Html {
  const { words } = view;
  return html`<section id="invite"><h2>${words('team.invite')}</h2>${trouble(problem)}
<form class="card-form" method="post" action="/console/team/invites" data-once>${csrfField(view)}
${field({ name: 'name', label: words('team.inviteName'), value: name, autocomplete: 'off', charsMax: 60 })}
<fieldset><legend>${words('team.inviteRoles')}</legend>${roles.map(
    (role) =>
      html`<label class="tick"><input type="checkbox" name="roles" value="${role}"${role === 'counsellor' && html` checked`}> <span>${words(`role.${role}`)} <span class="hint">${words(`role.${role}Hint`)}</span></span></label>`,
  )}</fieldset>
<button class="primary wide">${words('team.inviteGo')}</button></form></section>`;
}

/** Shown in the one answer that made it. @param opensCases whether the link carries keys */
export function invitePage(
  view: View,
  {
    name,
    link,
    opensCases,
    readsCases,
  }: { name: string; link: string; opensCases: boolean; readsCases: boolean },
): Html {
  const { words } = view;
  return placePage(view, {
    place: 'team',
    heading: words('team.invite'),
    content: html`<h2>${words('team.link', { name })}</h2>
<output id="link" class="link">${link}</output>
<p class="row scripted"><button type="button" data-copy="link" data-said="${words('team.copied')}">${words('team.copy')}</button></p>
<p>${words('team.linkWhy')}</p>
${opensCases && html`<p class="notice">${words('team.linkOpens')}</p>`}
${!opensCases && readsCases && html`<p class="notice">${words('team.linkWaits')}</p>`}
<p><a class="button" href="/console/team">${words('back')}</a></p>`,
  });
}
