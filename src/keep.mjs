import { spawn } from 'node:child_process';

/**
 * `npm start` on a box without systemd: starts the program that its arguments name, and starts it again when a
 * bug or a machine that ran out of memory ends it, so that nobody's cry waits until somebody looks. It knows
 * nothing of Suar and loads nothing of it: it must not die of the same. Plain JavaScript, because to read
 * TypeScript costs twelve megabytes for as long as the box runs (9 instead of 21).
 *
 * A start that a person has to mend (exit code 1, told in plain words) is not tried again, unless it has run
 * before: then what is missing (a database) comes back, and it is tried for as long as that takes.
 */
const limits = {
  /** Between starts, when they fail one after the other. */
  againSeconds: [1, 2, 5, 10, 20, 30],
  /** Who ran this long did not die of its start. */
  soundMilliseconds: 60_000,
};

/** What a start that a person has to mend ends with (main.ts). */
const mendable = 1;

let child;
let isStopping = false;
let wasUp = false;
let failures = 0;
let timer;

function start() {
  const began = performance.now();
  // By the fourth stream the child hears that we are gone, also by kill -9, and ends.
  child = spawn(process.execPath, process.argv.slice(2), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  child.once('message', () => {
    wasUp = true;
  });
  child.once('error', () => process.exit(mendable));
  child.once('exit', (code, signal) => {
    child = undefined;
    if (isStopping || code === 0 || (code === mendable && !wasUp)) process.exit(code ?? 0);
    if (performance.now() - began > limits.soundMilliseconds) failures = 0;
    const seconds = limits.againSeconds[Math.min(failures, limits.againSeconds.length - 1)];
    failures += 1;
    const end = code ?? signal;
    process.stderr.write(
      `Suar berhenti (${end}); mulai lagi dalam ${seconds} detik. / Suar ended (${end}); starts again in ${seconds} s.\n`,
    );
    timer = setTimeout(start, seconds * 1000);
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    isStopping = true;
    clearTimeout(timer);
    if (!child) process.exit(0);
    // A terminal tells both of us, a person only one; the child takes two for one.
    child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
  });

start();
