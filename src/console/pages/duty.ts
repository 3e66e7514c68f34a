import { type Html, html } from '../../http/html.ts';
import type { Duty } from '../../store/schema/members.ts';
import { clockOf, comingHours } from '../times.ts';
import type { View } from '../view.ts';
import { csrfField } from './layout.ts';

/** Longer than any shift; the store refuses more (duty/shift.ts). */
const hoursMax = 12;
/** What is chosen when she has not said: a shift. */
const hoursUsual = 8;

/** Somebody of the team as the duty list knows her. */
export interface OnDuty {
  id: string;
  name: string;
  duty: Duty;
  until?: Date | null;
  leftAt?: Date | null;
}

/** Duty belongs to the member: it stays when she signs out, so it stands where she sees it first. */
export function dutySwitch(view: View, team: readonly OnDuty[]): Html {
  const { words, me } = view;
  const mine = team.find((member) => member.id === me?.id);
  const hours = comingHours(view.now, hoursMax);
  const chosen = mine?.until && mine.duty !== 'libur' ? mine.until : hours[hoursUsual - 1];
  const options = hours.some((hour) => hour.getTime() === chosen?.getTime())
    ? hours
    : [...(chosen && chosen > view.now ? [chosen] : []), ...hours];
  return html`<form class="duty" method="post" action="/console/duty" aria-label="${words('duty')}">${csrfField(view)}
<input type="hidden" name="back" value="${view.path}"><div class="choices">
${(['bertugas', 'siaga', 'libur'] as const).map(
  (choice) =>
    html`<button name="duty" value="${choice}" aria-pressed="${choice === mine?.duty ? 'true' : 'false'}">${words(`duty.${choice}`)}</button>`,
)}</div>
<p class="until"><label for="until">${words('duty.until')}</label><select id="until" name="until">${options.map(
    (hour) =>
      html`<option value="${hour.toISOString()}"${hour.getTime() === chosen?.getTime() && html` selected`}>${clockOf(hour, words)}</option>`,
  )}</select></p></form>`;
}

/** Who is there now. Nobody at all is said by the banner, with what to do. */
export function teamNow({ words }: View, team: readonly OnDuty[]): Html | false {
  const here = team.filter((member) => !member.leftAt);
  const ready = (['bertugas', 'siaga'] as const).flatMap((duty) => {
    const names = here
      .filter((member) => member.duty === duty)
      .map(({ name, until }) =>
        until ? words('onDuty.until', { name, time: clockOf(until, words) }) : name,
      );
    return names.length > 0 ? [{ duty, names: names.join(', ') }] : [];
  });
  if (ready.length === 0) return false;
  return html`<section class="team-now"><h2>${words('onDuty')}</h2>
<dl>${ready.map(({ duty, names }) => html`<dt>${words(`duty.${duty}`)}</dt><dd>${names}</dd>`)}</dl></section>`;
}
