import { describe, expect, test } from 'vitest';
import { createOutcomes } from '../../src/channels/outcomes.ts';
import type { Settlement } from '../../src/store/outbox-outcomes.ts';

const settlement = (id: number) => ({ reply: { id }, outcome: { is: 'sent' } }) as Settlement;
const idsOf = (settlements: readonly Settlement[]) => settlements.map(({ reply }) => reply.id);

function open(count: number) {
  const recorded: number[] = [];
  const outcomes = createOutcomes(4, ({ reply }) => recorded.push(reply.id));
  for (let id = 1; id <= count; id += 1) outcomes.add(settlement(id));
  return { outcomes, recorded };
}

describe('outcomes of sends', () => {
  test('are recorded in the order in which they came, a portion at a time', async () => {
    const { outcomes, recorded } = open(6);
    expect(await outcomes.record(async (portion) => idsOf(portion))).toEqual([1, 2, 3, 4]);
    expect(await outcomes.record(async (portion) => idsOf(portion))).toEqual([5, 6]);
    expect([recorded, outcomes.isEmpty(), outcomes.isTroubled()]).toEqual([[1, 2, 3, 4, 5, 6], true, false]);
  });

  test('that no database takes keep no other from being recorded, and are never forgotten', async () => {
    const { outcomes, recorded } = open(6);
    const refuses = async (portion: readonly Settlement[]) => {
      if (idsOf(portion).includes(2)) throw new Error('poison');
    };
    for (let round = 0; round < 8; round += 1) await outcomes.record(refuses).catch(() => {});
    expect(recorded.toSorted()).toEqual([1, 3, 4, 5, 6]);
    expect([outcomes.isEmpty(), outcomes.isTroubled()]).toEqual([false, true]);
    await outcomes.record(async () => {});
    expect([recorded.at(-1), outcomes.isEmpty()]).toEqual([2, true]);
  });

  test('are not recorded by a round that has none', async () => {
    const { outcomes } = open(0);
    await expect(outcomes.record(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(outcomes.isTroubled()).toBe(false);
  });
});
