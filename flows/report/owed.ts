import type { FlowEvent } from '../kit/events.ts';
import { type Feedback, feedbackCodes, isAboutAnother } from './answers.ts';
import type { ReportContext } from './context.ts';
import { chosen } from './keeping.ts';

/** What is owed to others and asked afterwards (R37, R49, L20): small guards, spread into the report's own. Pure. */
interface Now {
  context: ReportContext;
  event: FlowEvent;
}

/** A number, or the name somebody has in a chat: what is longer is a story. */
const contactCharsMax = 100;

/** Asked where she knows of it: only then she can have said yes (R37). */
function asksNoHerNumber({ answers: { knows, orgAgreed } }: ReportContext): boolean {
  return knows !== 'yes' && orgAgreed !== 'agreed';
}

/** UU 12/2022 art. 69 speaks of sexual violence; of nothing else may it be said (L20). */
function isProtected({ answers: { topic, forms }, dangers }: ReportContext): boolean {
  const isForm = Array.isArray(forms) && forms.includes('seksual');
  return topic === 'sexual' || isForm || dangers.some(({ kind }) => kind === 'sexualAssault');
}

const confirms = (event: FlowEvent) => chosen(event) === 'correct';

/** After an emergency nobody is asked how it was, nor where another story goes on (R49). */
function mayAskBack({ urgency, away, stories = [] }: ReportContext): boolean {
  return urgency !== 1 && !away && stories.length < 2;
}

export const owedGuards = {
  asksNoHerNumber: ({ context }: Now) => asksNoHerNumber(context),
  isShortContact: ({ event }: Now) =>
    event.type === 'person.wrote' && event.text.trim().length <= contactCharsMax,
  isCard: ({ event }: Now) => event.type === 'person.sentMedia' && event.media === 'contact',
  endsProtected: ({ context, event }: Now) =>
    confirms(event) && isAboutAnother(context.answers) && isProtected(context),
  endsForAnother: ({ context, event }: Now) => confirms(event) && isAboutAnother(context.answers),
  mayAskBack: ({ context, event }: Now) =>
    event.type === 'case.closed' && event.mayAsk === true && mayAskBack(context),
};

/** One answer more; what was skipped stays out. */
export function withFeedback(
  { feedback = {} }: ReportContext,
  event: FlowEvent,
  asked: keyof Feedback,
): Pick<ReportContext, 'feedback'> {
  const code = feedbackCodes.find((known) => known === chosen(event));
  return { feedback: code ? { ...feedback, [asked]: code } : feedback };
}
