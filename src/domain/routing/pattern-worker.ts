/** The worker thread behind `testPattern`: one regular expression on one text at a time. */
import { parentPort } from 'node:worker_threads';

export interface PatternJob {
  source: string;
  flags: string;
  text: string;
}

/** `started` goes out before the expression runs, so that its time is its own and not the queue's. */
export type PatternNews = 'started' | 'match' | 'no_match' | 'failed';

// Rules are few and messages many: compiling once makes the warm path cheap. Emptied rather than aged.
const compiled = new Map<string, RegExp>();
const compiledLimit = 1000;

parentPort?.on('message', (job: PatternJob) => {
  say('started');
  say(test(job));
});

function test({ source, flags, text }: PatternJob): PatternNews {
  try {
    let pattern = compiled.get(source);
    if (!pattern) {
      if (compiled.size >= compiledLimit) compiled.clear();
      pattern = new RegExp(source, flags);
      compiled.set(source, pattern);
    }
    return pattern.test(text) ? 'match' : 'no_match';
  } catch {
    return 'failed';
  }
}

function say(news: PatternNews) {
  parentPort?.postMessage(news);
}
