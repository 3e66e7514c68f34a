import { type KeyPair, keyPair, receiptCost, saltBytes, stretch } from '../sealing/box.ts';
import type { StoreDeps } from './deps.ts';

/**
 * The nomor resi: 16 digits, drawn evenly, looked up by Argon2id with the deployment's salt and pepper
 * (R29, design §6). A few are hashed ahead, so that no turn waits for one.
 */
export interface FreshReceipt {
  number: string;
  lookup: Promise<Buffer>;
  /** Where replies wait until a PIN is chosen; its private half comes from the number and is never stored. */
  mailbox: Promise<Mailbox>;
}

export interface Mailbox {
  salt: Buffer;
  publicKey: Buffer;
}

const limits = { digits: 16, ready: 6 } as const;

/** Two different labels before the same number: what finds a case must not open what waits in it. */
const labels = { pin: 'suar.pin', mailbox: 'suar.mailbox' } as const;

type Peppered = Pick<StoreDeps, 'vault'>;

/** @returns the bytes under which a receipt's number is found; equal time whatever the number */
export function receiptLookup(deps: Peppered, number: string): Promise<Buffer> {
  const { receiptSalt, receiptPepper } = deps.vault.keys;
  return stretch(Buffer.concat([receiptPepper, Buffer.from(number)]), receiptSalt, receiptCost);
}

/** @param pin 4 to 6 digits or a word, as readSecret gives it; hashed with its number, which is stored nowhere */
export function pinHash(deps: Peppered, number: string, pin: string, salt: Buffer): Promise<Buffer> {
  return stretch(labelled(deps, labels.pin, number, pin), salt, receiptCost);
}

/** The pair that replies are sealed to. @param pin empty until one is chosen */
export async function mailboxPair(
  deps: Peppered,
  number: string,
  pin: string,
  salt: Buffer,
): Promise<KeyPair> {
  const seed = await stretch(labelled(deps, labels.mailbox, number, pin), salt, receiptCost);
  const pair = keyPair(seed);
  seed.fill(0);
  return pair;
}

function labelled({ vault }: Peppered, label: string, number: string, pin: string): Buffer {
  return Buffer.concat([vault.keys.receiptPepper, Buffer.from(`${label}\n${number}\n${pin}`)]);
}

/** @returns 16 random bytes for Argon2id */
export function freshSalt(deps: Pick<StoreDeps, 'ids'>): Buffer {
  return deps.ids.bytes(saltBytes);
}

/** Fresh receipts, a few of them hashed ahead. One pool a process. */
export interface ReceiptPool {
  take(): FreshReceipt;
}

export function createReceiptPool(deps: StoreDeps): ReceiptPool {
  const ready: FreshReceipt[] = [];
  const make = (): FreshReceipt => {
    const number = deps.ids.digits(limits.digits);
    return { number, lookup: receiptLookup(deps, number), mailbox: freshMailbox(deps, number) };
  };
  const fill = () => {
    while (ready.length < limits.ready) ready.push(make());
  };
  return {
    take: () => {
      const receipt = ready.shift() ?? make();
      fill();
      return receipt;
    },
  };
}

async function freshMailbox(deps: StoreDeps, number: string): Promise<Mailbox> {
  const salt = freshSalt(deps);
  const { publicKey, privateKey } = await mailboxPair(deps, number, '', salt);
  privateKey.fill(0);
  return { salt, publicKey };
}
