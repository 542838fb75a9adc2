/**
 * Regular expressions that admins write, tested against text that anyone writes. A pattern is checked once
 * when it is saved, and even so runs only in a worker thread with a clock on it: the main thread never waits
 * for a regular expression it did not write itself.
 */
import { Worker } from 'node:worker_threads';
import { failField } from '../../lib/errors.ts';
import type { PatternCheckNews, PatternToCheck, PatternVerdict } from './pattern-check-worker.ts';
import type { PatternJob, PatternNews } from './pattern-worker.ts';

/**
 * `timeout`: not done within {@link patternLimits.testMs}; `failed`: the pattern does not run on this
 * version of Node or broke the worker. Both count as no match.
 */
export type PatternAnswer = 'match' | 'no_match' | 'timeout' | 'failed';

export const patternLimits = {
  /** Longest pattern, in UTF-16 units. */
  sourceLength: 500,
  /** Only this much of a text is looked at, in UTF-16 units from its start. */
  textLength: 20_000,
  /** Longest a single test may run, in milliseconds from when it starts to run. */
  testMs: 50,
  /** Longest each of the safety check's two methods may think, and all of it may take, in milliseconds. */
  checkMs: 8_000,
  checkInAllMs: 20_000,
} as const;

/** Patterns have no anchors or case of their own to choose: always these flags. */
const patternFlags = 'iu';

/**
 * Refuses a pattern that is no JavaScript regular expression, or that backtracks catastrophically:
 * exponential ones, and polynomial ones that a text of 2,000 characters can stall. Milder ones are let through
 * (`\d+ GB` is quadratic): on real messages they take microseconds, and on a text made to hurt,
 * {@link testPattern} stops them.
 * The check runs in a worker of its own, which is gone with its several megabytes when the check is done.
 * @throws `invalid`, with the field `pattern`
 */
export async function checkPattern(source: string): Promise<void> {
  if (source.length > patternLimits.sourceLength) {
    return failField('pattern', `A pattern has at most ${patternLimits.sourceLength} characters.`);
  }
  try {
    new RegExp(source, patternFlags);
  } catch (error) {
    // "Invalid regular expression: /(/iu: Unterminated group": the last part is for people.
    const reason = error instanceof Error ? error.message.split(': ').at(-1) : 'syntax error';
    return failField('pattern', `This is not a valid regular expression: ${reason}.`);
  }
  const verdict = await judge(source);
  if (verdict !== 'safe') return failField('pattern', refusals[verdict]);
}

const refusals: Record<Exclude<PatternVerdict, 'safe'>, string> = {
  vulnerable:
    'This pattern can take very long on some texts, because repetitions in it overlap (as in (a+)+ or ' +
    '.*a.*b.*c). Make it simpler, or use words instead.',
  undecided: 'Whether this pattern is safe could not be told in time. Make it shorter or simpler.',
  unknown_syntax: 'This pattern uses syntax that the safety check does not know. Write it in simpler terms.',
  too_big: 'This pattern is too big to run. Use smaller repetition counts.',
};

// The workers need neither our environment, with its secrets, nor the flags that we were started with.
const apart = { env: {}, execArgv: [] };

function judge(source: string): Promise<PatternVerdict> {
  const { promise, resolve } = Promise.withResolvers<PatternVerdict>();
  const worker = new Worker(new URL('./pattern-check-worker.ts', import.meta.url), {
    workerData: {
      source,
      flags: patternFlags,
      thinkMs: patternLimits.checkMs,
      testMs: patternLimits.testMs,
    } satisfies PatternToCheck,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    ...apart,
  });
  const clock = setTimeout(() => resolve('undecided'), patternLimits.checkInAllMs);
  let trial: NodeJS.Timeout | undefined;
  worker.on('message', (news: PatternCheckNews) => {
    if (news !== 'on_trial') return resolve(news);
    // The worker times itself; this is for the trial that does not end. Ten times leaves room for a busy host.
    trial = setTimeout(() => resolve('vulnerable'), patternLimits.testMs * 10);
  });
  // Out of memory, most likely: nothing was proved either way.
  worker.once('error', () => resolve('undecided'));
  worker.once('exit', () => resolve('undecided'));
  return promise.finally(() => {
    clearTimeout(clock);
    clearTimeout(trial);
    void worker.terminate();
  });
}

type Waiting = PatternJob & { resolve: (answer: PatternAnswer) => void };

const queue: Waiting[] = [];
let running: Waiting | null = null;
let warm: Worker | null = null;
let clock: NodeJS.Timeout | undefined;

/**
 * Whether the pattern occurs in the first {@link patternLimits.textLength} characters of the text, as written
 * (not folded). Tests run one at a time in the order asked; each one's clock starts when it runs, and one
 * that runs out takes the worker with it but no other test. Never rejects.
 */
export function testPattern(source: string, text: string): Promise<PatternAnswer> {
  const { promise, resolve } = Promise.withResolvers<PatternAnswer>();
  queue.push({ source, flags: patternFlags, text: text.slice(0, patternLimits.textLength), resolve });
  runNext();
  return promise;
}

/** Stops the worker; tests still waiting are answered `failed`. The next test starts a new one. */
export async function closePatternWorker(): Promise<void> {
  const worker = warm;
  warm = null;
  clearTimeout(clock);
  const unanswered = running ? [running, ...queue.splice(0)] : queue.splice(0);
  running = null;
  for (const job of unanswered) job.resolve('failed');
  await worker?.terminate();
}

function runNext() {
  if (running) return;
  const job = queue.shift();
  if (!job) {
    // An idle worker must not keep the process from ending; one at work must.
    warm?.unref();
    return;
  }
  running = job;
  warm ??= startWorker();
  warm.ref();
  warm.postMessage({ source: job.source, flags: job.flags, text: job.text } satisfies PatternJob);
}

function answer(answered: PatternAnswer) {
  clearTimeout(clock);
  const job = running;
  running = null;
  job?.resolve(answered);
  runNext();
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./pattern-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 128 },
    ...apart,
  });
  const lost = (answered: PatternAnswer) => {
    // A worker that was given up already speaks for no test.
    if (warm !== worker) return;
    warm = null;
    void worker.terminate();
    answer(answered);
  };
  worker.on('message', (news: PatternNews) => {
    if (warm !== worker) return;
    if (news !== 'started') return answer(news);
    const job = running;
    // The timer may come late and together with the answer. Letting the poll phase go first takes the answer.
    clock = setTimeout(() => setImmediate(() => running === job && lost('timeout')), patternLimits.testMs);
  });
  worker.on('error', () => lost('failed'));
  worker.on('exit', () => lost('failed'));
  return worker;
}
