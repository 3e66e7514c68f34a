/** What a storm made and takes away again, at its end or in the middle of it: the newest first, each once. */
export interface Undo {
  push(step: () => unknown): void;
  /** One step that fails does not keep the others. A second call waits for the first. */
  all(): Promise<void>;
}

export function createUndo(): Undo {
  const steps: (() => unknown)[] = [];
  let running: Promise<void> | undefined;
  const run = async () => {
    for (let step = steps.pop(); step; step = steps.pop())
      try {
        await step();
      } catch (cause) {
        process.stderr.write(`left behind: ${String(cause)}\n`);
      }
  };
  return {
    push: (step) => steps.push(step),
    all: () => {
      running ??= run().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}
