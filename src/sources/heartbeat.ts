import type { Source } from './source.ts';

/** Something that says again and again that it is alive; whatever else it says. What follows is domain/services/heartbeats.ts. */
export const heartbeat: Source = { name: 'heartbeat', read: () => [] };
