import type { Row } from './danger.ts';
import { harmRows } from './danger-harm.ts';
import { heldRows } from './danger-held.ts';
import { lifeRows, suicideRows } from './danger-life.ts';

/**
 * What counts as a sign of danger. Urgency follows standards.md §4.7; where it leaves room the safer side is
 * taken. The most urgent finding is told first, then the one higher in this table. `rule` is what the
 * counsellor sees: the sign that was heard, never a verdict about the person (R20).
 *
 * Kinds are few on purpose, they choose our first sentence: `papersTaken` is papers or pay kept back,
 * `lockedIn` also somebody cut off or out of reach, `threat` also debt and force. How to read a pattern is
 * said in danger.ts; the reviewed phrases and traps are in tests/flows/kit.
 */
export const dangerTable: readonly Row[] = [...lifeRows, ...suicideRows, ...heldRows, ...harmRows];
