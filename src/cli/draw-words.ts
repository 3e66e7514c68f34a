import type { EffectName } from '../../flows/kit/effects.ts';
import type { FlowEvent } from '../../flows/kit/events.ts';
import { assert } from '../errors.ts';

/**
 * The flow's own names in words that a lawyer and a counsellor read. A name that is missing here stops the
 * drawing, so that no page shows a word of code.
 */
const events: Record<FlowEvent['type'], string> = {
  'person.arrived': 'comes (the first message, /start, or any message after 30 minutes of silence)',
  'person.chose': 'chooses',
  'person.wrote': 'writes something else',
  'person.sentMedia': 'sends a picture, a voice note or another file',
  'person.spoke': 'says a word that always works',
  'danger.heard': 'writes a sign of danger',
  'places.found': 'the place has been looked up',
  'case.opened': 'the case is open',
  'case.found': 'the talk was forgotten with its day, and a case is still open',
  'case.closed': 'a counsellor closes the case',
  'counsellor.joined': 'a counsellor joins',
  'counsellor.said': 'a counsellor writes',
  'counsellor.left': 'a counsellor leaves',
};

/** @param type of an event, or one of XState's own */
export function eventWords(type: string): string {
  const [, delay] = /^xstate\.after\.(\d+)\./.exec(type) ?? [];
  if (delay) return `after ${Number(delay) / 60_000} minutes of waiting`;
  if (type.startsWith('xstate.done.')) return 'when that is settled';
  if (type === '') return 'at once';
  return wordsFor(events, type);
}

const words: Record<string, string> = {
  leave: 'KELUAR (0, STOP, EXIT)',
  delete: 'HAPUS (DELETE)',
  human: 'PETUGAS (9, HUMAN)',
  emergency: 'DARURAT (EMERGENCY)',
  help: 'BANTUAN (?)',
  language: 'BAHASA (LANGUAGE, ENGLISH)',
  show: 'LIHAT (SHOW)',
  menu: 'MENU',
};

const guards: Record<string, string> = {
  isEditing: 'an answer is being changed',
  skipsChange: 'an answer is being changed, and this is skipped',
  choseUnstarted: 'no question has been asked yet',
  choseBeside: 'a counsellor waits in the chat',
  saidUnmet: 'these are the very first words',
  saidBeside: 'a counsellor is in the chat',
  isUnsafe: 'it says "tidak aman" and nothing else',
  isFiled: 'the note has been sent',
  hasStarted: 'the questions have begun',
  isMet: 'she knows who we are',
  isU1Waiting: 'the case is U1 and the screen is safe',
  isU2Waiting: 'the case is U2 and the screen is safe',
  isU1: 'the case is U1 and the screen is not safe',
  isU2: 'the case is U2 and the screen is not safe',
  isMoreUrgent: 'it has become more urgent',
  answersAreUrgent: 'the answers alone are U2 (a child, somebody gone silent, assault within 120 hours …)',
  dangerAnswered: 'danger has been answered',
  isClaimed: 'a counsellor has taken it',
  wasAway: 'she had left the screen',
  hasCase: 'a case is open',
  humanPresent: 'a counsellor is in the chat',
  humanCalled: 'a human has been called',
  isOverdue: 'a word about the wait is owed',
  isStory: 'it is a story (40 characters or more)',
  fewMisses: 'it is the first or second time',
  timeToAnswer: 'it is the first since she waits, or the third after the last answer',
  onePlace: 'one place fits',
  somePlaces: 'several places fit',
};

/** @returns nothing where the condition is the choice or the word itself */
export function guardWords(name: string): string | undefined {
  return name === 'chose' || name === 'said' ? undefined : wordsFor(guards, name);
}

/** On an arrow of a picture, where both the event and the condition would be too long. */
export const arrowWords: Readonly<Record<string, string>> = {
  isUnsafe: "writes 'tidak aman'",
  skipsChange: 'Lewati, while changing',
  isEditing: 'any answer, while changing',
};

export const wordWords = (word: string): string => wordsFor(words, word);

/** What is done besides talking; nothing for what only the flow itself remembers in passing. */
const actions: Record<Exclude<EffectName, 'say' | 'ask'> | string, string | null> = {
  askAgain: 'the open question is asked again',
  relay: 'her words are passed on',
  holdBack: 'her words are held back and stay in the case',
  giveNumbers: 'the numbers that work from there are shown',
  findPlaces: 'the place is looked up in the official list',
  openCase: 'a case opens in the queue, or hears of it',
  raiseCase: 'the case becomes as urgent as that, unseen',
  recordAnswers: 'the answers join the case, if one is open',
  recordConsent: 'the yes or no is recorded with its words',
  note: 'the case notes it',
  switchLanguage: 'the language changes',
  clearScreen: 'our messages are taken off the screen, where the platform can',
  forgetDraft: 'everything not yet in a case is emptied',
  keepAnswer: 'the answer is remembered',
  keepHelp: 'the kind of help is remembered',
  keepPlace: 'the place is remembered',
  keepNoPlace: 'the place is left open',
  keepCandidates: null,
  keepConsent: 'the yes or no is remembered',
  keepDanger: 'the sign is remembered for triage',
  keepEmergency: 'danger now = yes is remembered',
  forgetEmergency: 'danger now will be asked again',
  keepJudged: null,
  keepCase: null,
  keepFoundCase: null,
  keepFoundHuman: null,
  setAwayIfKnown: null,
  setHuman: null,
  setAway: null,
  keepOverdue: 'a word about the wait is owed, and said when she is back',
  forgetOverdue: null,
  setFiled: null,
  setStarted: null,
  setMet: null,
  startChange: 'the answers as they stood are kept aside',
  undoChange: 'the answer stays as it was',
  endChange: null,
  countMiss: null,
  forgetMisses: null,
  startOver: 'the flow begins anew',
};

export const actionWords = (name: string): string | null => wordsFor(actions, name);

function wordsFor<Words>(table: Record<string, Words>, name: string): Words {
  const found = table[name];
  assert(found !== undefined, 'noWordsToDraw', { name });
  return found as Words;
}
