import type { EffectParams } from '../../flows/kit/effects.ts';
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
}

export const noWishes: Wishes = {
  checks: [],
  rights: [],
  joins: null,
  unmutes: null,
  adds: null,
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
      return { ...wishes, adds: effect.params.caseId };
    case 'joinCase':
      return { ...wishes, joins: effect.params.caseId };
    case 'unmuteOthers':
      return { ...wishes, unmutes: effect.params.caseId };
    case 'askRight':
      return { ...wishes, rights: [...wishes.rights, effect.params] };
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
    case 'checkNumber':
    case 'checkPin':
    case 'addToCase':
    case 'joinCase':
    case 'unmuteOthers':
      return null;
  }
}
