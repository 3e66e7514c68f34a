import type { Question } from '../kit/effects.ts';
import { ask, say } from '../kit/steps.ts';
import { judged, kit } from './context.ts';
import { help, keepWords, listen, question, recordAnswers, where } from './questions.ts';
import {
  ageOptions,
  changeable,
  changeOptions,
  consentOptions,
  contactOptions,
  nextText,
  onlyHuman,
  spaced,
  summaryLines,
  topicOptions,
  usualRails,
  whenOptions,
  whoOptions,
  yesNoOptions,
} from './wording.ts';

/**
 * The questions of a report in the order of standards.md §4.8: who reads, who is affected, age, topic,
 * danger now, when, where, what help, safe time, summary, consents, the nomor resi.
 */
const summary = kit.createStateConfig({
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
  on: {
    'person.chose': [
      { guard: { type: 'chose', params: { choice: 'correct' } }, target: 'consentService' },
      { guard: { type: 'chose', params: { choice: 'change' } }, target: 'changing' },
      { guard: { type: 'chose', params: { choice: 'eraseAll' } }, target: '#report.talk.erasing' },
    ],
    'person.wrote': listen,
  },
});

const changing = kit.createStateConfig({
  description: 'Which answer to change; the others stay.',
  tags: ['question'],
  entry: ask('report.changeWhich', changeOptions, onlyHuman),
  on: {
    'person.chose': changeable.map((id) => ({
      guard: { type: 'chose' as const, params: { choice: id } },
      target: id,
      actions: 'startChange' as const,
    })),
    'person.wrote': listen,
  },
});

const consentService = kit.createStateConfig({
  description: 'May the note be kept and read? One purpose a question; no is the default (R6).',
  tags: ['question'],
  entry: {
    type: 'ask',
    params: ({ context }): Question =>
      ask(context.receipt ? 'report.consentServiceOpen' : 'report.consentService', consentOptions, onlyHuman)
        .params,
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

const consentStatistics = kit.createStateConfig({
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

const filing = kit.createStateConfig({
  description: 'The report becomes a case; the person gets the nomor resi and what happens next.',
  entry: {
    type: 'openCase',
    params: ({ context }) => ({ reason: 'filed' as const, ...judged(context), answers: context.answers }),
  },
  on: {
    'case.opened': {
      target: '#report.talk.waiting',
      actions: [
        'setFiled',
        {
          type: 'recordConsent',
          params: ({ context }) => ({
            purpose: 'service' as const,
            text: { key: 'report.consentService' as const },
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

export const asking = kit.createStateConfig({
  description: 'The questions of a report.',
  initial: 'notice',
  states: {
    notice: {
      description: 'Who reads it and what the limits are, before the first personal question (R3, R4).',
      entry: ['setStarted', say('report.readers'), say('report.limits')],
      always: 'who',
    },
    who: question({
      field: 'who',
      description: 'Who is affected.',
      text: () => 'report.who',
      options: whoOptions,
      next: 'age',
    }),
    age: question({
      field: 'age',
      description: 'Age band of the person affected (R34).',
      text: (context) => (context.answers.who === 'me' ? 'report.ageMe' : 'report.ageOther'),
      options: ageOptions,
      next: 'topic',
    }),
    topic: question({
      field: 'topic',
      description: 'What it is about.',
      text: () => 'report.topic',
      options: topicOptions,
      next: 'dangerNow',
    }),
    dangerNow: kit.createStateConfig({
      description: 'Danger now: a yes calls a human at once and keeps every answer.',
      tags: ['question'],
      entry: ask('report.dangerNow', yesNoOptions, usualRails),
      /** Coming back from care, it has been answered. */
      always: { guard: 'dangerAnswered', target: 'when' },
      on: {
        'person.chose': [
          {
            guard: { type: 'chose', params: { choice: 'yes' } },
            target: '#report.talk.care',
            actions: ['keepEmergency', say('care.ackDanger')],
          },
          {
            target: 'when',
            actions: [{ type: 'keepAnswer', params: { field: 'dangerNow' } }, recordAnswers],
          },
        ],
        'person.wrote': [
          /** "Tidak aman" is a no only in its first word. */
          {
            guard: 'isUnsafe',
            target: '#report.talk.care',
            actions: ['keepEmergency', say('care.ackDanger')],
          },
          ...keepWords,
        ],
      },
    }),
    when: question({
      field: 'when',
      description: 'When it last happened, in the buckets that decide medical urgency (72 h, 120 h).',
      text: (context) => (context.answers.topic === 'goneSilent' ? 'report.whenSilent' : 'report.when'),
      options: whenOptions,
      next: 'where',
    }),
    where,
    help,
    contact: question({
      field: 'contact',
      description: 'When an answer in this chat is safe (R11).',
      text: () => 'report.contact',
      options: contactOptions,
      next: 'summary',
    }),
    summary,
    changing,
    consentService,
    consentStatistics,
    filing,
    back: {
      description: 'Where the questions were left.',
      type: 'history',
      history: 'deep',
      target: 'notice',
    },
  },
});
