import type { EffectName } from '../../flows/kit/effects.ts';
import type { FlowEvent } from '../../flows/kit/events.ts';
import { assert } from '../errors.ts';

/**
 * The flow's own names in words that a lawyer and a counsellor read. A name that is missing here stops the
 * drawing, so that no page shows a word of code.
 */
const events: Record<FlowEvent['type'], string> = {
  'person.arrived': 'comes (the first message, /start, or any message after 30 minutes of silence)',
  'person.returned': 'comes back after a silence, and words of ours wait',
  'person.chose': 'chooses',
  'person.wrote': 'writes something else',
  'person.sentMedia': 'sends a picture, a voice note or another file',
  'person.spoke': 'says a word that always works',
  'danger.heard': 'writes a sign of danger',
  'places.found': 'the place has been looked up',
  'case.opened': 'the case is open',
  'person.gaveNumber': 'writes a number of sixteen digits',
  'person.gaveSecret': 'writes a PIN',
  'number.found': 'the number is known',
  'number.unknown': 'the number is not known',
  'number.blocked': 'five numbers were tried within the hour',
  'pin.right': 'number and PIN are right',
  'pin.wrong': 'the PIN is not right',
  'pin.blocked': 'five PINs were tried today',
  'pin.forced': 'it is the second PIN: somebody forces her',
  'pin.made': 'four digits were drawn',
  'pin.kept': 'the PIN is kept',
  'pin.same': 'it is the first PIN once more',
  'right.decided': 'a human decided about her wish',
  'case.found': 'the talk was forgotten with its day, and a case is still open',
  'case.closed': 'a counsellor closes the case',
  'organisation.known': 'the kind of organisation is known',
  'counsellor.joined': 'a counsellor joins',
  'counsellor.said': 'a counsellor writes',
  'counsellor.left': 'a counsellor leaves',
  'counsellor.away': 'the counsellor is not seen while the person waits',
  'duty.empty': 'nobody is on duty',
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
  simple: 'BAHASA SEDERHANA (SIMPLE WORDS)',
  show: 'LIHAT (SHOW)',
  menu: 'MENU',
  back: 'KEMBALI (BACK)',
  change: 'UBAH, PERBAIKI (CHANGE, CORRECT)',
  privacy: 'PRIVASI (PRIVACY)',
  showAll: 'LIHAT DATA (SHOW DATA)',
  withdraw: 'TARIK (WITHDRAW)',
  restrict: 'BATASI (RESTRICT)',
};

const guards: Record<string, string> = {
  skipsChange: 'an answer is being changed, and this is skipped',
  choseUnstarted: 'no question has been asked yet',
  choseBeside: 'a counsellor waits in the chat',
  saidUnmet: 'these are the very first words',
  saidBeside: 'a counsellor is in the chat',
  isUnsafe: 'it says "tidak aman" and nothing else',
  isFiled: 'the note has been sent',
  hasStarted: 'the questions have begun',
  isMet: 'she knows who we are',
  isUnmet: 'she does not know yet who we are',
  owesPin: 'the note was just sent, and no PIN was offered',
  owesNumber: 'the case opened early, and its number was never said',
  hasBegun: 'a report has begun',
  hasKept: 'something of hers is kept',
  saidKept: 'something of hers is kept',
  saidUnanswered: 'something of hers is kept, and she has answered nothing',
  saidAnswered: 'she has answered something',
  choseKnowing: 'her number is still known here',
  choseWithPin: 'the number has a PIN',
  isSecret: 'it can be a PIN',
  hasReplies: 'replies wait for her',
  hasOthers: 'another chat heard of the case until now',
  isOpenCase: 'the case is open',
  isTakenCase: 'a counsellor has taken the case',
  canDisguise: 'the word can be used',
  isU1Waiting: 'the case is U1 and the screen is safe',
  isU2Waiting: 'the case is U2 and the screen is safe',
  isU1: 'the case is U1 and the screen is not safe',
  isU2: 'the case is U2 and the screen is not safe',
  isMoreUrgent: 'it has become more urgent',
  answersAreUrgent: 'the answers alone are U2 (a child, somebody gone silent, assault within 120 hours …)',
  answered: 'it has been answered',
  makesU1: 'by this answer it is U1, and was not before',
  isEditing: 'an answer is being changed',
  isAbout: 'that is the topic',
  isFrom: 'that is who writes',
  isLeaving: 'she is about to leave for work',
  isChildWriting: 'a child writes',
  choseHealthWindow: 'it is sexual violence, and five days ago or less',
  mayBeWritten: 'we may write first',
  choseNo: 'the answer is no',
  fires: 'the signs are enough (or, held and not yet asked about threats)',
  mayBeSilent: 'the law asks no report of this organisation, or it is not sexual',
  tellsNoDetails: 'no details are to be told',
  needsNoKnows: 'it is about herself, or somebody silent',
  asksNoGuardian: 'no child writes, or it is at home',
  asksNoHours: 'no hours were wished for',
  asksNoWord: 'we shall not write first',
  isShortWord: 'it is 20 characters or less',
  owesSelfHarm: 'she spoke of ending her life and was not asked',
  isClaimed: 'a counsellor has taken it',
  wasAway: 'she had left the screen',
  hasCase: 'a case is open',
  humanPresent: 'a counsellor is in the chat',
  humanCalled: 'a human has been called',
  isOverdue: 'a word about the wait is owed',
  isHere: 'she has not left the screen',
  isUnfetched: 'it cannot be fetched from this platform',
  isPicture: 'it is a picture, and is asked about first',
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
  checkNumber: 'the number is looked for after the turn, and kept nowhere as words',
  checkPin: 'number and PIN are compared after the turn, and kept nowhere as words',
  choosePin: 'the PIN is put away after the turn, and kept nowhere as words',
  makePin: 'four digits are drawn',
  refusePin: 'no reply waits for the number alone',
  addToCase: 'the words join the case that was found',
  joinCase: 'this chat speaks of that case from now on, and its other chats fall silent',
  unmuteOthers: 'the other chats hear of the case again',
  askRight: 'a human is asked, with 72 hours; taking back and limiting hold at once',
  keepDisguise: 'the word is kept with the chat, or taken off',
  speak: 'it is done as if the word had been typed',
  showReplies: 'what waited is shown',
  keepNumber: null,
  keepVerified: 'what was said here before is another story',
  forgetNumber: null,
  setPinAsked: null,
  endStory: 'the story is over; its number is kept for the PIN',
  keepAnswer: 'the answer is remembered',
  keepMany: 'the answer is remembered',
  keepTold: 'that it was told is remembered',
  keepAgreedWord: 'that a word is agreed is remembered',
  keepOrganisation: null,
  setSimple: 'short words from now on, or ordinary ones again',
  keepContact: 'how she may be written to is kept with the chat and in the case',
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
