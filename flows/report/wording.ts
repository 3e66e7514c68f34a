import type { MessageKey } from '../../locales/messages.ts';
import type { Option, Rail, Text } from '../kit/effects.ts';
import type { Place, Urgency } from '../kit/events.ts';
import { isChild } from '../kit/signs.ts';
import {
  accountCodes,
  ageCodes,
  agreedCodes,
  attackCodes,
  chokedCodes,
  contactCodes,
  deadlineCodes,
  doneCodes,
  firstLineCodes,
  formCodes,
  helpCodes,
  hourCodes,
  leavesCodes,
  leftWithCodes,
  type ManyField,
  needCodes,
  noticeCodes,
  orgTypeCodes,
  otherCodes,
  pictureCodes,
  replyWordCodes,
  topicCodes,
  weaponCodes,
  whenCodes,
  whoCodes,
  workCodes,
} from './answers.ts';
import type { ReportContext } from './context.ts';

/** Which text belongs to which code. The wording itself is in locales/. */
export const usualRails: Rail[] = ['skip', 'human'];
export const onlyHuman: Rail[] = ['human'];
export const unknownOption: Option = { id: 'unknown', label: { key: 'common.unknown' } };

/** A code as its button: "report.who.me". A test holds that every code has its words. */
function optionsOf(field: string, codes: readonly string[]): Option[] {
  return codes.map((id): Option => ({ id, label: { key: `report.${field}.${id}` as MessageKey } }));
}
const orUnknown = (options: Option[]): Option[] => [...options, unknownOption];

export const whoOptions = orUnknown(optionsOf('who', whoCodes));
export const ageOptions = orUnknown(optionsOf('age', ageCodes));
export const topicOptions = orUnknown(optionsOf('topic', topicCodes));
export const whenOptions = orUnknown(optionsOf('when', whenCodes));
export const contactOptions = orUnknown(optionsOf('contact', contactCodes));
export const weaponOptions = orUnknown(optionsOf('weapon', weaponCodes));
export const chokedOptions = orUnknown(optionsOf('choked', chokedCodes));
export const deadlineOptions = orUnknown(optionsOf('deadline', deadlineCodes));
export const workOptions = orUnknown(optionsOf('work', workCodes));
export const leftWithOptions = orUnknown(optionsOf('leftWith', leftWithCodes));
export const needOptions = orUnknown(optionsOf('needs', needCodes));
export const leavesOptions = orUnknown(optionsOf('leaves', leavesCodes));
export const orgTypeOptions = orUnknown(optionsOf('orgType', orgTypeCodes));
export const agreedOptions = orUnknown(optionsOf('orgAgreed', agreedCodes));
export const noticeOptions = optionsOf('notice', noticeCodes);
export const otherOptions = orUnknown(optionsOf('other', otherCodes));
export const firstLineOptions = orUnknown(optionsOf('firstLine', firstLineCodes));
export const replyWordOptions = optionsOf('replyWord', replyWordCodes);
export const yesNoOptions: Option[] = [
  { id: 'yes', label: { key: 'common.yes' } },
  { id: 'no', label: { key: 'common.no' } },
  unknownOption,
];
export const safeOptions: Option[] = [
  { id: 'safe', label: { key: 'common.safe' } },
  { id: 'inDanger', label: { key: 'common.inDanger' } },
  { id: 'notSafe', label: { key: 'common.notSafe' } },
];
/** Equal in size and order on every channel; refusing is the default when nothing is answered (R6). */
export const consentOptions: Option[] = [
  { id: 'allow', label: { key: 'report.allow' } },
  { id: 'refuse', label: { key: 'report.refuse' } },
];

/** After the advice for somebody who is about to leave. */
export const leavingOptions: Option[] = [
  { id: 'goOn', label: { key: 'report.leavingGoOn' } },
  { id: 'enough', label: { key: 'common.enough' } },
];

/** Where several may be chosen: the codes of a field, and those that are offered to this person. */
const manyCodes = {
  help: helpCodes,
  hours: hourCodes,
  forms: formCodes,
  onlinePictures: pictureCodes,
  onlineAccount: accountCodes,
  onlineAttack: attackCodes,
  orgDone: doneCodes,
} as const satisfies Record<ManyField, readonly string[]>;

function offeredCodes(field: ManyField, { answers }: ReportContext): readonly string[] {
  const codes: readonly string[] = manyCodes[field];
  return isChild(answers) ? codes : codes.filter((code) => code !== 'grooming');
}

/** The codes not chosen yet, and a way to say that it is enough. */
export function manyOptions(field: ManyField, context: ReportContext): Option[] {
  const answer = context.answers[field];
  const taken: readonly string[] = Array.isArray(answer) ? answer : [];
  const left = offeredCodes(field, context)
    .filter((code) => !taken.includes(code) && !(taken.length > 0 && code === 'nothing'))
    .map((id): Option => ({ id, label: { key: `report.${field}.${id}` as MessageKey } }));
  return taken.length === 0
    ? [...left, unknownOption]
    : [...left, { id: 'enough', label: { key: 'common.enough' } }];
}

/** While a human is awaited: on with the story, or with the questions where they were left, and the numbers. */
export function waitingOptions({ filed, started }: ReportContext): Option[] {
  const numbers: Option = { id: 'numbers', label: { key: 'handoff.numbers' } };
  const another: Option = { id: 'another', label: { key: 'stories.another' } };
  if (filed) return [numbers, another];
  return [{ id: 'continue', label: { key: started ? 'handoff.continue' : 'care.goOn' } }, numbers];
}

export const changeable = ['who', 'age', 'topic', 'when', 'where', 'help', 'contact'] as const;
export const changeOptions = changeable.map((id): Option => ({ id, label: { key: `report.change.${id}` } }));

/** standards.md §7.5: what every platform can show. */
const labelCharsMax = 20;

/**
 * One of several places of a name, short enough for a button: "Kota Kupang", "Kab. Kupang", "Minahasa
 * Tenggara". The whole name stands in the summary.
 */
export function placeOption(place: Place, index: number): Option {
  const name = place.label.replace(/,.*$/, '');
  const short = name.replace(/^Kabupaten /, 'Kab. ');
  const bare = short.length > labelCharsMax ? name.replace(/^(Kabupaten|Kota) /, '') : short;
  const label = bare.length > labelCharsMax ? `${bare.slice(0, labelCharsMax - 1)}…` : bare;
  return { id: String(index), label };
}

/** What happens next, said only as far as it is kept (R21; times of standards.md §4.7). */
export function nextText(urgency: Urgency | null): Text {
  if (urgency === 1) return { key: 'report.next1' };
  if (urgency === 2) return { key: 'report.next2' };
  return { key: 'report.next3' };
}

/** "1234 5678 9012 3456": it looks like a parcel number. */
export function spaced(receipt: string): string {
  return receipt.replace(/(\d{4})(?=\d)/g, '$1 ');
}
