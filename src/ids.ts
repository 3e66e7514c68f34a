import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** The only source of ids and chance. Seeded in tests and storms. */
export interface Ids {
  /** A random UUID (version 4: it carries no time). */
  uuid(): string;
  /** Decimal digits, each drawn evenly. */
  digits(count: number): string;
  bytes(count: number): Buffer;
}

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  digits: (count) => Array.from({ length: count }, () => randomInt(10)).join(''),
  bytes: (count) => randomBytes(count),
};
