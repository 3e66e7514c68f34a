import type { Question } from '../kit/effects.ts';
import { ask, say } from '../kit/steps.ts';
import { judged, kit, type ReportContext } from './context.ts';
import { listen } from './questions.ts';
import { summaryLines } from './summary.ts';
import { changeable, changeOptions, consentOptions, nextText, onlyHuman, spaced } from './wording.ts';

/** The end of the questions: what was noted, the consents, and the nomor resi. */
export const summary = kit.createStateConfig({
  description: 'Shows what was noted; the person confirms, changes or deletes it (R44).',
  tags: ['question'],
  entry: [
    'endChange',
    {
      type: 'ask',
      params: ({ context }): Question => ({
        text: { key: 'report.summary', values: { lines: summaryLines(context.answers) } },
        options: [
          { id: 'correct', label: { key: 'report.correct' } },
          { id: 'change', label: { key: 'report.change' } },
          { id: 'eraseAll', label: { key: 'report.eraseAll' } },
        ],
        rails: onlyHuman,
      }),
    },
  ],
  /** Changed after it was sent: it is in the case already, and nothing is asked twice. */
  always: {
    guard: 'isFiled',
    target: '#report.talk.resuming',
    actions: ['endChange', say('rights.changed')],
  },
  on: {
    'person.chose': [
      /** Who told of somebody else hears that the law stands behind her, and what keeps that person safe (L20). */
      { guard: 'endsProtected', target: 'consentService', actions: say('report.protected') },
      { guard: 'endsForAnother', target: 'consentService', actions: say('report.keepPrivate') },
      { guard: { type: 'chose', params: { choice: 'correct' } }, target: 'consentService' },
      { guard: { type: 'chose', params: { choice: 'change' } }, target: 'changing' },
      { guard: { type: 'chose', params: { choice: 'eraseAll' } }, target: '#report.talk.erasing' },
    ],
    'person.wrote': listen,
  },
});

export const changing = kit.createStateConfig({
  description: 'Which answer to change; the others stay.',
  tags: ['question'],
  entry: ask('report.changeWhich', changeOptions, onlyHuman),
  on: {
    'person.chose': changeable.map((field) => ({
      guard: { type: 'chose' as const, params: { choice: field } },
      target: field,
      actions: { type: 'startChange' as const, params: { field } },
    })),
    'person.wrote': listen,
  },
});

/** Where a case stands open already, something of it is kept whatever the answer. */
function mayKeepKey({ receipt }: ReportContext): 'report.consentServiceOpen' | 'report.consentService' {
  return receipt ? 'report.consentServiceOpen' : 'report.consentService';
}

export const mayKeep = kit.createStateConfig({
  description: 'May the note be kept and read? One purpose a question; no is the default (R6).',
  tags: ['question'],
  entry: {
    type: 'ask',
    params: ({ context }): Question => ask(mayKeepKey(context), consentOptions, onlyHuman).params,
  },
  on: {
    'person.chose': [
      {
        guard: { type: 'chose', params: { choice: 'allow' } },
        target: 'consentStatistics',
        actions: { type: 'keepConsent', params: { field: 'consentService' } },
      },
      {
        target: '#report.talk.refused',
        actions: { type: 'keepConsent', params: { field: 'consentService' } },
      },
    ],
    'person.wrote': listen,
  },
});

export const mayCount = kit.createStateConfig({
  description: 'May it be counted, without name and story? It says that a count cannot be taken back.',
  tags: ['question'],
  entry: ask('report.consentStatistics', consentOptions, onlyHuman),
  on: {
    'person.chose': {
      target: 'filing',
      actions: { type: 'keepConsent', params: { field: 'consentStatistics' } },
    },
    'person.wrote': listen,
  },
});

export const filing = kit.createStateConfig({
  description: 'The report becomes a case; the person gets the nomor resi and what happens next.',
  /** The proof names the very words that were asked (L1): here it is still known whether a case stood open then. */
  entry: [
    {
      type: 'openCase',
      params: ({ context }) => ({ reason: 'filed' as const, ...judged(context), answers: context.answers }),
    },
    {
      type: 'recordConsent',
      params: ({ context }) => ({
        purpose: 'service' as const,
        text: { key: mayKeepKey(context) },
        given: context.answers.consentService ?? false,
      }),
    },
    {
      type: 'recordConsent',
      params: ({ context }) => ({
        purpose: 'statistics' as const,
        text: { key: 'report.consentStatistics' as const },
        given: context.answers.consentStatistics ?? false,
      }),
    },
  ],
  on: {
    'case.opened': {
      target: '#report.talk.waiting',
      actions: [
        'setFiled',
        {
          type: 'say',
          params: ({ event }) => ({
            key: 'report.filed' as const,
            values: { receipt: spaced(event.receipt) },
          }),
        },
        { type: 'say', params: ({ event }) => nextText(event.urgency) },
      ],
    },
  },
});
