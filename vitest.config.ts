import { defineConfig } from 'vitest/config';

/** How long something may take to become so; the runner's own second is over before a busy machine has begun. */
const expectPatiently = { poll: { timeout: 20_000, interval: 20 } };

/**
 * Three kinds of test (house.md §10), sized for two cores. `pure` touches nothing and runs on save; `db` and
 * `e2e` share one real PostgreSQL that tests/kit/global-setup.ts starts when one of them is asked for.
 *
 * Files of `pure` and `db` share the modules of their worker (`isolate: false`): to load the product anew for each
 * file was a third of their work. So a file puts back what it changes in a module or in `process`. A timeout says
 * that something hangs, never that it was slow: the numbers are for the bench.
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    // A forgotten `.only` would make everything else pass unseen.
    allowOnly: false,
    passWithNoTests: false,
    projects: [
      {
        test: {
          name: 'pure',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/**/*.db.test.ts', 'tests/**/*.e2e.test.ts'],
          isolate: false,
          expect: expectPatiently,
          testTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'db',
          include: ['tests/**/*.db.test.ts'],
          globalSetup: ['tests/kit/global-setup.ts'],
          isolate: false,
          expect: expectPatiently,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/**/*.e2e.test.ts'],
          globalSetup: ['tests/kit/global-setup.ts'],
          expect: expectPatiently,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Chromium and whole apps, after the others. They mostly wait for each other's processes: two at a time
          // fill two cores, three would wait for them.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
