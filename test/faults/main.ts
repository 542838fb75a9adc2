import { parseArgs } from 'node:util';
import { isMet, type Result } from '../bench/measure.ts';
import { print, printMachine, printTable } from '../bench/report.ts';
import { closeWorlds } from './paging/world.ts';
import { RUNS } from './runs/all.ts';

/**
 * Does harm to a desk that pages, and tells what has become of its promises. `npm run faults -- sends random` does only
 * this; `--seed 7` does other harm, the same for the same seed; `--times 10` kills, stops or restarts so often at each point;
 * `--quick` is short, as in the tests.
 */
const { values, positionals } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    times: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const wanted = positionals.length > 0 ? positionals : Object.keys(RUNS);
const unknown = wanted.filter((name) => !(name in RUNS));
const seed = Number(values.seed);
const times = values.times === undefined ? undefined : Number(values.times);
if (unknown.length > 0 || ![seed, times ?? 1].every(Number.isSafeInteger)) {
  const there = `There are: ${Object.keys(RUNS).join(', ')}.`;
  print(
    unknown.length > 0
      ? `There is no run ${unknown.join(', ')}. ${there}`
      : '--seed and --times are whole numbers.',
  );
  process.exit(2);
}

printMachine('embedded');
print(`seed ${seed}`);
const results: Result[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void closeWorlds().finally(() => process.exit(130)));
}
for (const name of wanted) {
  const began = performance.now();
  const findings = (await RUNS[name]?.({ seed, times, quick: values.quick, say: print })) ?? [];
  print(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  for (const { faults, ...finding } of findings) {
    results.push({ ...finding, name: `${name}: ${finding.name}` });
    // Many hours are not lost with what comes after them.
    if (!isMet(finding)) print(`  ${finding.name}: broken`);
    for (const fault of faults.slice(0, 5)) print(`  ${finding.name}: ${fault}`);
    if (faults.length > 5) print(`  and ${faults.length - 5} more`);
  }
}
print('');
printTable(results);
const missed = results.filter((one) => !isMet(one));
print(missed.length === 0 ? '\nEvery promise is kept.' : `\n${missed.length} of the promises broken.`);
process.exitCode = missed.length === 0 ? 0 : 1;
