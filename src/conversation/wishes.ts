import type { EffectParams } from '../../flows/kit/effects.ts';
import type { StoryWish, Urgency } from '../../flows/kit/events.ts';
import type { Feedback } from '../../flows/report/answers.ts';
import type { HostEffect } from './advance.ts';
import type { CaseItem } from './case-item.ts';
import type { CheckRequest } from './messages.ts';

/**
 * What a turn brings about beside talk and case: numbers and PINs to be looked at, rights that are asked for,
 * a case that is joined. Pure; carried out in the turn's transaction (turns/apply-wishes.ts).
 */
export interface Wishes {
  checks: CheckRequest[];
  rights: EffectParams['askRight'][];
  /** Number and PIN were right: this chat speaks of that case from now on, and its other chats fall silent. */
  joins: string | null;
  unmutes: string | null;
  /** Her words of this turn go into this case, not into the one of this chat. */
  adds: string | null;
  /** How it was (R49): null while she answers; absent otherwise. What she presses is kept nowhere as words. */
  feedback?: Feedback | null;
  /** They were typed behind the second PIN, and sound as urgent as this. */
  forced: { urgency: Urgency | null } | null;
  /** The number of the case in focus is made anew. */
  renews: boolean;
  /** Another story is spoken of after this turn, or begins; it comes as an event of its own. */
  goes: GoesOver | null;
}

/** `anew` begins one; `caseId` null is the one that was not sent. */
export type GoesOver =
  | 'anew'
  | { caseId: string | null; wanted: StoryWish | null; told: boolean; away: boolean };

/** What a story that was not sent is called where a case has its id. */
export const draftStory = 'draft';

export const noWishes: Wishes = {
  checks: [],
  rights: [],
  joins: null,
  unmutes: null,
  adds: null,
  forced: null,
  renews: false,
  goes: null,
};

const wishEffects = [
  'checkNumber',
  'checkPin',
  'choosePin',
  'refusePin',
  'addToCase',
  'joinCase',
  'unmuteOthers',
  'askRight',
  'giveFeedback',
  'renewReceipt',
  'beginStory',
  'goToStory',
] as const;

export type WishEffect = Extract<HostEffect, { type: (typeof wishEffects)[number] }>;

export function isWish(effect: HostEffect): effect is WishEffect {
  return (wishEffects as readonly string[]).includes(effect.type);
}

/** One wish more. */
export function withWish(wishes: Wishes, effect: WishEffect): Wishes {
  const check = (request: CheckRequest): Wishes => ({ ...wishes, checks: [...wishes.checks, request] });
  switch (effect.type) {
    case 'checkNumber':
      return check({ kind: 'number', ...effect.params });
    case 'checkPin':
      return check({ kind: 'pin', ...effect.params });
    case 'choosePin':
      return check({ kind: 'choose', ...effect.params });
    case 'refusePin':
      return check({ kind: 'refuse', ...effect.params });
    case 'addToCase':
      return { ...wishes, adds: effect.params.caseId, forced: effect.params.forced ?? null };
    case 'joinCase':
      return { ...wishes, joins: effect.params.caseId };
    case 'unmuteOthers':
      return { ...wishes, unmutes: effect.params.caseId };
    case 'giveFeedback':
      return { ...wishes, feedback: effect.params.answers };
    case 'askRight':
      return { ...wishes, rights: [...wishes.rights, effect.params] };
    case 'renewReceipt':
      return { ...wishes, renews: true };
    case 'beginStory':
      return { ...wishes, goes: 'anew' };
    case 'goToStory': {
      const { id, wanted } = effect.params;
      const caseId = id === draftStory ? null : id;
      return { ...wishes, goes: { caseId, wanted, told: true, away: false } };
    }
  }
}

/** What a counsellor sees of it, where a case is open; the digits themselves are nowhere. */
export function itemOf(effect: WishEffect): CaseItem | null {
  switch (effect.type) {
    case 'choosePin':
      return { kind: 'happened', what: 'chosePin' };
    case 'refusePin':
      return { kind: 'happened', what: 'refusedPin' };
    case 'askRight':
      return effect.params.caseId === null
        ? { kind: 'happened', what: 'askedRight', words: [effect.params.right] }
        : null;
    case 'renewReceipt':
      return { kind: 'happened', what: 'renewedNumber' };
    case 'beginStory':
    case 'goToStory':
    case 'giveFeedback':
    case 'checkNumber':
    case 'checkPin':
    case 'addToCase':
    case 'joinCase':
    case 'unmuteOthers':
      return null;
  }
}
