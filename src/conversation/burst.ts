import { capabilities } from './messages.ts';
import type { PlannedReply, TurnInput, TurnPlan } from './plan.ts';
import { plain, type Renderer } from './render.ts';
import type { Burst, ConversationState } from './snapshot.ts';
import { planAmong } from './stories.ts';

/**
 * Somebody who writes on and on without waiting for us (a phone that sends its outbox at once, a child on the
 * keys, a bot) is answered with patience once. Every message still takes its whole turn: it is kept, it moves
 * the talk, danger in it raises. Only our own small talk is held back, and what was answered to one cry in the
 * very same words to the next; what we said last comes when it is quiet, so that nobody waits before a question
 * that was never shown. Pure.
 */
const limits = {
  /** Turns that brought the talk no further, within the window: nobody reads eight answers in ten seconds. */
  idleMax: 8,
  windowMilliseconds: 10_000,
  /** Quiet for as long as this, and it is over. */
  quietMilliseconds: 10_000,
} as const;

/** The host's own timer; no flow knows it. */
const burstTimer = 'host.burst';

/** Effects of a turn that says something and changes nothing outside the talk. */
const smallTalk = new Set(['say', 'ask', 'askAgain', 'note', 'findPlaces']);

export function planCalmly(renderer: Renderer, told: TurnInput): TurnPlan {
  const before = told.state?.burst;
  const isQuiet = before !== undefined && told.now.getTime() - before.last >= limits.quietMilliseconds;
  const input = { ...told, state: told.state && withBurst(told.state, undefined) };
  const plan = planAmong(renderer, input);
  if (!told.event?.type.startsWith('inbound.')) return afterOthers(plan, before, isQuiet);
  const now = told.now.getTime();
  const standing = isQuiet ? undefined : before;
  const kind = kindOf(input, plan, standing);
  if (kind === 'turn') return { ...plan, state: withBurst(plan.state, afterTurn(plan, standing, now)) };
  const burst = counted(standing, now);
  if (kind === 'cry') return { ...plan, state: withBurst(plan.state, { ...burst, cry: textOf(plan) }) };
  if (burst.idle <= limits.idleMax) return { ...plan, state: withBurst(plan.state, burst) };
  // What was said to the cry stands on her screen; small talk of ours does not.
  const waits = kind === 'talk' ? { waits: plan.replies.map(({ part }) => part) } : {};
  return {
    ...plan,
    state: withBurst(plan.state, { ...burst, ...waits }),
    replies: burst.idle === limits.idleMax + 1 ? [patience(renderer, told, plan)] : [],
  };
}

/** `turn`: it counts for itself. `cry`: an answer to danger; `cried`: the very same words as to the one before. */
type Kind = 'turn' | 'talk' | 'cry' | 'cried';

/** The talk went on in the middle of it: it is still one burst, but what waited is out of date. */
function afterTurn(plan: TurnPlan, before: Burst | undefined, now: number): Burst | undefined {
  if (!before || before.idle <= limits.idleMax || isEnding(plan)) return undefined;
  const { waits: _outdated, ...rest } = before;
  return { ...rest, last: now };
}

/** A timer or the team: what waits goes when it is quiet, and never onto a screen that somebody left. */
function afterOthers(plan: TurnPlan, before: Burst | undefined, isQuiet: boolean): TurnPlan {
  const isOver = plan.lasting.away === true || plan.replies.length > 0;
  if (!before || isOver) return { ...plan, state: withBurst(plan.state, undefined) };
  if (!isQuiet) return { ...plan, state: withBurst(plan.state, before) };
  const waited = (before.waits ?? []).map((part): PlannedReply => ({ part, lane: 2 }));
  return { ...plan, state: withBurst(plan.state, undefined), replies: waited };
}

/** Small talk: no danger, no human, no number, no safe word, no secret, and the same question as before. */
function kindOf(input: TurnInput, plan: TurnPlan, before: Burst | undefined): Kind {
  const { state } = input;
  const { replies, effects } = plan;
  const isOurs = replies.every(
    ({ part, heldBy }) => part.type === 'text' && !part.secret && heldBy === undefined,
  );
  if (state === null || replies.length === 0 || !isOurs || plan.case?.opens || isEnding(plan)) return 'turn';
  if (questionIn(state) !== questionIn(plan.state)) return 'turn';
  if (replies.every(({ lane }) => lane === 0) && !raises(input, plan))
    return before?.cry === textOf(plan) ? 'cried' : 'cry';
  const isSmall = replies.every(({ lane }) => lane === 2) && effects.every(({ type }) => smallTalk.has(type));
  return isSmall && !plan.case?.danger ? 'talk' : 'turn';
}

/** It is more urgent than before: whatever is said then is news. */
function raises({ focus }: TurnInput, plan: TurnPlan): boolean {
  return (plan.case?.urgency ?? 4) < (focus?.urgency ?? 4);
}

/** She leaves, hides or takes back what she said. */
function isEnding(plan: TurnPlan): boolean {
  return plan.clearsScreen || plan.hushes || plan.forgetsDraft || plan.hides || plan.lasting.away === true;
}

const questionIn = ({ asked }: ConversationState) => asked?.question.text.key;

function textOf({ replies }: TurnPlan): string {
  return replies.map(({ part }) => (part.type === 'text' ? part.text : '')).join('\n');
}

function counted(before: Burst | undefined, now: number): Burst {
  const isOn = before !== undefined && before.idle > limits.idleMax;
  if (!before || (!isOn && now - before.from > limits.windowMilliseconds))
    return { from: now, last: now, idle: 1 };
  return { ...before, last: now, idle: before.idle + 1 };
}

function withBurst(
  { burst: _was, ...state }: ConversationState,
  burst: Burst | undefined,
): ConversationState {
  const timers = state.timers.filter(({ event }) => event !== burstTimer);
  if (!burst) return { ...state, timers };
  if (!burst.waits) return { ...state, timers, burst };
  const timer = { id: burstTimer, event: burstTimer, dueAt: burst.last + limits.quietMilliseconds };
  return { ...state, timers: [...timers, timer], burst };
}

function patience({ words }: Renderer, { channel }: TurnInput, { lasting }: TurnPlan): PlannedReply {
  return { part: plain(words.key(lasting.language, 'common.patience'), capabilities[channel]), lane: 2 };
}
