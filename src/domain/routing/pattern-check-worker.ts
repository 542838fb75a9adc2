/**
 * The worker thread behind `checkPattern`: judges one regular expression by recheck, which finds super-linear
 * backtracking by automata theory and, where that gives up, by fuzzing (Takenobu et al., makenowjust-labs).
 */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { AttackPattern, Parameters } from 'recheck';

/** Sent before the verdict when the pattern is about to be run on a text made to hurt it. */
export type PatternCheckNews = PatternVerdict | 'on_trial';

/** `undecided`: out of time; `too_big`: it does not even compile when run. */
export type PatternVerdict = 'safe' | 'vulnerable' | 'undecided' | 'unknown_syntax' | 'too_big';

export interface PatternToCheck {
  source: string;
  flags: string;
  thinkMs: number;
  testMs: number;
}

const { source, flags, thinkMs, testMs } = workerData as PatternToCheck;

/** UTF-16 units: a long message, not the longest. */
const hurtLength = 2_000;

// A tenth of recheck's usual fuzzing: enough to find every textbook case, in tenths of a second.
const effort: Parameters = {
  timeout: thinkMs,
  randomSeed: 1,
  attackLimit: 2_000_000,
  maxAttackStringSize: 4_000,
  maxIteration: 3,
  maxInitialGenerationSize: 50,
  maxGenerationSize: 30,
  crossoverSize: 5,
  mutationSize: 10,
};

parentPort?.postMessage(canRun() ? judge() : 'too_big');

/** V8 compiles on first use, so that is where a pattern with enormous counts fails. */
function canRun(): boolean {
  try {
    new RegExp(source, flags).test('');
    return true;
  } catch {
    return false;
  }
}

/**
 * Exponential patterns are out. A polynomial one is out when a text of {@link hurtLength} characters made by
 * recheck to hurt it really takes longer than a test may: that lets through what every admin writes
 * (`\d+ GB`, `vpn.{0,50}down`) and stops what one long message could stall.
 */
function judge(): PatternVerdict {
  // The package's main entry would start a Java or native process; this one is pure JavaScript, synchronous
  // (this thread has nothing else to do), and has no type declarations of its own.
  const require = createRequire(import.meta.url);
  const recheck = require('recheck/lib/browser.js') as typeof import('recheck');
  let found = recheck.checkSync(source, flags, effort);
  if (found.status === 'unknown' && found.error.kind === 'timeout') {
    // Automata grow large on counted repetitions; fuzzing still finds what explodes.
    found = recheck.checkSync(source, flags, { ...effort, checker: 'fuzz' });
  }
  if (found.status === 'safe') return 'safe';
  if (found.status === 'unknown') {
    const { kind } = found.error;
    return kind === 'invalid' || kind === 'unsupported' ? 'unknown_syntax' : 'undecided';
  }
  return found.complexity.type === 'polynomial' && survives(found.attack) ? 'safe' : 'vulnerable';
}

function survives(attack: AttackPattern): boolean {
  const pumped = attack.pumps.reduce((length, { pump }) => length + pump.length, 0);
  const times = Math.ceil(hurtLength / Math.max(pumped, 1));
  const text = attack.pumps.map(({ prefix, pump }) => prefix + pump.repeat(times)).join('') + attack.suffix;
  const pattern = new RegExp(source, flags);
  // From here this thread may never come back; whoever waits for it ends it.
  parentPort?.postMessage('on_trial' satisfies PatternCheckNews);
  // The first run also pays for compiling.
  pattern.test('');
  const start = performance.now();
  pattern.test(text);
  return performance.now() - start <= testMs;
}
