import { Bug } from '../errors.ts';
import type { DemoPerson, SeenPage } from './demo-person.ts';
import type { DemoAnswers } from './demo-story.ts';

/** More questions than a report has, each asked again once. */
const roundsMax = 40;

/**
 * Answers one question after the other, as they are asked: so the story holds what somebody means, not the
 * order in which the flow happens to ask. Stops at the first question that the story has no answer to.
 */
export async function answerAll(person: DemoPerson, answers: DemoAnswers): Promise<void> {
  let page = await person.look();
  const left = { help: [...(answers.help ?? [])], abroad: answers.abroad };
  for (let round = 0; round < roundsMax; round += 1) {
    const next = answerTo(page, answers, left);
    if (!next) return;
    page = 'press' in next ? await person.press(next.press) : await person.say(next.say);
  }
  throw new Bug('demoNeverDone');
}

type Next = { press: string } | { say: string };
type Left = { help: string[]; abroad: string | undefined };

/** A question is known by a choice that only it offers. */
function answerTo({ choices }: SeenPage, answers: DemoAnswers, left: Left): Next | undefined {
  const offers = (choice: string) => choices.includes(choice);
  const press = (choice: string | undefined) => (choice && offers(choice) ? { press: choice } : undefined);
  if (offers('abroad') && left.abroad) return { press: 'abroad' };
  if (offers('goOn') && !offers('notThat') && left.abroad) return sayCountry(left);
  for (const plain of ['safe', 'goOn', 'correct', 'continue']) if (offers(plain)) return { press: plain };
  if (offers('family')) return press(answers.who);
  if (offers('under12')) return press(answers.age);
  if (offers('trafficking')) return press(answers.topic);
  if (offers('yes') && offers('no')) return press(answers.dangerNow);
  if (offers('within3days')) return press(answers.when);
  if (offers('anytime')) return press(answers.contact);
  if (offers('talk') || offers('enough')) return press(left.help.shift() ?? (answers.help && 'enough'));
  if (offers('allow')) return answers.agrees ? { press: 'allow' } : undefined;
  if (offers('unknown') && answers.where) return { say: answers.where };
  return undefined;
}

function sayCountry(left: Left): Next {
  const say = left.abroad ?? '';
  left.abroad = undefined;
  return { say };
}
