/**
 * A backup, or a restore, in a process of its own, for a look at its memory: what it was given as JSON in its first
 * argument. Says on one line by how many bytes its memory grew beyond what it had before.
 */
import path from 'node:path';
import { makeBackup } from '../../src/store/backup.ts';
import { restoreBackup } from '../../src/store/backup-restore.ts';
import { connectForBackup } from '../../src/store/backup-tables.ts';

const asked = JSON.parse(process.argv[2] ?? '{}');
const now = new Date(asked.now);
const client = connectForBackup(asked.address);
await client`select 1`;
await client.end();

const peak = () => process.resourceUsage().maxRSS * 1024;
const before = peak();
const done = asked.file
  ? await restoreBackup({
      ...{ file: asked.file, seed: Buffer.from(asked.seed, 'hex'), keyFolder: asked.keyFolder, now },
      ...{ address: async () => asked.address, migrationsFolder: path.resolve('migrations'), erased: [] },
    })
  : await makeBackup({ address: asked.address, keyFolder: asked.keyFolder, folder: asked.folder, now });
process.stdout.write(`${JSON.stringify({ grown: peak() - before, ...done })}\n`);
