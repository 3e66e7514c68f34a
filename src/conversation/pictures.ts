import { readChoice } from '../../flows/kit/choices.ts';
import { hear } from '../../flows/kit/hearing.ts';
import type { ReportContext } from '../../flows/report/context.ts';
import { type PictureAnswer, pictureQuestion } from '../../flows/report/media.ts';
import type { InboxEvent } from './messages.ts';
import type { Asked, ConversationState } from './snapshot.ts';
import type { Setting } from './understand.ts';

/**
 * The one question about a picture (design §7), which stands beside whatever is talked about: it takes the
 * last place on the screen, and when it is answered the other question comes back. Pure. Nothing here is a
 * reason to wait with danger; a cry in the same message is heard first, and then nothing is asked.
 */
export interface Pictures {
  /** One came that nobody has said anything about. */
  waiting: boolean;
  asked: Asked | null;
  /** Nothing of ours was shown after it, so that a typed "tidak" means it and nothing else. */
  isNewest: boolean;
  /** The last picture's album: those sent in one act are asked about once. */
  album: string | null;
  /** What was said of that album; null for a single picture, or while it is not answered. */
  answer: PictureAnswer | null;
  /** The question just answered: a second press of its button changes nothing, quietly. */
  answered: string | null;
}

const none: Pictures = {
  waiting: false,
  asked: null,
  isNewest: false,
  album: null,
  answer: null,
  answered: null,
};

/** What the event says to the question; `human` for its quiet button, `again` for a second press. */
export function readPictureAnswer(
  event: InboxEvent | null,
  state: ConversationState | null,
  setting: Setting,
): PictureAnswer | 'human' | 'again' | null {
  const pictures = state?.pictures;
  if (!pictures || setting.isNewSession) return null;
  if (event?.type === 'inbound.tap') return readTap(event.token, pictures);
  if (event?.type !== 'inbound.text' || !pictures.asked || !pictures.isNewest) return null;
  const { danger, word } = hear(event.text);
  if (danger || word) return null;
  const options = pictures.asked.question.options.map((option) => ({
    id: option.id,
    label: setting.labelOf(option),
  }));
  const read = readChoice(event.text, options);
  if (read.is === 'unknown') return 'unknown';
  return read.is === 'choice' ? answerOf(read.id) : null;
}

function readTap(token: string, { asked, answered }: Pictures): ReturnType<typeof readPictureAnswer> {
  const dot = token.indexOf('.');
  const number = token.slice(0, dot);
  if (answered !== null && number === answered) return 'again';
  if (number !== asked?.number) return null;
  const choice = token.slice(dot + 1);
  return choice === 'human' ? 'human' : answerOf(choice);
}

function answerOf(choice: string): PictureAnswer | null {
  return choice === 'yes' || choice === 'no' || choice === 'unknown' ? choice : null;
}

/** Another picture of an album that was asked about or answered already. */
export function isAlbumMate(event: InboxEvent | null, state: ConversationState | null): boolean {
  const album = albumOf(event);
  return album !== null && album === state?.pictures?.album;
}

function albumOf(event: InboxEvent | null): string | null {
  return isUnjudged(event) && event?.type === 'inbound.media' ? (event.album ?? null) : null;
}

function isUnjudged(event: InboxEvent | null): boolean {
  return event?.type === 'inbound.media' && event.media === 'photo' && event.judged === undefined;
}

export interface PictureTurn {
  event: InboxEvent | null;
  answer: PictureAnswer | null;
  /** The state as the flow left it. */
  state: ConversationState;
  context: ReportContext;
  /** Danger was heard in this turn: first things first. */
  hasDanger: boolean;
  /** The flow shows a question in this turn, or a counsellor speaks. */
  isSpeaking: boolean;
  /** Whether a file that came this way can be fetched at all; if not, there is nothing to ask. */
  takesFiles: boolean;
}

export interface PictureStep {
  pictures: Pictures | undefined;
  /** To be shown now, in the last place. */
  ask: Asked | null;
  /** What becomes of the pictures that wait for a word; null: nothing. */
  verdict: 'wanted' | 'never' | null;
}

/** @param before what was known of pictures until now */
export function settlePictures(before: Pictures | undefined, turn: PictureTurn): PictureStep {
  const { event, answer } = turn;
  const known = before ?? none;
  if (answer !== null) return answered(known, answer);
  if (isUnjudged(event) && turn.takesFiles) return came(known, turn);
  if (!before) return { pictures: undefined, ask: null, verdict: null };
  if (known.waiting && !known.asked) return askIfFit(known, turn);
  return { pictures: { ...known, isNewest: known.isNewest && !turn.isSpeaking }, ask: null, verdict: null };
}

function answered(known: Pictures, answer: PictureAnswer): PictureStep {
  const pictures: Pictures = {
    ...none,
    album: known.album,
    answer: known.album === null ? null : answer,
    answered: known.asked?.number ?? null,
  };
  return { pictures, ask: null, verdict: answer === 'no' ? 'wanted' : 'never' };
}

function came(known: Pictures, turn: PictureTurn): PictureStep {
  const album = albumOf(turn.event);
  if (album !== null && album === known.album) {
    // One act, one answer: also for what the line brought later.
    const verdict = known.answer === null ? null : known.answer === 'no' ? 'wanted' : 'never';
    return { pictures: known, ask: null, verdict };
  }
  // A question that is still open was about other pictures: it is asked anew, and its old buttons are over.
  return askIfFit({ ...none, waiting: true, album, answered: known.answered }, turn);
}

function askIfFit(known: Pictures, turn: PictureTurn): PictureStep {
  if (!isFit(turn)) return { pictures: { ...known, asked: null, isNewest: false }, ask: null, verdict: null };
  const asked = { number: (turn.state.questions + 1).toString(36), question: pictureQuestion };
  return { pictures: { ...known, asked, isNewest: true }, ask: asked, verdict: null };
}

/** Not on a screen that may be read along, not before it is known to be safe, not into care (R2, R16). */
function isFit({ state, context, hasDanger, event }: PictureTurn): boolean {
  if (hasDanger || context.away) return false;
  if (event !== null && !event.type.startsWith('inbound.')) return false;
  const key = state.asked?.question.text.key;
  if (key === undefined) return context.human === 'present';
  return key !== 'common.opening' && !key.startsWith('care.');
}
