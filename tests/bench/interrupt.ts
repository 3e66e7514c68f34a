/**
 * Ctrl-C ends what runs, and then the bench: a PostgreSQL must not outlive its folder.
 * @returns takes it back, once what ran has been stopped in peace
 */
export function stopOnInterrupt(stop: () => Promise<void>): () => void {
  const interrupted = () => {
    // Whatever is under way breaks now, and that is meant.
    for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, () => {});
    void stop().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupted);
  return () => process.off('SIGINT', interrupted);
}
