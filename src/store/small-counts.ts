/**
 * Small numbers tell of single people: of three who came by the poster of one clinic, a village knows who. Below this
 * only "fewer" is said. Pure.
 */
export const smallCount = 5;

/** @returns the count, or null where it is too small to be told; nobody at all is too small as well */
export function tellableCount(count: number): number | null {
  return count < smallCount ? null : count;
}
