import { outages, restarts } from './database.ts';
import { commits, sends } from './points.ts';
import { random } from './random.ts';
import type { Run } from './run.ts';
import { silence, throttling } from './slack.ts';
import { stops } from './stopped.ts';
import { votes } from './votes.ts';

/** By the names by which they are asked for. */
export const RUNS: Record<string, Run> = {
  commits,
  sends,
  random,
  restarts,
  outages,
  stops,
  throttling,
  silence,
  votes,
};
