import { type Config, loadConfig, renderFaults, type Sentence, StartFault } from '../config.ts';
import { codeOf } from '../errors.ts';

/**
 * What the operator's commands share: standard output carries the answer, standard error what a human should
 * know. Codes: 0 done, 1 it did not work, 2 it was not asked rightly.
 */
export interface Answered {
  stdout: string;
  stderr: string;
  code: 0 | 1 | 2;
}

/** Both languages, Indonesian first. */
export const inBoth = ({ id, en }: Sentence): string => `${id}\n${en}\n`;

export const done = (said: Sentence): Answered => ({ stdout: inBoth(said), stderr: '', code: 0 });
export const failed = (why: Sentence, code: 1 | 2 = 1): Answered => ({
  stdout: '',
  stderr: inBoth(why),
  code,
});

/**
 * The answer of a command, whatever goes wrong: a fault that a person can mend as its sentence, one of the
 * disk as its code. Anything else is a fault of ours and escapes.
 */
export async function answerWith(work: () => Promise<Answered>): Promise<Answered> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof StartFault) return failed(cause.why);
    const code = codeOf(cause);
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw cause;
    return failed({
      id: `Tidak berhasil (${code}): periksa folder, izin, ruang disk, dan sambungan. Tidak ada yang setengah jadi.`,
      en: `It did not work (${code}): check folder, rights, free space and connection. Nothing is left half done.`,
    });
  }
}

/** Runs a command that needs the configuration, prints its answer and sets the exit code. */
export async function runCommand(work: (config: Config) => Promise<Answered>): Promise<void> {
  const read = loadConfig();
  const answered =
    read.is === 'faults'
      ? { stdout: '', stderr: `${renderFaults(read.faults)}\n`, code: 2 }
      : await answerWith(() => work(read.config));
  process.stderr.write(answered.stderr);
  process.stdout.write(answered.stdout);
  process.exitCode = answered.code;
}
