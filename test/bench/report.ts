import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { isMet, type Result } from './measure.ts';

const FILE = join(import.meta.dirname, 'results.json');

export function printMachine(postgres: string): void {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  print(`${availableParallelism()} cores (${model}), Node ${process.version}, PostgreSQL ${postgres}`);
  print(`load of the last minute, from others: ${(loadavg()[0] ?? 0).toFixed(1)}`);
}

export function printTable(results: readonly Result[]): void {
  const rows = results.map((result) => [
    result.name,
    `${short(result.value)} ${result.unit}`,
    result.ratio === null ? '' : short(result.ratio),
    result.limit === null ? '' : `${result.bound} ${result.limit}${result.ratio === null ? '' : ' (ratio)'}`,
    result.limit === null ? '' : isMet(result) ? 'met' : 'MISSED',
    result.rounds.map(short).join(' '),
  ]);
  const head = ['measure', 'value', 'ratio', 'limit', '', 'rounds'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  // The raw rounds stand last and are as long as they are.
  const line = (row: string[]) =>
    row.map((cell, column) => (column === 5 ? cell : cell.padEnd(widths[column] ?? 0)));
  for (const row of [head, ...rows]) print(line(row).join('  ').trimEnd());
}

/** Replaces what was measured in this run, and leaves what was not. */
export async function writeResults(
  results: readonly Result[],
  replaces: (name: string) => boolean,
): Promise<void> {
  const earlier: Result[] = await readFile(FILE, 'utf8').then(JSON.parse, () => []);
  const kept = earlier.filter(({ name }) => !replaces(name));
  const rounded = [...kept, ...results].map((result) => ({
    ...result,
    value: round(result.value),
    ratio: result.ratio === null ? null : round(result.ratio),
    rounds: result.rounds.map(round),
  }));
  await writeFile(FILE, `${JSON.stringify(rounded, null, 2)}\n`);
}

export function print(words: string): void {
  process.stdout.write(`${words}\n`);
}

const round = (value: number) => Number(value.toPrecision(5));
const short = (value: number) => String(Number(value.toPrecision(value >= 1000 ? 4 : 3)));
