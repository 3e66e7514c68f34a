import type { BinaryNode, WASocket } from '@whiskeysockets/baileys';
import type { Clock } from '../../clock.ts';
import { unreachable } from '../../errors.ts';
import type { Outgoing, SendOutcome } from '../channel.ts';
import { isPersonAddress, wireIdOf } from './ids.ts';
import type { Session } from './session.ts';

/**
 * One text out. Never throws. That Baileys' promise resolves only says that bytes left; `sent` here means
 * that WhatsApp's server acknowledged the message. The id is ours, so that a second send of the same row
 * stays one message on the phone.
 */
const limits = {
  /** Looking up devices and keys takes several round trips before the message itself leaves. */
  sendMilliseconds: 25_000,
  ackMilliseconds: 10_000,
  /** A line that dropped is usually back in a second or two, and somebody is waiting for an answer. */
  noLineMilliseconds: 1_000,
  laterMilliseconds: 5_000,
};

export async function sendWhatsApp(
  session: Session | undefined,
  outgoing: Outgoing,
  clock: Clock,
): Promise<SendOutcome> {
  const { part } = outgoing;
  switch (part.type) {
    case 'clear':
      // Deleting leaves a mark on the phone, so the safe word deletes nothing here (design §7).
      return { is: 'refused', why: 'clearsNothing' };
    case 'text':
      // Choices are numbers inside the text on this channel; dropping some here would hide an answer.
      if (part.choices.length + part.rails.length > 0) return { is: 'refused', why: 'choicesNotInText' };
      if (!isPersonAddress(outgoing.address)) return { is: 'refused', why: 'badAddress' };
      if (!session?.isOpen()) return notConnected(clock);
      return sendText(session.socket, outgoing, part.text, clock);
    default:
      return unreachable(part);
  }
}

async function sendText(
  socket: WASocket,
  outgoing: Outgoing,
  text: string,
  clock: Clock,
): Promise<SendOutcome> {
  const messageId = wireIdOf(outgoing.messageId);
  const ack = awaitAck(socket, messageId);
  try {
    // linkPreview: a preview would fetch the address from this machine.
    const sending = socket.sendMessage(outgoing.address, { text, linkPreview: null }, { messageId });
    await inTime(sending, limits.sendMilliseconds);
    return outcomeOfAck(await inTime(ack.heard, limits.ackMilliseconds), messageId, clock);
  } catch (fault) {
    return outcomeOfFault(fault, clock);
  } finally {
    ack.stop();
  }
}

type Ack = { error: string | undefined } | 'closed';

/** Listens before the message leaves, so that a quick answer is not missed. */
function awaitAck(socket: WASocket, messageId: string): { heard: Promise<Ack>; stop(): void } {
  const event = `CB:ack,id:${messageId}`;
  let stop = () => {};
  const heard = new Promise<Ack>((resolve) => {
    const onAck = (node: BinaryNode) => {
      if (node.attrs.class === 'message') resolve({ error: node.attrs.error });
    };
    const onClose = () => resolve('closed');
    socket.ws.on(event, onAck);
    socket.ws.on('close', onClose);
    stop = () => {
      socket.ws.off(event, onAck);
      socket.ws.off('close', onClose);
    };
  });
  return { heard, stop };
}

class OutOfTime extends Error {
  override name = 'OutOfTime';
}

async function inTime<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfTime()), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function outcomeOfAck(ack: Ack, providerId: string, clock: Clock): SendOutcome {
  if (ack === 'closed') return { is: 'uncertain', why: 'closedBeforeAck' };
  return ack.error === undefined ? { is: 'sent', providerId } : outcomeOfCode(Number(ack.error), clock);
}

/**
 * What the world threw. 428 is Baileys' word for a closed line and comes before the message is written: it
 * is the last thing written in a send. A number in `data` is the server's refusal of a look-up before it.
 * Everything else may have happened before or after the bytes left.
 */
function outcomeOfFault(fault: unknown, clock: Clock): SendOutcome {
  if (fault instanceof OutOfTime) return { is: 'uncertain', why: 'noAnswer' };
  const { output, data: code } = (fault ?? {}) as { output?: { statusCode?: unknown }; data?: unknown };
  if (output?.statusCode === 428) return notConnected(clock);
  if (typeof code === 'number' && Number.isFinite(code)) return outcomeOfCode(code, clock);
  return { is: 'uncertain', why: 'networkFault' };
}

/** 463 and 479 are refusals that a repeat makes worse; 429 and 5xx pass. */
function outcomeOfCode(code: number, clock: Clock): SendOutcome {
  if (code === 429 || code >= 500) return later(clock, `server${code}`, limits.laterMilliseconds);
  return { is: 'refused', why: `server${Number.isFinite(code) ? code : 'Unknown'}` };
}

function notConnected(clock: Clock): SendOutcome {
  return later(clock, 'notConnected', limits.noLineMilliseconds);
}

function later(clock: Clock, why: string, milliseconds: number): SendOutcome {
  return { is: 'later', at: new Date(clock.now().getTime() + milliseconds), why };
}
