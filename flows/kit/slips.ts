/** How many slips of the thumb a word of this length may have and still be that word. */
export function slipsMax(chars: number): number {
  if (chars <= 3) return 0;
  if (chars <= 6) return 1;
  return chars <= 12 ? 2 : 3;
}

/**
 * Damerau–Levenshtein distance (letters changed, left out, added, swapped with their neighbour).
 * @returns the distance, or `bound + 1` as soon as it must be larger
 */
export function countSlips(one: string, other: string, bound: number): number {
  if (Math.abs(one.length - other.length) > bound) return bound + 1;
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let row = 1; row <= one.length; row += 1) {
    const next = [row];
    let least = row;
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > bound) return bound + 1;
    before = last;
    last = next;
  }
  return Math.min(last[other.length] ?? bound + 1, bound + 1);
}
