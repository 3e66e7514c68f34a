import type { Language } from '../../flows/kit/events.ts';
import { isChild } from '../../flows/kit/signs.ts';
import { judged, type ReportContext } from '../../flows/report/context.ts';
import type { CaseHead } from './case-item.ts';
import type { TurnInput } from './plan.ts';
import { labelOf, type Renderer } from './render.ts';

/** What the queue and the case show of a turn at a glance. Pure. */
export function pressedLabel(renderer: Renderer, { event, state, lasting }: TurnInput): string | null {
  if (event?.type !== 'inbound.tap' || !state?.asked) return null;
  const choice = event.token.slice(event.token.indexOf('.') + 1);
  const option = state.asked.question.options.find((offered) => offered.id === choice);
  return option ? labelOf(renderer.words, lasting.language, option) : null;
}

const shownChars = 80;

/** The beginning, cut between two words. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= shownChars) return line;
  const cut = line.slice(0, shownChars);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), shownChars / 2))}…`;
}

/** The queue card. Codes and the last words, cut short: the whole list is opened in one request. */
export function headOf(
  input: TurnInput,
  language: Language,
  context: ReportContext,
  lastWords: string | null,
): CaseHead {
  const { where } = context.answers;
  return {
    channel: input.channel,
    language,
    who: context.answers.who ?? null,
    age: context.answers.age ?? null,
    topic: context.answers.topic ?? null,
    ...(isChild(context.answers) ? { child: true as const } : {}),
    ...(input.lasting.simple ? { simple: true as const } : {}),
    ...(context.answers.who === 'organisation' ? { handedIn: true as const } : {}),
    rules: judged(context).rules.slice(0, 8),
    lastWords,
    country: typeof where === 'object' ? where.country : null,
  };
}
