import { alertmanager } from './alertmanager.ts';
import { generic } from './generic.ts';
import { pagerduty } from './pagerduty.ts';
import type { Source } from './source.ts';

/** Everything that alerts may come from. Another one is a file and a line here. */
export const SOURCES: ReadonlyMap<string, Source> = new Map(
  [alertmanager, generic, pagerduty].map((source) => [source.name, source]),
);
