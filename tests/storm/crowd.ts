import type { Outgoing, Received } from '../../src/channels/channel.ts';
import { assert } from '../../src/errors.ts';

/**
 * Who writes in during a storm, and the platforms between them and the app. What a platform holds survives
 * every death of the app. Each line carries a word that stands nowhere else: by it lost and doubled are told.
 */
export interface Person {
  at: number;
  channel: Received['channel'];
  address: string;
  isUrgent: boolean;
  /** Lines said so far, their words, oldest first. */
  said: number;
  words: string[];
  /** Messages that reached her screen when she last wrote: she writes again once there are more. */
  seenWhenSaid: number;
  /** What reached her screen, in order. The same id twice is a message she saw twice. */
  arrived: Arrival[];
}

export interface Arrival {
  messageId: string;
  /** Which life of the app sent it. */
  life: number;
}

export interface Crowd {
  people: readonly Person[];
  /** Everything that was ever said, each once. */
  said: Received[];
  /** Not yet taken by the app, oldest first, by platform. */
  pending: Record<Received['channel'], Received[]>;
  /** She says her next line; beyond her story she goes on as long as the storm does. @returns what she said */
  say(person: Person): string;
  mayWrite(person: Person): boolean;
  arrive(outgoing: Outgoing, channel: Received['channel'], life: number): void;
}

const channels = ['telegram', 'whatsapp', 'web'] as const;

/** Two of five are in danger; the others tell, then ask for a human. */
const urgentLines = ['halo', '1', 'tolong, dia mau bunuh saya, dia pegang parang', 'saya di dapur'];
const calmLines = ['halo', '1', 'ini ceritanya', 'tidak tahu', 'PETUGAS'];

/** So many people on the three channels in turn. */
export function seatsOf(name: string, count: number): Pick<Person, 'channel' | 'address'>[] {
  return Array.from({ length: count }, (_, at) => ({
    channel: channels[at % channels.length] ?? 'web',
    address: `${name}-${at}`,
  }));
}

/** @param name apart from every other storm: it is in every word */
export function createCrowd(name: string, seats: readonly Pick<Person, 'channel' | 'address'>[]): Crowd {
  const people = seats.map((seat, at): Person => {
    const isUrgent = at % 5 < 2;
    return { ...seat, at, isUrgent, ...{ said: 0, words: [], seenWhenSaid: -1, arrived: [] } };
  });
  const byAddress = new Map(people.map((person) => [person.address, person]));
  const said: Received[] = [];
  const pending: Crowd['pending'] = { telegram: [], whatsapp: [], web: [] };
  return {
    people,
    said,
    pending,
    say: (person) => {
      const { text, ...received } = nextLine(name, person);
      said.push(received);
      pending[person.channel].push(received);
      return text;
    },
    mayWrite: (person) => person.arrived.length > person.seenWhenSaid,
    arrive: ({ address, messageId }, channel, life) => {
      const person = byAddress.get(address);
      assert(person?.channel === channel, 'sentToNobody');
      person.arrived.push({ messageId, life });
    },
  };
}

export function storyLength(person: Person): number {
  return (person.isUrgent ? urgentLines : calmLines).length;
}

function nextLine(name: string, person: Person): Received & { text: string } {
  const line = (person.isUrgent ? urgentLines : calmLines)[person.said] ?? 'masih di sini';
  // One that answers is said as it is; one that tells carries her word.
  const word = line.includes(' ') ? `melur${name}o${person.at}k${person.said}z` : '';
  if (word) person.words.push(word);
  const externalId = `${person.address}:${person.said}`;
  person.said += 1;
  person.seenWhenSaid = person.arrived.length;
  const text = word ? `${line} ${word}` : line;
  return {
    channel: person.channel,
    externalId,
    address: person.address,
    happened: { type: 'inbound.text', text },
    text,
  };
}

/** Of what a platform hands over, that something comes once more. */
export const repeats = 0.3;

/** Chats overtake one another; what one person wrote stays in her order, as a platform's server holds it. */
export function mixed(
  chance: () => number,
  fresh: readonly Received[],
  old: readonly Received[],
): Received[] {
  const again = chance() < repeats ? [old[Math.floor(chance() * old.length)] ?? fresh[0]] : [];
  const batch = [...fresh, ...again.filter((received) => received !== undefined)];
  const drawn = batch.map((received) => ({ received, place: chance() }));
  const order = drawn.sort((a, b) => a.place - b.place).map(({ received }) => received);
  const inHerOrder = Map.groupBy(batch, ({ address }) => address);
  return order.flatMap(({ address }) => inHerOrder.get(address)?.splice(0, 1) ?? []);
}
