import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { Vault } from '../sealing/vault.ts';

/** What store functions need beside the transaction: keys, chance and time, all injectable. */
export interface StoreDeps {
  vault: Vault;
  ids: Ids;
  clock: Clock;
}
