import type { Language } from '../../flows/kit/events.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { type AlarmKind, type AlarmMessage, alarmTokenPrefix } from '../channels/alarm-line.ts';
import type { Words } from '../conversation/words.ts';
import type { CallKind } from '../store/schema/duty.ts';

/** What is said to a member outside the browser: fixed words in her language, an opaque id, and nothing else. */
export interface Called {
  kind: CallKind;
  line: AlarmKind;
  language: Language;
  token: string;
  thread: string;
  values: { day?: string; hash?: string };
}

/** Kinds that ask for a press, and what the button says. */
const buttons: Partial<Record<CallKind, MessageKey>> = {
  case: 'alarm.take',
  trial: 'alarm.gotIt',
  askDuty: 'alarm.stillHere',
};

/** Where a platform has no buttons: the same, with "Balas 1". */
const replies: Partial<Record<CallKind, MessageKey>> = {
  case: 'alarm.caseReply',
  trial: 'alarm.trialReply',
  askDuty: 'alarm.askDutyReply',
};

/** Kinds that must be heard through a pocket. */
const ringing: ReadonlySet<CallKind> = new Set(['case', 'trial', 'nudge', 'transfer', 'askDuty']);

export function alarmMessage(
  words: Words,
  { kind, line, language, token, thread, values }: Called,
): AlarmMessage {
  const rings = ringing.has(kind);
  const reply = line === 'whatsapp' ? replies[kind] : undefined;
  if (reply) return { text: words.key(language, reply), rings, thread };
  const label = buttons[kind];
  return {
    text:
      kind === 'dayHash'
        ? words.text(language, {
            key: 'alarm.dayHash',
            values: { day: values.day ?? '', hash: values.hash ?? '' },
          })
        : words.key(language, `alarm.${kind}`),
    rings,
    thread,
    ...(label ? { button: { label: words.key(language, label), token: `${alarmTokenPrefix}${token}` } } : {}),
  };
}

/** In the place of an alarm that somebody has taken. */
export function struckText(words: Words, language: Language): string {
  return words.key(language, 'alarm.struck');
}
