import type { Text, Value } from '../../flows/kit/effects.ts';
import { keyFor, type Manner } from '../../flows/report/manner.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { texts } from '../../locales/texts.ts';
import type { HostEffect } from '../conversation/advance.ts';
import type { ConversationState } from '../conversation/snapshot.ts';
import { isWish, type WishEffect } from '../conversation/wishes.ts';

/** What a turn wants, as the lines of a transcript (src/cli/chat.ts): keys, never wording. */

/** One line an effect; what the person sees begins with "<". */
export function lineOf(effect: HostEffect, state: ConversationState, manner: Manner): string[] {
  return isShown(effect) ? shownLine(effect, state, manner) : rarerLine(effect);
}

const shown = [
  'say',
  'ask',
  'askAgain',
  'giveNumbers',
  'relay',
  'openCase',
  'raiseCase',
  'recordConsent',
  'note',
] as const;
type Shown = Extract<HostEffect, { type: (typeof shown)[number] }>;

function isShown(effect: HostEffect): effect is Shown {
  return (shown as readonly string[]).includes(effect.type);
}

function shownLine(effect: Shown, state: ConversationState, manner: Manner): string[] {
  switch (effect.type) {
    case 'say':
      return [`< ${wordsOf(effect.params, manner)}`];
    case 'ask':
      return [`< ${wordsOf(effect.params.text, manner)} ${listOf(effect.params.options)}`];
    case 'askAgain':
      return state.asked ? [`< again: ${saidKey(state.asked.question.text.key, manner)}`] : [];
    case 'giveNumbers':
      return [`< numbers ${listOf(effect.params.options)}`.trimEnd()];
    case 'relay':
      return ["< (the counsellor's words)"];
    case 'openCase':
      return [
        ['! openCase', `U${effect.params.urgency}`, effect.params.reason, ...effect.params.rules].join(' '),
      ];
    case 'raiseCase':
      return [['! raiseCase', `U${effect.params.urgency}`, ...effect.params.rules].join(' ')];
    case 'recordConsent':
      return [`! recordConsent ${effect.params.purpose} ${effect.params.given ? 'yes' : 'no'}`];
    case 'note':
      return [`! note ${effect.params.what}`];
  }
}

/** The same, for what happens besides talking. */
function rarerLine(effect: Exclude<HostEffect, Shown>): string[] {
  if (isWish(effect)) return wishLine(effect);
  switch (effect.type) {
    case 'opened':
    case 'recordAnswers':
    case 'findPlaces':
      return [];
    case 'keepDisguise':
      return [`! keepDisguise ${effect.params.word === null ? 'none' : 'a word'}`];
    case 'showReplies':
      return [`< receipt.replies (${effect.params.texts.length})`];
    case 'makePin':
    case 'speak':
      return [];
    case 'keepHerContact':
      return [`! keepHerContact ${effect.params.basis}`];
    case 'clearScreen':
    case 'forgetDraft':
    case 'holdBack':
    case 'switchLanguage':
    case 'setSimple':
      return [`! ${effect.type}`];
    case 'keepContact': {
      const { mode, hours, line, word } = effect.params;
      const agreed = [mode, ...hours, line && wordOf(line), word && wordOf(word)].filter(Boolean);
      return [`! keepContact ${agreed.join(' ')}`];
    }
  }
}

/** What it brings about beside talk and case. */
function wishLine(effect: WishEffect): string[] {
  if (effect.type === 'goToStory') return [`! goToStory ${effect.params.wanted ?? ''}`.trimEnd()];
  if (effect.type === 'askRight')
    return [`! askRight ${effect.params.right}${effect.params.verified ? ' verified' : ''}`];
  if (effect.type !== 'giveFeedback') return [`! ${effect.type}`];
  const { answers } = effect.params;
  return answers ? [`! giveFeedback ${Object.values(answers).join(' ')}`] : [];
}

/** The key, and what stands in it, as keys again: "report.summary (who.me · age.26to40)". */
function wordsOf(text: Text, manner: Manner): string {
  const values = 'values' in text ? Object.values(text.values).flatMap((value) => wordOf(value) || []) : [];
  const key = saidKey(text.key, manner);
  return values.length === 0 ? key : `${key} (${values.join(' · ')})`;
}

/** The variant that a child hears, or who asked for short words. */
function saidKey(key: MessageKey, manner: Manner): MessageKey {
  return keyFor(key, manner, (known) => known in (texts.id ?? {}));
}

function wordOf(value: Value): string {
  if (typeof value === 'string') return value;
  if ('key' in value) return value.key.replace(/^report\./, '');
  if ('list' in value) return value.list.map(wordOf).join(' + ');
  if ('lines' in value) return value.lines.map(wordOf).join(' · ');
  if (!('text' in value) || !('values' in value.text)) return '';
  const words = Object.values(value.text.values).map(wordOf).join(' ');
  return words.startsWith('common.') ? `${value.text.key.replace(/^.*\./, '')} ${words}` : words;
}

function listOf(options: readonly { id: string }[]): string {
  return options.length === 0 ? '' : `[${options.map((option) => option.id).join(', ')}]`;
}
