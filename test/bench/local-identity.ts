import { CLOUDS } from '../../src/channels/teams/clouds.ts';

/**
 * Loaded before the process that people run: where it asks Microsoft for the keys of Teams, those of the benchmark
 * answer. Everything else is as it is.
 */
const { fetch } = globalThis;
globalThis.fetch = (input, init) =>
  fetch(input === CLOUDS.public.openIdMetadata ? (process.env.OPEN_ID_METADATA ?? input) : input, init);
