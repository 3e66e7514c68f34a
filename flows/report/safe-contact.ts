import type { Value, WishedContact } from '../kit/effects.ts';
import type { FlowEvent } from '../kit/events.ts';
import { ask, askAgain, say } from '../kit/steps.ts';
import type { Answers } from './answers.ts';
import { replyWordCodes } from './answers.ts';
import { kit, type ReportContext } from './context.ts';
import { chosen } from './keeping.ts';
import { givesUp, keep, listen, question, recordAnswers } from './questions.ts';
import { contactOptions, firstLineOptions, replyWordOptions, usualRails } from './wording.ts';

/**
 * How she may be written to first (R11): never, at any time, or in some hours; the neutral line that goes
 * before anything else, and the word that she answers it with. The word is hers: it goes to the chat's own
 * keeping and to the case, never into what the flow remembers.
 */
function wished(answers: Answers, word: Value | null): WishedContact {
  const { contact, hours, firstLine } = answers;
  const isKnown = contact === 'anytime' || contact === 'hours' || contact === 'iReturn';
  return {
    mode: isKnown ? contact : 'unknown',
    hours: contact === 'hours' && Array.isArray(hours) ? hours : [],
    line:
      firstLine === undefined || firstLine === 'unknown' || firstLine === 'skipped'
        ? null
        : { key: `report.firstLine.${firstLine}` },
    word,
  };
}

/** Kept with the word as she wrote or pressed it. */
const keepContact = {
  type: 'keepContact' as const,
  params: ({ context, event }: { context: ReportContext; event: FlowEvent }) =>
    wished(context.answers, wordIn(event)),
};

function wordIn(event: FlowEvent): Value | null {
  if (event.type === 'person.wrote') return event.text.trim();
  const code = replyWordCodes.find((known) => known === chosen(event));
  return code ? { key: `report.replyWord.${code}` } : null;
}

export const contact = kit.createStateConfig({
  description: 'Whether we may write first, in this chat (R11).',
  tags: ['question'],
  entry: ask('report.contact', contactOptions, usualRails),
  always: { guard: { type: 'answered', params: { field: 'contact' } }, target: 'hours' },
  on: {
    'person.chose': [
      givesUp('contact'),
      { guard: 'mayBeWritten', target: 'hours', actions: keep('contact') },
      { target: 'hours', actions: [...keep('contact'), keepContact, recordAnswers] },
    ],
    'person.wrote': listen,
  },
});

export const firstLine = question({
  field: 'firstLine',
  description: 'The neutral line that goes first, chosen from ready ones.',
  text: () => 'report.ask.firstLine',
  options: firstLineOptions,
  next: 'replyWord',
  notFor: 'asksNoWord',
});

export const replyWord = kit.createStateConfig({
  description: 'The word she answers with, ready or her own: content goes out only after it.',
  tags: ['question'],
  entry: ask('report.ask.replyWord', replyWordOptions, usualRails),
  always: [
    { guard: 'asksNoWord', target: 'guardian' },
    { guard: { type: 'answered', params: { field: 'replyWord' } }, target: 'guardian' },
  ],
  on: {
    'person.chose': [
      givesUp('replyWord'),
      {
        guard: { type: 'chose', params: { choice: 'skipped' } },
        target: 'guardian',
        actions: [...keep('replyWord'), keepContact, recordAnswers],
      },
      { target: 'guardian', actions: ['keepAgreedWord', keepContact, recordAnswers] },
    ],
    'person.wrote': [
      { guard: 'isUnsafe', target: '#report.talk.opening' },
      { guard: 'isShortWord', target: 'guardian', actions: ['keepAgreedWord', keepContact, recordAnswers] },
      { actions: [say('report.replyWordLong'), askAgain] },
    ],
  },
});
