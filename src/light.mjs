import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';

/**
 * Loaded before anything else by `npm start` (`--import`); everything works without it, only heavier and
 * slower (ADR 0013: 175 MB after the start without it, 126 MB with it, 149 MB with the first half alone).
 *
 * Node keeps for each ES module what a CommonJS module does not need, and Drizzle is three hundred of them in
 * circles: its other build, which holds the same code, is taken instead. Types and imports stay as they are.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    /^drizzle-orm(\/|$)/.test(specifier)
      ? next(specifier, { ...context, conditions: ['node', 'require', 'default'] })
      : next(specifier, context),
});

// What was compiled once, and TypeScript with its types taken away: then the compiler for that is not loaded
// either. Beside the packages, so that nobody else can write there and each `npm ci` begins anew.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/suar'));
