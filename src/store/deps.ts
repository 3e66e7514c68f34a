import type { Clock } from '../clock.ts';
import type { Ids } from '../ids.ts';
import type { HashCost } from '../sealing/box.ts';
import type { Vault } from '../sealing/vault.ts';

/** What store functions need beside the transaction: keys, chance and time, all injectable. */
export interface StoreDeps {
  vault: Vault;
  ids: Ids;
  clock: Clock;
  /**
   * What Argon2id costs for a new passphrase, and for a name that nobody has. The product never gives it
   * (tests/store/members.db.test.ts) and so pays `passphraseCost`: less would be a stolen folder's guesses made cheap.
   */
  passphraseCost?: HashCost;
}
