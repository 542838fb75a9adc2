import { z } from 'zod';
import { AlertSeverity } from '../contract/alerts.ts';
import { eventOf } from '../domain/alerts/event.ts';
import { mapped } from '../domain/services/mapping.ts';
import { sha256 } from '../lib/crypto.ts';
import { parse } from '../lib/parse.ts';
import type { Source } from './source.ts';

/** JSON in our own words, for scripts and for whatever has no source of its own. */
const Body = z.object({
  action: z.enum(['trigger', 'acknowledge', 'resolve']).default('trigger'),
  /** Without one, what has the same summary is the same. */
  dedupKey: z.string().trim().min(1).max(255).optional(),
  summary: z.string().trim().min(1, 'must say what is wrong').max(1_024),
  severity: AlertSeverity.default('error'),
  source: z.string().max(500).optional(),
  labels: z.record(z.string(), z.unknown()).optional(),
  links: z.array(z.object({ text: z.string().optional(), url: z.string() })).optional(),
});

export const generic: Source = {
  name: 'generic',
  read(body, { mapping }) {
    if (mapping) return mapped(mapping, parse(z.json(), body));
    const { dedupKey, summary, ...event } = parse(Body, body);
    return [eventOf({ ...event, summary, dedupKey: dedupKey ?? sha256(summary).toString('hex') })];
  },
};
