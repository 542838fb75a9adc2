import { parseArgs } from 'node:util';
import { measureApprovals } from './approvals.ts';
import { measureAutomation } from './automation.ts';
import { measureChanges } from './changes.ts';
import { openServer } from './database.ts';
import { measureDelivery } from './delivery.ts';
import { measureIntake } from './intake.ts';
import { isMet, type Measure, type Result, withoutLimit } from './measure.ts';
import { measureMemory } from './memory.ts';
import { measureMirror } from './mirror.ts';
import { measurePaging } from './paging.ts';
import { measureReplay } from './replay.ts';
import { print, printMachine, printTable, writeResults } from './report.ts';
import { measureRest } from './rest.ts';
import { measureSize } from './size.ts';
import { measureSla } from './sla.ts';
import { measureSlack } from './slack.ts';
import { measureSlackMemory } from './slack-memory.ts';
import { measureStart } from './start.ts';
import { measureStatus } from './status.ts';
import { measureTeams } from './teams.ts';

/**
 * Measures Deskbell on this machine against its own limits. `npm run bench -- intake size` measures only these;
 * `--quick` is a smoke run: everything runs, small and short, and no limit is judged.
 */
const MEASURES: Record<string, Measure> = {
  intake: measureIntake,
  rest: measureRest,
  slack: measureSlack,
  teams: measureTeams,
  size: measureSize,
  sla: measureSla,
  automation: measureAutomation,
  paging: measurePaging,
  approvals: measureApprovals,
  changes: measureChanges,
  replay: measureReplay,
  delivery: measureDelivery,
  mirror: measureMirror,
  status: measureStatus,
  start: measureStart,
  memory: measureMemory,
  'slack-memory': measureSlackMemory,
};

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const wanted = positionals.length > 0 ? positionals : Object.keys(MEASURES);
const unknown = wanted.filter((name) => !(name in MEASURES));
if (unknown.length > 0) {
  print(`There is no measure ${unknown.join(', ')}. There are: ${Object.keys(MEASURES).join(', ')}.`);
  process.exit(2);
}

const server = await openServer();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.stop().finally(() => process.exit(130)));
}
printMachine(server.version);
const results: Result[] = [];
try {
  for (const name of wanted) {
    const began = performance.now();
    const bench = { server, quick: values.quick, rounds: values.quick ? 3 : 5, say: print };
    const measured = (await MEASURES[name]?.(bench)) ?? [];
    results.push(...(values.quick ? measured.map(withoutLimit) : measured));
    print(`${name}: measured in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
} finally {
  await server.stop();
}

print('');
printTable(results);
if (!values.quick) {
  await writeResults(results, (name) => wanted.some((measure) => name.startsWith(`${measure}: `)));
  const missed = results.filter((result) => !isMet(result));
  print(missed.length === 0 ? '\nEvery limit is met.' : `\n${missed.length} of the limits missed.`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}
