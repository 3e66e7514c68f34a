import { assert } from '../../src/errors.ts';
import { type Line, mix, rehearse } from './people.ts';

/** One message of one person, as both sides of the comparison take it. */
export interface Message {
  /** Counts everybody who ever sat down. */
  person: number;
  step: number;
  line: Line;
  /** Her report is filed by it. */
  isLast: boolean;
  /** Where in this list she wrote before; undefined when that was in an earlier one. */
  after: number | undefined;
}

/**
 * People who write in at the same time, each at another place of her report: a seat whose report is filed
 * is taken by somebody new. A crowd in step would file all its reports in one batch, which no town does.
 */
export interface Crowd {
  /** Brings the seats to different questions. Once, first. */
  scatter(): Message[];
  /** Everybody writes so many messages, in turn. */
  write(perSeat: number): Message[];
}

const scripts = mix.map(rehearse);

/** What person number `at` says, message by message. */
export function scriptOf(at: number): readonly Line[] {
  const script = scripts[at % scripts.length];
  assert(script, 'noScript');
  return script;
}

interface Seat {
  person: number;
  step: number;
}

export function createCrowd(size: number): Crowd {
  let people = 0;
  const sitDown = (): Seat => {
    people += 1;
    return { person: people - 1, step: 0 };
  };
  const seats = Array.from({ length: size }, sitDown);
  const say = (at: number): Omit<Message, 'after'> => {
    const { person, step } = seats[at] ?? sitDown();
    const script = scriptOf(person);
    const line = script[step];
    assert(line, 'scriptAtItsEnd');
    const isLast = step === script.length - 1;
    seats[at] = isLast ? sitDown() : { person, step: step + 1 };
    return { person, step, line, isLast };
  };
  /** @param wants how often the seat writes */
  const waves = (wants: (at: number) => number): Message[] => {
    const most = Math.max(...seats.map((_, at) => wants(at)));
    const order = Array.from({ length: most }, (_, wave) =>
      [...seats.keys()].filter((at) => wants(at) > wave),
    ).flat();
    return follow(order.map(say));
  };
  return {
    scatter: () => waves((at) => Math.floor(at / mix.length) % (scriptOf(at).length - 1)),
    write: (perSeat) => waves(() => perSeat),
  };
}

function follow(messages: readonly Omit<Message, 'after'>[]): Message[] {
  const last = new Map<number, number>();
  return messages.map((message, at) => {
    const after = last.get(message.person);
    last.set(message.person, at);
    return { ...message, after };
  });
}
