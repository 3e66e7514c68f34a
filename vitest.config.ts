import { defineConfig } from 'vitest/config';

/**
 * Three kinds of test (house.md §10), sized for two cores. `pure` touches nothing and runs on save; `db` and
 * `e2e` share one real PostgreSQL that tests/kit/global-setup.ts starts when one of them is asked for.
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
          testTimeout: 10_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'db',
          include: ['tests/**/*.db.test.ts'],
          globalSetup: ['tests/kit/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/**/*.e2e.test.ts'],
          globalSetup: ['tests/kit/global-setup.ts'],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          // Chromium and whole apps, after the others. They mostly wait for each other's processes: two at a time
          // fill two cores, three would wait for them.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
