import type { Text } from '../kit/effects.ts';
import { ask, onlyNumbers, say } from '../kit/steps.ts';
import { changing, filing, mayCount, mayKeep, summary } from './closing.ts';
import { kit } from './context.ts';
import { herContact, herNumber } from './her-contact.ts';
import { keep, keepWords, listen, manyQuestion, question } from './questions.ts';
import { contact, firstLine, replyWord } from './safe-contact.ts';
import { home } from './topic-home.ts';
import { leaving } from './topic-leaving.ts';
import { online } from './topic-online.ts';
import { organisation } from './topic-organisation.ts';
import { other } from './topic-other.ts';
import { sexual } from './topic-sexual.ts';
import { goneSilent } from './topic-silent.ts';
import { trafficking } from './topic-trafficking.ts';
import { where } from './where.ts';
import {
  ageOptions,
  noticeOptions,
  onlyHuman,
  topicOptions,
  usualRails,
  whenOptions,
  whoOptions,
  yesNoOptions,
} from './wording.ts';

const notice = kit.createStateConfig({
  description: 'Who reads it and what the limits are, before the first personal question (R3, R4).',
  entry: [
    'setStarted',
    say('report.readers'),
    {
      type: 'say',
      params: ({ context }): Text => ({
        key: context.operatorKind === 'lainnya' ? 'report.limits' : 'report.limitsReporting',
      }),
    },
  ],
  always: 'who',
});

/** L8: an organisation that must tell the police says so before any detail; she may leave the details out. */
const mandated = kit.createStateConfig({
  description: 'A duty to tell the police, said before any detail. Nobody has to give details (R4, L8).',
  tags: ['question'],
  entry: ask('report.duty', noticeOptions, onlyHuman),
  always: [
    { guard: { type: 'answered', params: { field: 'notice' } }, target: 'dangerNow' },
    { guard: 'mayBeSilent', target: 'dangerNow' },
  ],
  on: {
    'person.chose': { target: 'dangerNow', actions: keep('notice') },
    'person.wrote': listen,
  },
});

const dangerNow = kit.createStateConfig({
  description: 'Danger now: a yes calls a human at once and keeps every answer.',
  tags: ['question'],
  entry: ask('report.dangerNow', yesNoOptions, usualRails),
  /** Coming back from care, it has been answered. */
  always: { guard: { type: 'answered', params: { field: 'dangerNow' } }, target: 'knows' },
  on: {
    'person.chose': [
      {
        guard: { type: 'chose', params: { choice: 'yes' } },
        target: '#report.talk.care',
        actions: ['keepEmergency', say('care.ackDanger')],
      },
      /** A child has the numbers from then on (R34). */
      { guard: 'isChildWriting', target: 'knows', actions: [...keep('dangerNow'), onlyNumbers] },
      { target: 'knows', actions: keep('dangerNow') },
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
});

/** States that nobody rests in: they decide what is asked next. */
const aboutWhom = kit.createStateConfig({
  description: 'A case handed in has questions of its own first.',
  always: [
    { guard: { type: 'isFrom', params: { who: 'organisation' } }, target: 'organisation' },
    { target: 'age' },
  ],
});

const aboutWhat = kit.createStateConfig({
  description: 'Who is about to leave for work is asked about that; everybody else, what it is about.',
  always: [{ guard: { type: 'isFrom', params: { who: 'leaving' } }, target: 'leaving' }, { target: 'topic' }],
});

const topics = ['trafficking', 'goneSilent', 'home', 'sexual', 'online', 'other'] as const;

const details = kit.createStateConfig({
  description: 'The questions of the topic, unless the person wants no details told.',
  always: [
    { guard: 'tellsNoDetails', target: 'when' },
    ...topics.map((topic) => ({ guard: { type: 'isAbout' as const, params: { topic } }, target: topic })),
    { target: 'when' },
  ],
});

/**
 * The questions of a report in the order of standards.md §4.8: who reads, who is affected, age, topic,
 * danger now, the topic's own questions, when, where, what help, safe contact, summary, consents, the nomor
 * resi.
 */
export const asking = kit.createStateConfig({
  description: 'The questions of a report.',
  initial: 'notice',
  states: {
    notice,
    who: question({
      field: 'who',
      description: 'Who is affected.',
      text: () => 'report.who',
      options: whoOptions,
      next: 'aboutWhom',
    }),
    aboutWhom,
    organisation,
    age: question({
      field: 'age',
      description: 'Age band of the person affected (R34).',
      text: ({ answers: { who } }) =>
        who === 'me' || who === 'leaving' ? 'report.ageMe' : 'report.ageOther',
      options: ageOptions,
      next: 'aboutWhat',
    }),
    aboutWhat,
    leaving,
    topic: question({
      field: 'topic',
      description: 'What it is about.',
      text: () => 'report.topic',
      options: topicOptions,
      next: 'mandated',
      extra: { guard: 'isChildWriting', say: 'report.trustedAdult' },
    }),
    mandated,
    dangerNow,
    knows: question({
      field: 'knows',
      description: 'Does the person know that somebody writes to us about her (R37)?',
      text: () => 'report.ask.knows',
      options: yesNoOptions,
      next: 'details',
      notFor: 'needsNoKnows',
      extra: { guard: 'choseNo', say: 'report.knowsNot' },
    }),
    details,
    trafficking,
    goneSilent,
    home,
    sexual,
    online,
    other,
    when: question({
      field: 'when',
      description: 'When it last happened, in the buckets that decide medical urgency (72 h, 120 h).',
      text: (context) => (context.answers.topic === 'goneSilent' ? 'report.whenSilent' : 'report.when'),
      options: whenOptions,
      next: 'where',
      notFor: 'isLeaving',
      extra: { guard: 'choseHealthWindow', say: 'report.healthSoon' },
    }),
    where,
    help: manyQuestion({
      field: 'help',
      description: 'What help the person would like.',
      text: () => 'report.help',
      more: 'report.helpMore',
      next: 'herNumber',
    }),
    herNumber,
    herContact,
    contact,
    hours: manyQuestion({
      field: 'hours',
      description: 'The hours that are safe.',
      text: () => 'report.ask.hours',
      more: 'report.ask.hoursMore',
      next: 'firstLine',
      notFor: 'asksNoHours',
    }),
    firstLine,
    replyWord,
    guardian: question({
      field: 'guardian',
      description:
        'May parents or guardian be spoken with? Only of a child, never where it is at home (R36).',
      text: () => 'report.ask.guardian',
      options: yesNoOptions,
      next: 'summary',
      notFor: 'asksNoGuardian',
    }),
    summary,
    changing,
    consentService: mayKeep,
    consentStatistics: mayCount,
    filing,
    back: {
      description: 'Where the questions were left.',
      type: 'history',
      history: 'deep',
      target: 'notice',
    },
  },
});
