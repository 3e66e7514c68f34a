import type { Option, Right, Text } from '../kit/effects.ts';
import type { GlobalWord } from '../kit/events.ts';
import { ask, type PlainKey, say } from '../kit/steps.ts';
import { kit, type ReportContext } from './context.ts';
import { listen } from './questions.ts';
import { onlyHuman } from './wording.ts';

/**
 * A person's rights over her own story (standards.md L2–L4, R10, R44): see, correct, take back, limit,
 * delete. What needs a human is asked of one, who answers within 72 hours; what protects holds at once.
 */
type WithContext = { context: ReportContext };

/** Of the case that number and PIN opened, else of the one this chat speaks of. */
export function askRight(right: Right) {
  return {
    type: 'askRight' as const,
    params: ({ context }: WithContext) => ({
      right,
      verified: context.verified === true,
      caseId: context.verified === true ? (context.found?.caseId ?? null) : null,
    }),
  };
}

const option = (id: string, key: PlainKey): Option => ({ id, label: { key } });

/** The screen's own part is said first, for what each platform can truly wipe (R10). */
export const erasing = kit.createStateConfig({
  description:
    'HAPUS: a draft goes at once; what has been sent is asked about once, and a human confirms it.',
  initial: 'deciding',
  states: {
    deciding: {
      description: 'Whether anything has been sent.',
      always: [
        { guard: 'hasKept', target: 'sure' },
        {
          target: '#report.talk.parked',
          actions: [
            { type: 'forgetDraft', params: {} },
            { type: 'clearScreen', params: {} },
            'startOver',
            say('common.draftDeleted'),
          ],
        },
      ],
    },
    sure: {
      description: 'Says what can be wiped here and what cannot, and asks once.',
      tags: ['question'],
      entry: ask(
        'rights.eraseAsk',
        [option('erase', 'rights.erase'), option('keep', 'rights.keep')],
        onlyHuman,
      ),
      on: {
        'person.chose': [
          {
            guard: { type: 'chose', params: { choice: 'erase' } },
            target: '#report.talk.parked',
            actions: [
              askRight('hapus'),
              { type: 'note', params: { what: 'askedToDelete' } },
              { type: 'clearScreen', params: {} },
              say('common.deleteAsked'),
            ],
          },
          { target: '#report.talk.opening' },
        ],
        'person.wrote': listen,
      },
    },
  },
});

/** One question, and then at once: taking back is never made hard (UU 27/2022 art. 9). */
function asked(right: 'tarik' | 'batasi', texts: { ask: PlainKey; yes: PlainKey; done: PlainKey }) {
  return kit.createStateConfig({
    description: `Asks once, then ${right} holds at once and a human is told.`,
    tags: ['question'],
    entry: ask(texts.ask, [option('sure', texts.yes), option('keep', 'rights.keep')], onlyHuman),
    on: {
      'person.chose': [
        {
          guard: { type: 'chose', params: { choice: 'sure' } },
          target: 'afterWords',
          actions: [askRight(right), say(texts.done)],
        },
        { target: 'afterWords', actions: say('rights.unchanged') },
      ],
      'person.wrote': listen,
    },
  });
}

export const withdrawing = asked('tarik', {
  ask: 'rights.withdrawAsk',
  yes: 'rights.withdraw',
  done: 'rights.withdrawn',
});

export const restricting = asked('batasi', {
  ask: 'rights.restrictAsk',
  yes: 'rights.restrict',
  done: 'rights.restricted',
});

/** A choice that is a word: it is heard as the word, in the same turn (host, advance.ts). */
function spoken(choice: string, word: GlobalWord) {
  return {
    guard: { type: 'chose' as const, params: { choice } },
    actions: { type: 'speak' as const, params: { word } },
  };
}

export const notes = kit.createStateConfig({
  description: 'What a person may do with what was noted (R44, L3).',
  tags: ['question'],
  entry: ask(
    'rights.what',
    [
      option('show', 'rights.show'),
      option('change', 'rights.change'),
      option('delete', 'rights.delete'),
      option('withdraw', 'rights.withdraw'),
      option('restrict', 'rights.restrict'),
      option('privacy', 'rights.privacy'),
      option('done', 'receipt.done'),
    ],
    onlyHuman,
  ),
  on: {
    'person.chose': [
      spoken('show', 'showAll'),
      spoken('change', 'change'),
      spoken('delete', 'delete'),
      spoken('withdraw', 'withdraw'),
      spoken('restrict', 'restrict'),
      { guard: { type: 'chose', params: { choice: 'privacy' } }, target: 'privacy' },
      { target: 'resuming' },
    ],
    'person.wrote': listen,
  },
});

/** L2 in four short messages: who, what and how long, who reads, which rights. */
function page(key: PlainKey, next: Option[]) {
  return ask(key, [...next, option('done', 'receipt.done')], onlyHuman);
}

const pages = ['kept', 'readers', 'rights'] as const;

function turning() {
  return [
    ...pages.map((name) => ({
      guard: { type: 'chose' as const, params: { choice: name } },
      target: `#report.talk.privacy.${name}`,
    })),
    { target: '#report.talk.resuming' },
  ];
}

const pageOptions = (without: string) =>
  pages.filter((name) => name !== without).map((name) => option(name, `rights.page.${name}`));

export const privacy = kit.createStateConfig({
  description: 'PRIVASI: who is responsible, what is kept and how long, who reads, which rights (L2).',
  initial: 'who',
  states: {
    who: {
      description: 'Who is responsible, what for, and where to ask.',
      tags: ['question'],
      entry: {
        type: 'ask',
        params: {
          text: {
            key: 'rights.who',
            values: { name: { org: 'legalName' }, contact: { org: 'privacyContact' } },
          } as Text,
          options: [...pageOptions(''), option('done', 'receipt.done')],
          rails: onlyHuman,
        },
      },
      on: { 'person.chose': turning(), 'person.wrote': listen },
    },
    kept: {
      description: 'What is kept, and for how long (R33).',
      tags: ['question'],
      entry: {
        type: 'ask',
        params: {
          text: {
            key: 'rights.kept',
            values: { years: { org: 'closedAdultYears' }, age: { org: 'childUntilAge' } },
          } as Text,
          options: [...pageOptions('kept'), option('done', 'receipt.done')],
          rails: onlyHuman,
        },
      },
      on: { 'person.chose': turning(), 'person.wrote': listen },
    },
    readers: {
      description: 'Who reads it, and who else may be told.',
      tags: ['question'],
      entry: page('rights.readers', pageOptions('readers')),
      on: { 'person.chose': turning(), 'person.wrote': listen },
    },
    rights: {
      description: 'The rights, and how each is used.',
      tags: ['question'],
      entry: page('rights.yours', pageOptions('rights')),
      on: { 'person.chose': turning(), 'person.wrote': listen },
    },
  },
});

/** Beside an open story: another one, or the choice among several. */
function storyOption({ stories = [], urgency, mask }: ReportContext): Option[] {
  if (stories.length > 1 && mask === undefined) return [option('others', 'stories.others')];
  return urgency === null ? [] : [option('another', 'stories.another')];
}

export const menu = kit.createStateConfig({
  description: 'MENU: what can be done here, besides answering.',
  tags: ['question'],
  entry: {
    type: 'ask',
    params: ({ context }: WithContext) => ({
      text: { key: 'rights.menu' as const },
      options: [
        option('goOn', context.started || context.filed ? 'rights.goOn' : 'rights.begin'),
        option('number', 'rights.number'),
        option('data', 'receipt.data'),
        option('privacy', 'rights.privacy'),
        option('disguise', 'rights.disguise'),
        option('language', 'rights.language'),
        ...storyOption(context),
      ],
      rails: onlyHuman,
    }),
  },
  on: {
    'person.chose': [
      { guard: { type: 'choseKnowing', params: { choice: 'number' } }, target: 'showingNumber' },
      { guard: { type: 'chose', params: { choice: 'number' } }, target: 'awaitingNumber' },
      { guard: { type: 'chose', params: { choice: 'data' } }, target: 'notes' },
      { guard: { type: 'chose', params: { choice: 'privacy' } }, target: 'privacy' },
      { guard: { type: 'chose', params: { choice: 'disguise' } }, target: 'disguising' },
      spoken('language', 'language'),
      spoken('another', 'another'),
      { guard: { type: 'chose', params: { choice: 'others' } }, target: 'choosing', actions: 'forgetWanted' },
      { target: 'resuming' },
    ],
    'person.wrote': listen,
  },
});

export const disguising = kit.createStateConfig({
  description: 'A word of one’s own that leaves the chat like KELUAR, and looks like nothing (R7).',
  tags: ['question'],
  entry: ask(
    'rights.disguiseAsk',
    [option('forget', 'rights.noDisguise'), option('done', 'receipt.done')],
    onlyHuman,
  ),
  on: {
    'person.chose': [
      {
        guard: { type: 'chose', params: { choice: 'forget' } },
        target: 'resuming',
        actions: [{ type: 'keepDisguise', params: { word: null } }, say('rights.disguiseGone')],
      },
      { target: 'resuming' },
    ],
    'person.wrote': [
      { guard: 'isUnsafe', target: 'opening' },
      {
        guard: 'canDisguise',
        target: 'resuming',
        actions: [
          { type: 'keepDisguise', params: ({ event }) => ({ word: event.text }) },
          say('rights.disguiseKept'),
        ],
      },
      { actions: [say('rights.disguiseShape'), { type: 'askAgain', params: {} }] },
    ],
  },
});
