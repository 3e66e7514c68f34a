import type { Choice, Part } from '../../conversation/messages.ts';
import type { ThreadLine } from './deps.ts';

export type Line = Omit<ThreadLine, 'at'>;

/** What of a conversation stands on the page. Pure. */
export interface Shown {
  lines: ShownLine[];
  choices: Choice[];
  rails: Choice[];
  /** The newest of our lines, shown or cleared: a live page goes on from here. */
  last: number;
  /** Our newest order to clear the screen; 0 when there was none. */
  clearedAt: number;
  /** The last word is the person's: a reply is on its way. */
  awaitsReply: boolean;
}

export interface ShownLine {
  sequence: number;
  text: string;
  mine: boolean;
}

type Text = Extract<Part, { type: 'text' }>;

/**
 * Everything after the last clearing (standards.md R7), and the buttons of the newest question: those of
 * our newest line that has some, within what we said last. Older buttons would answer older questions.
 */
export function readShown(lines: readonly Line[]): Shown {
  const clearing = lines.findLastIndex((line) => line.part.type === 'clear');
  const after = lines.slice(clearing + 1);
  const shown = after.flatMap((line) =>
    line.part.type === 'text'
      ? [{ sequence: line.sequence, text: line.part.text, mine: line.mine === true }]
      : [],
  );
  const run = newestRun(after);
  return {
    lines: shown,
    choices: run.find((part) => part.choices.length > 0)?.choices ?? [],
    rails: run.find((part) => part.rails.length > 0)?.rails ?? [],
    last: lines.reduce((last, line) => (line.mine ? last : Math.max(last, line.sequence)), 0),
    clearedAt: lines[clearing]?.sequence ?? 0,
    awaitsReply: shown.at(-1)?.mine ?? false,
  };
}

/** What we said last without the person coming between, newest first. */
function newestRun(lines: readonly Line[]): Text[] {
  const end = lines.findLastIndex((line) => !line.mine);
  const before = lines.findLastIndex((line, index) => index < end && line.mine === true);
  return lines
    .slice(before + 1, end + 1)
    .map((line) => line.part)
    .filter((part) => part.type === 'text')
    .reverse();
}

/**
 * The person's first words stand behind the opening she answered: it was shown to her before anything was
 * stored, though it is written down after them.
 * @param openingCount how many lines the opening has
 */
export function behindOpening(lines: readonly Line[], openingCount: number): Line[] {
  const first = lines.findIndex((line) => !line.mine);
  if (first <= 0 || lines[first]?.sequence !== 1) return [...lines];
  const rest = lines.slice(first);
  const others = rest.findIndex((line) => line.mine === true || line.sequence > openingCount);
  const cut = others === -1 ? rest.length : others;
  return [...rest.slice(0, cut), ...lines.slice(0, first), ...rest.slice(cut)];
}

/** The opening as it will stand once the conversation has begun: the same lines under the same numbers. */
export function openingLines(parts: readonly Part[]): Line[] {
  return parts.map((part, index) => ({ sequence: index + 1, part }));
}
