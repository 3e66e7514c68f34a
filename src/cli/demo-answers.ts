import { Bug } from '../errors.ts';
import type { DemoPerson, SeenPage } from './demo-person.ts';
import type { DemoAnswers } from './demo-story.ts';

/** More questions than a report has, each asked again once. */
const roundsMax = 80;

/**
 * Answers one question after the other, as they are asked: so the story holds what somebody means, not the
 * order in which the flow happens to ask. Stops at the first question that the story has no answer to.
 */
export async function answerAll(person: DemoPerson, answers: DemoAnswers): Promise<void> {
  let page = await person.look();
  const left: Left = {
    help: [...(answers.help ?? [])],
    hours: [...(answers.hours ?? [])],
    abroad: answers.abroad,
    danger: answers.dangerNow,
  };
  for (let round = 0; round < roundsMax; round += 1) {
    const next = answerTo(page, answers, left);
    if (!next) return;
    page = 'press' in next ? await person.press(next.press) : await person.say(next.say);
  }
  throw new Bug('demoNeverDone');
}

type Next = { press: string } | { say: string };
type Left = {
  help: string[];
  hours: string[];
  abroad: string | undefined;
  danger: string | undefined;
};

/** A question is known by a choice that only it offers. */
function answerTo({ choices }: SeenPage, answers: DemoAnswers, left: Left): Next | undefined {
  const offers = (choice: string) => choices.includes(choice);
  const press = (choice: string | undefined) => (choice && offers(choice) ? { press: choice } : undefined);
  if (offers('abroad') && left.abroad) return { press: 'abroad' };
  if (offers('goOn') && !offers('notThat') && left.abroad) return sayCountry(left);
  for (const plain of ['safe', 'goOn', 'correct', 'continue']) if (offers(plain)) return { press: plain };
  if (offers('me')) return press(answers.who);
  if (offers('under12')) return press(answers.age);
  if (offers('trafficking')) return press(answers.topic);
  if (offers('yes') && offers('no')) return press(takeDanger(left) ?? 'skip');
  if (offers('days4to5')) return press(answers.when);
  if (offers('anytime')) return press(answers.contact);
  if (offers('talk') || offers('findPerson')) return press(left.help.shift() ?? (answers.help && 'enough'));
  if (offers('morning') || offers('evening')) return press(left.hours.shift() ?? 'enough');
  if (offers('parcel')) return press('hello');
  if (offers('red')) return press('ready');
  if (offers('allow')) return answers.agrees ? { press: 'allow' } : undefined;
  if (choices.every((choice) => around.has(choice)))
    return answers.where ? { say: answers.where } : undefined;
  if (!offers('unknown') && !offers('enough')) return undefined;
  // What the topic asks is left to the counsellor: the story tells it in her own words.
  return press('skip');
}

/** Around the place that is typed there is nothing else to press. */
const around = new Set(['unknown', 'skip', 'human', 'leave']);

/** Danger now is the first yes or no; the topic's own come after it. */
function takeDanger(left: Left): string | undefined {
  const { danger } = left;
  left.danger = undefined;
  return danger;
}

function sayCountry(left: Left): Next {
  const say = left.abroad ?? '';
  left.abroad = undefined;
  return { say };
}
