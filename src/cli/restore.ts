import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import type { Config, Sentence } from '../config.ts';
import { erasuresName, readErasures } from '../store/backup-erasures.ts';
import { type Restored, restoreBackup } from '../store/backup-restore.ts';
import { readRecoveryKey } from '../store/recovery-words.ts';
import { connectToRunning, type Store } from '../store/server.ts';
import { type Answered, done, failed, runCommand } from './command.ts';
import { readKeyLines } from './staff.ts';

/**
 * `npm run restore -- FILE --recovery-key -`: a backup into an empty place (design §6). The key is typed or
 * piped, never an argument: arguments stand in the list of programs for everybody on the machine to read.
 */
const words = {
  usage: {
    id: 'Pakai: npm run restore -- BERKAS --recovery-key -   (kuncinya diketik sesudahnya, atau lewat stdin)',
    en: 'Use: npm run restore -- FILE --recovery-key -   (the key is typed after that, or piped in)',
  },
  keyInArgs: {
    id: 'Kunci pemulihan tidak boleh ditulis di perintah (terlihat di daftar proses). Tulis --recovery-key - lalu ketik kuncinya.',
    en: 'Never put the recovery key on the command line. Write --recovery-key - and type it after that.',
  },
  keyUnreadable: {
    id: 'Kunci pemulihan tidak terbaca: ada huruf yang salah atau kurang. Tidak ada yang diubah.',
    en: 'The recovery key does not read: a sign is wrong or missing. Nothing was changed.',
  },
  noFile: {
    id: 'Berkas cadangan itu tidak ada. Periksa namanya.',
    en: 'There is no such backup file. Check its name.',
  },
  noErasures: {
    id: 'Daftar penghapusan (erasures.txt) tidak ada di samping cadangan. Tanpa itu, kasus yang sudah dihapus atas permintaan orangnya bisa hidup lagi. Beri tempatnya dengan --erasures BERKAS. Jika memang hilang: --without-erasures, lalu hapus ulang dari catatan permintaan.',
    en: 'The list of erasures (erasures.txt) is not beside the backup. Without it, cases that were erased because somebody asked may come back. Say where it is with --erasures FILE. If it is lost: --without-erasures, then erase again from the record of requests.',
  },
} satisfies Record<string, Sentence>;

interface Asked {
  file: string;
  /** Undefined: the operator says that it is lost. */
  erasures: string | undefined;
}

function readAsked(args: readonly string[]): Asked | Sentence {
  const parsed = parse(args);
  const [file, ...rest] = parsed?.positionals ?? [];
  if (!parsed || !file || rest.length > 0) return words.usage;
  const { 'recovery-key': key, erasures, 'without-erasures': isLost } = parsed.values;
  if (key === undefined || (isLost && erasures !== undefined)) return words.usage;
  if (key !== '-') return words.keyInArgs;
  if (!existsSync(file)) return words.noFile;
  const list = erasures ?? path.join(path.dirname(file), erasuresName);
  if (!isLost && !existsSync(list)) return words.noErasures;
  return { file, erasures: isLost ? undefined : list };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'recovery-key': { type: 'string' },
        erasures: { type: 'string' },
        'without-erasures': { type: 'boolean' },
      },
    });
  } catch {
    // Its own message would repeat what was typed, perhaps a key.
    return undefined;
  }
}

/** Restores into the place that the configuration names. @param stdin gives the recovery key */
export async function runRestore(
  config: Config,
  args: readonly string[],
  stdin: () => Promise<string>,
): Promise<Answered> {
  const asked = readAsked(args);
  if ('id' in asked) return failed(asked, 2);
  const seed = readRecoveryKey(await stdin());
  if (!seed) return failed(words.keyUnreadable);
  let store: Store | undefined;
  try {
    const restored = await restoreBackup({
      file: asked.file,
      seed,
      keyFolder: config.keyFolder,
      migrationsFolder: path.join(import.meta.dirname, '../../migrations'),
      erased: asked.erasures === undefined ? [] : readErasures(asked.erasures),
      now: systemClock.now(),
      address: async () => {
        store = await connectToRunning(config);
        return store.address;
      },
    });
    return done(report(restored));
  } finally {
    await store?.stop();
  }
}

function report(restored: Restored): Sentence {
  const { at, rows, erased, expired, lostMessages, lostDrafts, lostAttachments, migrated } = restored;
  const moment = at.slice(0, 16).replace('T', ' ');
  return {
    id: [
      `Pulih: keadaan ${moment} UTC, ${rows} baris, ${migrated} pembaruan skema.`,
      `- Kasus yang sudah diminta dihapus, dihapus lagi: ${erased}.`,
      `- Balasan yang belum terkirim dan TIDAK akan dikirim: ${expired}. Lihat antrean, kirim ulang yang perlu.`,
      `- Pesan yang belum sempat ditangani dan tidak bisa dibuka lagi: ${lostMessages}. Obrolan yang mulai dari awal: ${lostDrafts}. Foto atau suara yang tidak jadi diambil: ${lostAttachments}.`,
      '- Apa pun yang masuk sesudah saat itu tidak ada di cadangan ini.',
      '- Semua orang harus masuk lagi. WhatsApp harus dipasangkan lagi: npm run whatsapp -- pair',
      'Sesudah ini: npm run doctor, lalu npm start.',
      '',
    ].join('\n'),
    en: [
      `Restored: as it stood at ${moment} UTC, ${rows} rows, ${migrated} schema updates.`,
      `- Cases whose erasure was asked for, erased again: ${erased}.`,
      `- Replies that had not gone out and will NOT go out: ${expired}. Look at the queue, send again what is needed.`,
      `- Messages nobody had handled yet that can no longer be opened: ${lostMessages}. Chats that begin anew: ${lostDrafts}. Pictures or voice notes that will not be fetched: ${lostAttachments}.`,
      '- Whatever came in after that moment is not in this backup.',
      '- Everybody has to sign in again. WhatsApp has to be paired again: npm run whatsapp -- pair',
      'Next: npm run doctor, then npm start.',
    ].join('\n'),
  };
}

if (import.meta.main) {
  await runCommand((config) => runRestore(config, process.argv.slice(2), readKeyLines));
  process.stdin.destroy();
}
