import { provinces } from '../../directory/areas.ts';
import { type Html, html } from '../../http/html.ts';
import { type OperatorKind, type OrgSettings, orgLimits } from '../../org-settings.ts';
import type { View } from '../view.ts';
import { trouble } from './door.ts';
import { csrfField, placePage } from './layout.ts';

export interface OrganisationContents {
  chatName: string;
  settings: OrgSettings;
  mayChange: boolean;
  problem?: string;
}

const kinds: readonly OperatorKind[] = ['uptd_ppa', 'lembaga_layanan_masyarakat', 'lainnya'];

/** What the organisation says of itself (design §7b). Everybody of the team reads it; few may change it. */
export function organisationPage(view: View, contents: OrganisationContents): Html {
  const { words } = view;
  return placePage(view, {
    place: 'more',
    heading: words('office'),
    content: html`<p>${words('office.lead')}</p>${trouble(contents.problem)}
${!contents.mayChange && html`<p class="notice">${words('office.readOnly')}</p>`}
<form class="card-form" method="post" action="/console/organisation" data-once>${csrfField(view)}
<fieldset${!contents.mayChange && html` disabled`}>${fields(view, contents)}</fieldset></form>`,
  });
}

function fields(view: View, { chatName, settings, mayChange }: OrganisationContents): Html {
  const { words } = view;
  const text = (
    name: string,
    label: string,
    value: string,
    hint?: string,
    charsMax: number = orgLimits.textCharsMax,
  ) => line({ name, label, value, hint, attributes: html` maxlength="${charsMax}"` });
  const number = (name: string, label: string, value: number, { min, max }: { min: number; max: number }) =>
    line({
      name,
      label,
      value: String(value),
      attributes: html` type="number" inputmode="numeric" min="${min}" max="${max}"`,
    });
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
${number('closedAdultYears', words('office.closedYears'), settings.closedAdultYears, orgLimits.closedAdultYears)}
${number('childUntilAge', words('office.childAge'), settings.childUntilAge, orgLimits.childUntilAge)}
<p class="hint">${words('office.keepHint')}</p>
${number('casesMax', words('office.casesMax'), settings.casesMax, orgLimits.casesMax)}
${number('lockMinutes', words('office.lockMinutes'), settings.lockMinutes, orgLimits.lockMinutes)}
${mayChange && html`<button class="primary wide">${words('office.save')}</button>`}`;
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
