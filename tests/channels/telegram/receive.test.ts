import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { externalIdOf } from '../../../src/channels/telegram/ids.ts';
import { callbackIdOf, readUpdate } from '../../../src/channels/telegram/receive.ts';
import type { Inbound } from '../../../src/conversation/messages.ts';

const folder = join(import.meta.dirname, 'payloads');
const person = '700000001';

function load(name: string): { update_id: number } {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { update_id: number };
}

const media = (kind: string, reference: string, caption: string | null = null, facts: object = {}) =>
  ({ type: 'inbound.media', media: kind, reference, caption, ...facts }) as Inbound;
const text = (words: string): Inbound => ({ type: 'inbound.text', text: words });
/** The message that every captured one is, and that an edit names. */
const her = `message:${person}:1201`;
const file = (name: string) => `AgACAgUAAxkBAAI${name}`;

/** What is heard; a plain string is why it is ignored. */
const heard: Record<string, Inbound | 'notPrivate' | 'notAPerson' | 'nothingSaid' | 'otherKind'> = {
  message__text: text('suami saya pukul saya'),
  message__text_with_entities: text('*tolong* hubungi 081234567890'),
  message__start: { type: 'inbound.start' },
  message__start_with_payload: { type: 'inbound.start', campaign: 'poster-puskesmas-12' },
  message__start_with_number: { type: 'inbound.start' },
  message__start_in_a_word: text('/startover'),
  message__other_command: text('/keluar'),
  message__reply: text('yang ini'),
  message__forwarded: { type: 'inbound.text', text: 'lowongan ke Kamboja gaji 15 juta', forwarded: true },
  message__photo: media('photo', file('large'), 'lebam di tangan', { bytes: 215_000 }),
  message__photo_in_album: media('photo', file('album'), null, { album: '13500000000000001' }),
  message__picture_as_file: media('photo', file('raw'), null, { bytes: 4_200_000 }),
  message__forwarded_photo: media('photo', file('large'), 'lebam di tangan', {
    bytes: 215_000,
    forwarded: true,
  }),
  message__voice: media('voice', file('voice'), null, { seconds: 7, bytes: 29_000 }),
  message__audio_file: media('voice', file('audio'), null, { seconds: 70 }),
  message__video: media('video', file('video'), 'ini orangnya', { seconds: 9 }),
  message__video_note: media('video', file('round'), null, { seconds: 5 }),
  message__animation: media('video', file('anim'), null, { seconds: 2 }),
  message__document: media('document', file('doc')),
  message__sticker: media('sticker', file('stick')),
  message__location: media('location', 'geo:-6.200113,106.816666;u=35'),
  message__venue: media('location', 'geo:3.139,101.6869', 'Hotel Maju, Jalan Pudu 12, Kuala Lumpur'),
  message__contact: media('contact', 'tel:+6281234567890;name=Pak%20Agen%20%26%20Co'),
  message__rich_message: text('Tolong\nsaya dikunci di kamar'),
  message__checklist: text('Yang terjadi\npaspor diambil\ntidak digaji'),
  message__poll: text('Aman tidak?\nya\ntidak'),
  message__dice: media('other', 'message:1201'),
  message__story: media('other', 'message:1201'),
  message__unknown_kind: { type: 'inbound.unreadable' },
  message__photo_without_file: { type: 'inbound.unreadable' },
  message__chat_timer_set: 'nothingSaid',
  message__pinned: 'nothingSaid',
  message__group: 'notPrivate',
  message__from_a_bot: 'notAPerson',
  channel_post__text: 'otherKind',
  edited_message__text: { type: 'inbound.edited', of: her, text: 'dia pegang pisau' },
  edited_message__caption: { type: 'inbound.edited', of: her, text: 'lebam baru' },
  edited_message__other_picture: media('photo', file('large')),
  edited_message__live_location: 'nothingSaid',
  edited_message__group: 'notPrivate',
  callback_query__tap: { type: 'inbound.tap', token: '3:yes' },
  callback_query__old_message: { type: 'inbound.tap', token: '1:no' },
  callback_query__without_message: { type: 'inbound.tap', token: '1:no' },
  callback_query__inline: 'notPrivate',
  callback_query__without_data: { type: 'inbound.unreadable' },
  callback_query__group: 'notPrivate',
  my_chat_member__blocked: { type: 'chat.blocked' },
  my_chat_member__unblocked: { type: 'chat.unblocked' },
  my_chat_member__group: 'notPrivate',
};

describe('an update of the Bot API', () => {
  test('every captured payload has a row in the table', () => {
    const captured = readdirSync(folder).map((name) => name.replace(/\.json$/, ''));
    expect(captured.sort()).toEqual(Object.keys(heard).sort());
  });

  test.each(Object.entries(heard))('%s is heard as the table says', (name, expected) => {
    const update = load(name);
    const reading = readUpdate(update);
    if (typeof expected === 'string') {
      expect(reading).toEqual({ is: 'ignored', why: expected });
      return;
    }
    const received = {
      channel: 'telegram',
      externalId: name.startsWith('message__') ? her : externalIdOf(update.update_id),
      address: person,
      happened: expected,
    };
    const is = expected.type === 'inbound.unreadable' ? 'unreadable' : 'received';
    expect(reading).toEqual({ is, received });
  });

  test('every tap has an id to answer, the malformed and the foreign ones too', () => {
    const taps = Object.keys(heard).filter((name) => name.startsWith('callback_query'));
    expect(taps.map((name) => callbackIdOf(load(name)))).toEqual(taps.map(() => '4382bfdwdsb323b2d9'));
    expect(callbackIdOf(load('message__text'))).toBeUndefined();
  });

  test('an update without a number is ignored: it can be neither kept once nor confirmed', () => {
    for (const nonsense of [null, undefined, 'x', [], {}, { update_id: '7', message: { text: 'a' } }]) {
      expect(readUpdate(nonsense)).toEqual({ is: 'ignored', why: 'noUpdateId' });
    }
  });

  test('no shape of update makes the reader throw or give half a message', () => {
    const field = fc.constantFrom(
      ...['text', 'photo', 'location', 'contact', 'poll', 'caption', 'rich_message', 'from'],
    );
    const anything = fc.anything({ withNullPrototype: false });
    const part = fc.dictionary(fc.oneof(field, fc.string()), fc.oneof(anything, fc.array(anything)));
    const chat = fc.oneof(fc.constant({ id: 5, type: 'private' }), anything);
    const update = fc
      .tuple(fc.constantFrom('message', 'edited_message', 'callback_query'), part, chat, anything)
      .map(([kind, fields, where, data]) => ({
        update_id: 9,
        [kind]: { id: 'q', from: { id: 5 }, data, message: { chat: where }, ...fields, chat: where },
      }));
    fc.assert(
      fc.property(update, (given) => {
        const reading = readUpdate(given);
        if (reading.is === 'ignored') return;
        expect(reading.received.address).toMatch(/^\d+$/);
        const { happened } = reading.received;
        if (happened.type === 'inbound.text') expect(typeof happened.text).toBe('string');
        if (happened.type === 'inbound.media') expect(typeof happened.reference).toBe('string');
        if (happened.type === 'inbound.tap') expect(typeof happened.token).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});
