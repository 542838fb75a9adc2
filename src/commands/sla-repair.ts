import { repairClocks } from '../domain/sla/repair.ts';
import { runCommand } from './command.ts';

/**
 * `npm run sla:repair`: compares all SLA clocks with the histories of their tickets and makes anew what differs;
 * `-- --check` only compares. The exit code is 0 when nothing differs (any more), 1 when something does, 2 when it
 * could not be done.
 */
await runCommand('sla:repair', async (ctx) => {
  const write = !process.argv.includes('--check');
  const onProgress = (checked: number) => process.stderr.write(`\r${checked.toLocaleString('en')} tickets `);
  const { checked, differences } = await repairClocks(ctx, { write, onProgress });
  process.stderr.write('\n');
  for (const { number, words } of differences) {
    console.log(`${number}: ${write ? 'made anew' : 'differs'}: ${words}`);
  }
  const found = `${differences.length.toLocaleString('en')} of ${checked.toLocaleString('en')} tickets differed`;
  console.log(differences.length === 0 ? 'All clocks are as the histories say.' : `${found}.`);
  return write || differences.length === 0 ? 0 : 1;
});
