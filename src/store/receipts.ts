import { receiptCost, stretch } from '../sealing/box.ts';
import type { StoreDeps } from './deps.ts';

/**
 * The nomor resi: 16 digits, drawn evenly, looked up by Argon2id with the deployment's salt and pepper
 * (R29, design §6). A few are hashed ahead, so that no turn waits for one.
 */
export interface FreshReceipt {
  number: string;
  lookup: Promise<Buffer>;
}

const limits = { digits: 16, ready: 6 } as const;

/** @returns the bytes under which a receipt's number is found; equal time whatever the number */
export function receiptLookup(deps: Pick<StoreDeps, 'vault'>, number: string): Promise<Buffer> {
  const { receiptSalt, receiptPepper } = deps.vault.keys;
  return stretch(Buffer.concat([receiptPepper, Buffer.from(number)]), receiptSalt, receiptCost);
}

/** Fresh receipts, a few of them hashed ahead. One pool a process. */
export interface ReceiptPool {
  take(): FreshReceipt;
}

export function createReceiptPool(deps: StoreDeps): ReceiptPool {
  const ready: FreshReceipt[] = [];
  const make = (): FreshReceipt => {
    const number = deps.ids.digits(limits.digits);
    return { number, lookup: receiptLookup(deps, number) };
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
