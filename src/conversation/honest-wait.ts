import { type PlainKey, say } from '../../flows/kit/steps.ts';
import type { MessageKey } from '../../locales/messages.ts';
import type { HostEffect } from './advance.ts';
import type { TurnInput } from './plan.ts';

/**
 * Nobody is on duty, and she is told the truth at once (design §7), with one voice: where the turn that calls a
 * human can know it, in that very reply, before the numbers; where only the alarm finds out, a moment later, and
 * then the numbers that stand on her screen already are not said once more. Pure.
 */
const limits = {
  /** For as long as this what was shown counts as being before her eyes. */
  shownMilliseconds: 2 * 60_000,
} as const;

/** Numbers stand on her screen. `alone`: and that nobody is on duty was said with them. */
export interface NumbersShown {
  /** Milliseconds since 1970. */
  at: number;
  alone?: true;
}

/** "A team member has been called", where none is there to hear it. */
const alone: Partial<Record<MessageKey, PlainKey>> = {
  'care.ackDanger': 'care.ackDangerAlone',
  'care.ackSuicide': 'care.ackSuicideAlone',
  'care.ackOnline': 'care.ackOnlineAlone',
  'care.ackChild': 'care.ackChildAlone',
  'care.ackCry': 'care.ackCryAlone',
};

type Effects = HostEffect[];

/** @returns what is really said, and what then stands on her screen */
export function saidHonestly(
  effects: Effects,
  input: TurnInput,
): { effects: Effects; shown: NumbersShown | undefined } {
  const at = input.now.getTime();
  const before = stillShown(input);
  if (input.event?.type === 'duty.empty') return afterAlarm(effects, before, at);
  const said = isAlone(effects, input) ? effects.map(inTruth) : effects;
  const saysAlone = said.some((effect, index) => effect !== effects[index]);
  return { effects: said, shown: shownBy(said, before, { at, ...(saysAlone ? { alone: true } : {}) }) };
}

function stillShown({ state, now }: TurnInput): NumbersShown | undefined {
  const passed = now.getTime() - (state?.shown?.at ?? 0);
  return passed >= 0 && passed < limits.shownMilliseconds ? state?.shown : undefined;
}

/** The alarm found nobody: what she knows already is not said again. */
function afterAlarm(effects: Effects, before: NumbersShown | undefined, at: number) {
  const isTold = effects.some(isNobody);
  if (!before || !isTold) return { effects, shown: shownBy(effects, before, { at, alone: true }) };
  const rest = effects.filter(
    (effect) => effect.type !== 'giveNumbers' && !(before.alone && isNobody(effect)),
  );
  const shown: NumbersShown = { ...before, alone: true };
  return { effects: rest.map((effect) => (isNobody(effect) ? numbersAbove : effect)), shown };
}

const numbersAbove = say('handoff.nobodyOnDutyAbove');

function isNobody(effect: HostEffect): boolean {
  return effect.type === 'say' && effect.params.key === 'handoff.nobodyOnDuty';
}

/** A human is called as urgently as can be, with the numbers in the same reply, and nobody is there. */
function isAlone(effects: Effects, { org, focus }: TurnInput): boolean {
  const calls = effects.some(
    (effect) => (effect.type === 'openCase' || effect.type === 'raiseCase') && effect.params.urgency === 1,
  );
  return org?.isNobodyThere === true && focus?.claimed !== true && calls && effects.some(givesNumbers);
}

function inTruth(effect: HostEffect): HostEffect {
  const key = effect.type === 'say' ? alone[effect.params.key] : undefined;
  return key ? say(key) : effect;
}

const givesNumbers = ({ type }: HostEffect) => type === 'giveNumbers';

/** A screen that was cleared shows nothing any more. */
function shownBy(
  effects: Effects,
  before: NumbersShown | undefined,
  now: NumbersShown,
): NumbersShown | undefined {
  if (effects.some(({ type }) => type === 'clearScreen')) return undefined;
  return effects.some(givesNumbers) ? now : before;
}
