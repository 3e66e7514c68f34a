import type { ReportContext } from '../../flows/report/context.ts';
import { type PictureAnswer, pictureAnswered, pictureQuestion } from '../../flows/report/media.ts';
import { type HostEffect, isQuestion } from './advance.ts';
import type { Draft } from './draft.ts';
import { capabilities } from './messages.ts';
import { isAlbumMate, type PictureStep, type readPictureAnswer, settlePictures } from './pictures.ts';
import type { TurnInput } from './plan.ts';
import type { ConversationState } from './snapshot.ts';
import type { Understood } from './understand.ts';

/** The question about a picture within one turn: how the turn hears it, shows it and answers it. Pure. */
type Answer = ReturnType<typeof readPictureAnswer>;

export interface PictureOutcome extends PictureStep {
  said: PictureAnswer | null;
}

/** It is answered, or its album was spoken of: the flow has nothing to hear of it. Null: it hears as always. */
export function understandPicture({ event, state }: TurnInput, answer: Answer): Understood | null {
  if (answer === 'human') return { events: [{ type: 'person.spoke', word: 'human' }], also: 'nothing' };
  if (answer !== null) return { events: [], also: 'nothing' };
  const hasWords = event?.type === 'inbound.media' && event.caption !== null;
  return isAlbumMate(event, state) && !hasWords ? { events: [], also: 'nothing' } : null;
}

/** Whoever speaks after the question makes a typed "tidak" mean something else. */
const speaking: ReadonlySet<string> = new Set(['askAgain', 'relay']);

export function picturesOf(
  input: TurnInput,
  answer: Answer,
  after: {
    state: ConversationState;
    context: ReportContext;
    effects: readonly HostEffect[];
    understood: Understood | null;
  },
): PictureOutcome {
  const said = answer === 'human' || answer === 'again' ? null : answer;
  const { state, context, effects, understood } = after;
  const step = settlePictures(input.state?.pictures, {
    ...{ event: input.event, answer: said, state, context },
    hasDanger: understood?.events.some((event) => event.type === 'danger.heard') ?? false,
    isSpeaking: effects.some((effect) => isQuestion(effect) || speaking.has(effect.type)),
    takesFiles: capabilities[input.channel].takesFiles,
  });
  return { ...step, said };
}

/** After everything the flow said: the answer is thanked for and the other question comes back. */
export function drawPictures(draft: Draft, { said, verdict, ask }: PictureOutcome): void {
  if (said) draft.say(pictureAnswered(said));
  if (said) draft.askAgain();
  // A picture that is never fetched is work for a human (design §7): the case waits for one.
  if (said && verdict === 'never') {
    draft.case.happened('pictureNever');
    draft.case.waits();
  }
  if (ask) draft.askBeside(ask);
}

/** What the turn said, for transcripts: the question about a picture takes the place of the talk's own. */
export function withPictures(effects: HostEffect[], { said, ask }: PictureOutcome): HostEffect[] {
  if (said)
    return [...effects, { type: 'say', params: pictureAnswered(said) }, { type: 'askAgain', params: {} }];
  if (!ask) return effects;
  const told = effects.filter((effect) => effect.type !== 'askAgain' && !isQuestion(effect));
  return [...told, { type: 'ask', params: pictureQuestion }];
}
