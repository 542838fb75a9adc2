import { exportEverything } from '../domain/exports/everything.ts';
import { runCommand } from './command.ts';

/** `npm run export -- desk.zip`: all that the desk knows, with files; `--csv`: as tables. */
await runCommand('export', async (ctx, { dataDir }) => {
  const given = process.argv.slice(2);
  const [path] = given.filter((one) => !one.startsWith('--'));
  if (!path) {
    console.error('Where to? npm run export -- desk.zip, or npm run export -- desk.zip --csv');
    return 2;
  }
  const isTerminal = process.stderr.isTTY;
  const { rows, size, missingFiles } = await exportEverything(ctx, {
    ...{ dataDir, path, format: given.includes('--csv') ? 'csv' : 'jsonl' },
    watch: async ({ done, total }) => {
      if (isTerminal && total) process.stderr.write(`\r${done} of ${total} rows and files`);
    },
  });
  if (isTerminal) process.stderr.write('\n');
  console.log(`${path}: ${rows} rows and files, ${size} bytes.`);
  if (missingFiles > 0) console.log(`${missingFiles} of the files are missing on the disk.`);
  return 0;
});
