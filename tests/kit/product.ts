import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * The product as an operator runs it: a process of its own (`node src/main.ts`), on throw-away folders, with
 * everything it ever wrote kept for a look. For end-to-end tests.
 *
 *   const product = await startProduct({ TELEGRAM_BOT_TOKEN: …, TELEGRAM_API_ROOT: … });
 *   product.url; product.setUpLink;          // what the banner printed
 *   await product.kill();                    // kill -9 of the app
 *   await product.start();                   // the same folders again
 *   await product.end(); product.files();    // everything on its disk
 */
export interface Product {
  url: string;
  setUpLink: string | undefined;
  env: NodeJS.ProcessEnv;
  dataFolder: string;
  keyFolder: string;
  /** All that any of its processes printed. */
  output(): string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Kill -9 of the PostgreSQL that belongs to it. */
  killDatabase(): void;
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** Runs another of its programs with the same settings. */
  run(
    script: string,
    args: string[],
    input?: string,
  ): Promise<{ stdout: string; stderr: string; code: number | null }>;
  spawn(script: string, args: string[]): ChildProcess;
  /** Every file on its disk, with its bytes. */
  files(): { name: string; bytes: Buffer }[];
  /** Stops it if it runs and takes its folders away. */
  end(): Promise<void>;
}

const root = path.join(import.meta.dirname, '../..');
const node = path.join(root, 'node_modules/.bin/node');
const main = 'src/main.ts';
const startMilliseconds = 100_000;

/** As `npm start` begins it: to load it costs half as much. */
export const light = `--import=${path.join(root, 'src/light.mjs')}`;

/** For our programs that an operator starts without `light`: compiled once for all tests, and else as they are. */
export const compiledOnce = { NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/suar') };

export async function startProduct(settings: Record<string, string> = {}): Promise<Product> {
  const home = mkdtempSync(path.join(tmpdir(), 'suar-product-'));
  // Run by root, PostgreSQL gets an account of its own, which must be able to pass through.
  chmodSync(home, 0o711);
  const dataFolder = path.join(home, 'data');
  const keyFolder = path.join(home, 'keys');
  const written: string[] = [];
  let child: ChildProcess | undefined;
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    PORT: '0',
    SUAR_DATA_DIR: dataFolder,
    SUAR_KEY_DIR: keyFolder,
    ...settings,
  };
  const follow = (started: ChildProcess) => {
    for (const stream of [started.stdout, started.stderr])
      stream?.on('data', (chunk: Buffer) => written.push(chunk.toString()));
    return started;
  };
  const open = (script: string, args: string[]) =>
    spawn(node, [...(script === main ? [light] : []), path.join(root, script), ...args], {
      env: { ...compiledOnce, ...env },
      cwd: home,
    });
  const product: Product = {
    url: '',
    setUpLink: undefined,
    env,
    dataFolder,
    keyFolder,
    output: () => written.join(''),
    start: async () => {
      const from = written.length;
      child = follow(open(main, []));
      const banner = await untilPrinted(child, () => written.slice(from).join(''));
      product.url = /(http:\/\/127\.0\.0\.1:\d+)\/chat/.exec(banner)?.[1] ?? '';
      product.setUpLink = /http\S+\/console\/setup\/\S+/.exec(banner)?.[0];
    },
    kill: () => finish(child, 'SIGKILL').then(() => undefined),
    killDatabase: () => {
      const [pid] = readFileSync(path.join(dataFolder, 'pg/postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGKILL');
    },
    stop: () => finish(child, 'SIGINT'),
    run: (script, args, input) => runToEnd(follow(open(script, args)), input),
    spawn: (script, args) => follow(open(script, args)),
    files: () => [dataFolder, keyFolder].flatMap(readAll),
    end: async () => {
      if (child && child.exitCode === null && child.signalCode === null) await finish(child, 'SIGINT');
      rmSync(home, { recursive: true, force: true });
    },
  };
  await product.start().catch(async (fault: unknown) => {
    // Nobody has it yet who could end it.
    await product.end();
    throw fault;
  });
  return product;
}

async function untilPrinted(child: ChildProcess, printed: () => string): Promise<string> {
  const began = performance.now();
  while (!printed().includes('Ctrl-C')) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${printed()}`);
    if (performance.now() - began > startMilliseconds) throw new Error(`it never started:\n${printed()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return printed();
}

function finish(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<number | null> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve(null);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}

function runToEnd(
  child: ChildProcess,
  input = '',
): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const out: string[] = [];
  const err: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk.toString()));
  child.stdin?.end(input);
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ stdout: out.join(''), stderr: err.join(''), code }));
  });
}

function readAll(folder: string): { name: string; bytes: Buffer }[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const name = path.join(entry.parentPath, entry.name);
      return { name, bytes: readFileSync(name) };
    });
}
