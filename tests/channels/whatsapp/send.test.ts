import { EventEmitter } from 'node:events';
import type { WASocket } from '@whiskeysockets/baileys';
import { expect, test, vi } from 'vitest';
import type { Outgoing, SendOutcome } from '../../../src/channels/channel.ts';
import { sendWhatsApp } from '../../../src/channels/whatsapp/send.ts';
import type { Session } from '../../../src/channels/whatsapp/session.ts';
import { heldClock } from '../../../src/clock.ts';
import type { Part } from '../../../src/conversation/messages.ts';

const clock = heldClock('2026-01-05T02:00:00Z');
const inASecond = new Date('2026-01-05T02:00:01Z');
const inFive = new Date('2026-01-05T02:00:05Z');
const lid = '285100000000001@lid';
const text: Part = { type: 'text', text: '1. Ya\n2. Tidak', choices: [], rails: [] };
const outgoing: Outgoing = { messageId: '0f8fad5b-d9cb-469f-a165-70867728950e', address: lid, part: text };
const wireId = '0F8FAD5BD9CB469FA16570867728950E';

/** A connection that does what the test says when a message is sent over it. */
function sessionThat(sends: (ws: EventEmitter) => Promise<unknown>, isOpen = true) {
  const ws = new EventEmitter();
  const sendMessage = vi.fn((..._args: unknown[]) => sends(ws));
  const socket = { ws, sendMessage } as unknown as WASocket;
  const session: Session = { socket, isOpen: () => isOpen, ended: new Promise(() => {}), end: () => {} };
  return { session, sendMessage, ws };
}

const acknowledge = (attrs: Record<string, string>) => async (ws: EventEmitter) => {
  ws.emit(`CB:ack,id:${wireId}`, { tag: 'ack', attrs: { class: 'message', ...attrs } });
};

const boom = (output: { statusCode: number }, data?: unknown) =>
  Object.assign(new Error('x'), { output, data });
const throws = (fault: unknown) => () => Promise.reject(fault);

test.each<[string, (ws: EventEmitter) => Promise<unknown>, SendOutcome]>([
  ['the server acknowledges it', acknowledge({}), { is: 'sent', providerId: wireId }],
  ['the account may not start chats', acknowledge({ error: '463' }), { is: 'refused', why: 'server463' }],
  ['the server finds it malformed', acknowledge({ error: '479' }), { is: 'refused', why: 'server479' }],
  [
    'the server wants it slower',
    acknowledge({ error: '429' }),
    { is: 'later', at: inFive, why: 'server429' },
  ],
  ['the server stumbles', acknowledge({ error: '503' }), { is: 'later', at: inFive, why: 'server503' }],
  ['the server says something odd', acknowledge({ error: 'no' }), { is: 'refused', why: 'serverUnknown' }],
  [
    'the line drops before the acknowledgement',
    async (ws) => ws.emit('close'),
    { is: 'uncertain', why: 'closedBeforeAck' },
  ],
  [
    'the line is closed',
    throws(boom({ statusCode: 428 })),
    { is: 'later', at: inASecond, why: 'notConnected' },
  ],
  [
    'the person has no such account',
    throws(boom({ statusCode: 500 }, 404)),
    { is: 'refused', why: 'server404' },
  ],
  [
    'a look-up is put off',
    throws(boom({ statusCode: 500 }, 503)),
    { is: 'later', at: inFive, why: 'server503' },
  ],
  ['a look-up times out', throws(boom({ statusCode: 408 })), { is: 'uncertain', why: 'networkFault' }],
  [
    'the network breaks',
    throws(new Error('socket hang up: rahasia')),
    { is: 'uncertain', why: 'networkFault' },
  ],
  ['something that is no error is thrown', throws(1006), { is: 'uncertain', why: 'networkFault' }],
])('when %s the outcome says so', async (_what, sends, outcome) => {
  const { session, ws } = sessionThat(sends);
  expect(await sendWhatsApp(session, outgoing, clock)).toEqual(outcome);
  expect(ws.eventNames()).toEqual([]);
});

test('a text leaves as it is, under our id, and no link in it is ever looked up', async () => {
  const { session, sendMessage } = sessionThat(acknowledge({}));
  await sendWhatsApp(session, outgoing, clock);
  expect(sendMessage.mock.calls).toEqual([
    [lid, { text: '1. Ya\n2. Tidak', linkPreview: null }, { messageId: wireId }],
  ]);
});

test.each<[string, Partial<Outgoing>, string]>([
  [
    'choices that are not in the text',
    { part: { ...text, choices: [{ token: 't', label: 'Ya' }] } },
    'choicesNotInText',
  ],
  [
    'rails that are not in the text',
    { part: { ...text, rails: [{ token: 't', label: 'Ya' }] } },
    'choicesNotInText',
  ],
  ['a group', { address: '120363000000000001@g.us' }, 'badAddress'],
  ['a single device', { address: '285100000000001:3@lid' }, 'badAddress'],
  ['clearing the screen, which leaves marks', { part: { type: 'clear', messages: [] } }, 'clearsNothing'],
])('%s is refused and nothing leaves', async (_what, changes, why) => {
  const { session, sendMessage } = sessionThat(acknowledge({}));
  expect(await sendWhatsApp(session, { ...outgoing, ...changes }, clock)).toEqual({ is: 'refused', why });
  expect(sendMessage).not.toHaveBeenCalled();
});

test('F13: without a connection it is later, and nothing leaves', async () => {
  const { session, sendMessage } = sessionThat(acknowledge({}), false);
  const later = { is: 'later', at: inASecond, why: 'notConnected' };
  expect(await sendWhatsApp(session, outgoing, clock)).toEqual(later);
  expect(await sendWhatsApp(undefined, outgoing, clock)).toEqual(later);
  expect(sendMessage).not.toHaveBeenCalled();
});

test('F6: that bytes left is not enough: without an acknowledgement it stays uncertain', async () => {
  vi.useFakeTimers();
  try {
    const { session, ws } = sessionThat(async () => ({}));
    const sending = sendWhatsApp(session, outgoing, clock);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await sending).toEqual({ is: 'uncertain', why: 'noAnswer' });
    expect(ws.eventNames()).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});

test('an acknowledgement of a receipt with the same id is not one of the message', async () => {
  const { session } = sessionThat(async (ws) => {
    ws.emit(`CB:ack,id:${wireId}`, { tag: 'ack', attrs: { class: 'receipt' } });
    ws.emit('close');
  });
  expect(await sendWhatsApp(session, outgoing, clock)).toEqual({ is: 'uncertain', why: 'closedBeforeAck' });
});
