/**
 * One rule of the field, held by a pure look at a world made of the real machine, texts, tables or sources.
 * The same look is taken at a copy in which one thing was broken: a look that finds nothing there holds nothing.
 */
export interface Rule {
  /** As in docs/rules.md: R1 to R55 for the field's rules, L1 to L20 for the law's. */
  id: string;
  /** The rule in our own words, in the form that this project decided on. */
  says: string;
  /** Tests elsewhere that hold more of it: "file › name of the test". */
  heldBy: readonly string[];
  /** The one thing that is broken in the copy. */
  planted: string;
  /** What is wrong in the real world; nothing, while the rule holds. */
  faults: () => string[];
  /** What the same look finds in the copy. */
  plantedFaults: () => string[];
  /** Every fault found in the copy is this one. */
  finds: RegExp;
}

interface Wanted<World> extends Omit<Rule, 'faults' | 'plantedFaults' | 'heldBy'> {
  heldBy?: readonly string[];
  world: () => World;
  check: (world: World) => string[];
  breach: (world: World) => World;
}

/** Ties a look to its world and to the copy with the planted breach. */
export function rule<World>({ world, check, breach, heldBy = [], ...rest }: Wanted<World>): Rule {
  return {
    ...rest,
    heldBy,
    faults: () => check(world()),
    plantedFaults: () => check(breach(world())),
  };
}

/** Made once, however many rules look at it. */
export function once<World>(make: () => World): () => World {
  let made: { world: World } | undefined;
  return () => {
    made ??= { world: make() };
    return made.world;
  };
}

/** @returns the fault when it is one */
export const unless = (holds: boolean, fault: string): string[] => (holds ? [] : [fault]);
