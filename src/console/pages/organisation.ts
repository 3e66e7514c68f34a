import { provinces } from '../../directory/areas.ts';
import type { TimeName } from '../../duty/times.ts';
import { type Html, html } from '../../http/html.ts';
import {
  type NumberName,
  numberBounds,
  type OperatorKind,
  type OrgSettings,
  orgLimits,
} from '../../org-settings.ts';
import type { View } from '../view.ts';
import { trouble } from './door.ts';
import { csrfField, placePage } from './layout.ts';

export interface OrganisationContents {
  chatName: string;
  settings: OrgSettings;
  mayChange: boolean;
  /** Why it was not saved. */
  problems?: readonly string[];
  /** Numbers as they were typed, kept over a refusal. */
  typed?: Readonly<Partial<Record<NumberName, string>>>;
}

const kinds: readonly OperatorKind[] = ['uptd_ppa', 'lembaga_layanan_masyarakat', 'lainnya'];

/** What the organisation says of itself (design §7b). Everybody of the team reads it; few may change it. */
export function organisationPage(view: View, contents: OrganisationContents): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('office'),
    content: html`<p>${words('office.lead')}</p>${(contents.problems ?? []).map(trouble)}
${!contents.mayChange && html`<p class="notice">${words('office.readOnly')}</p>`}
<form class="card-form" method="post" action="/console/organisation" data-once>${csrfField(view)}
<fieldset${!contents.mayChange && html` disabled`}>${fields(view, contents)}</fieldset></form>`,
  });
}

function fields(view: View, contents: OrganisationContents): Html {
  const { words } = view;
  const { chatName, settings, mayChange } = contents;
  const text = (
    name: string,
    label: string,
    value: string,
    hint?: string,
    charsMax: number = orgLimits.textCharsMax,
  ) => line({ name, label, value, hint, attributes: html` maxlength="${charsMax}"` });
  return html`${text('legalName', words('office.legalName'), settings.legalName, words('office.legalNameHint'))}
${text('chatName', words('office.chatName'), chatName, words('office.chatNameHint'), 40)}
<div class="field" role="group" aria-labelledby="kind"><p id="kind"><strong>${words('office.kind')}</strong></p>${kinds.map(
    (kind) =>
      html`<label class="tick"><input type="radio" name="operatorKind" value="${kind}"${kind === settings.operatorKind && html` checked`}> <span>${words(`office.kind.${kind}`)}</span></label>`,
  )}<p class="hint">${words('office.kindHint')}</p></div>
<div class="field"><label for="province">${words('office.province')}</label><select id="province" name="province"><option value="">${words('office.provinceNone')}</option>${provinces.map(
    ({ code, name }) =>
      html`<option value="${code}"${code === settings.province && html` selected`}>${name}</option>`,
  )}</select></div>
${text('hours', words('office.hours'), settings.hours, words('office.hoursHint'))}
${text('onCallRule', words('office.onCall'), settings.onCallRule, words('office.onCallHint'))}
${text('privacyContact', words('office.privacy'), settings.privacyContact, words('office.privacyHint'))}
${text('safeWords', words('office.safeWords'), settings.safeWords.join(', '), words('office.safeWordsHint'))}
${number(view, contents, 'closedAdultYears')}${number(view, contents, 'childUntilAge')}
<p class="hint">${words('office.keepHint')}</p>
${number(view, contents, 'casesMax')}${number(view, contents, 'lockMinutes')}
${times(view, contents)}
${mayChange && html`<button class="primary wide">${words('office.save')}</button>`}`;
}

const timeGroups: readonly { title: 'timesU1' | 'timesU2' | 'timesHeld'; names: readonly TimeName[] }[] = [
  {
    title: 'timesU1',
    names: [
      ...(['againSecondsU1', 'onCallSecondsU1', 'supervisorMinutesU1'] as const),
      ...(['toldFirstMinutesU1', 'toldAgainMinutesU1'] as const),
    ],
  },
  { title: 'timesU2', names: ['onCallMinutesU2', 'toldMinutesU2'] },
  { title: 'timesHeld', names: ['claimMinutesU1', 'claimMinutes', 'awayMinutesUrgent', 'awayMinutes'] },
];

/** How long anybody waits (design §7); the bounds stand beside each, so that a refusal surprises nobody. */
function times(view: View, contents: OrganisationContents): Html {
  const { words } = view;
  return html`<section class="times"><h2>${words('office.times')}</h2><p class="hint">${words('office.timesHint')}</p>${timeGroups.map(
    ({ title, names }) =>
      html`<h3>${words(`office.${title}`)}</h3>${names.map((name) => number(view, contents, name))}`,
  )}</section>`;
}

/** Checked on the server: the browser's own bubble would name neither the promise nor what to do. */
function number({ words }: View, { settings, typed }: OrganisationContents, name: NumberName): Html {
  const { min, max } = numberBounds[name];
  return line({
    name,
    label: words(`office.${name}`),
    value: typed?.[name] ?? String({ ...settings, ...settings.times }[name]),
    hint: words('office.range', { min: String(min), max: String(max) }),
    attributes: html` inputmode="numeric" maxlength="4"`,
  });
}

function line(input: {
  name: string;
  label: string;
  value: string;
  hint?: string | undefined;
  attributes: Html;
}): Html {
  const { name, hint } = input;
  return html`<div class="field"><label for="${name}">${input.label}</label>
<input id="${name}" name="${name}" value="${input.value}" autocomplete="off"${input.attributes}${hint && html` aria-describedby="${name}-hint"`}>
${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}</div>`;
}
