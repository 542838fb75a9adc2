import { z } from 'zod';
import { eventOf } from '../domain/alerts/event.ts';
import { severityOf } from '../domain/alerts/severity.ts';
import type { SourceEvent } from '../domain/alerts/take.ts';
import { parse } from '../lib/parse.ts';
import type { Source } from './source.ts';

/** Opsgenie’s Alert API (docs.opsgenie.com, “Create Alert”). */
const Create = z.object({
  message: z.string().trim().min(1, 'must say what is wrong'),
  alias: z.string().trim().min(1).max(512).optional(),
  description: z.string().optional(),
  tags: z.array(z.string()).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
  entity: z.string().optional(),
  source: z.string().optional(),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']).default('P3'),
});

export const opsgenie: Source = {
  name: 'opsgenie',
  read(body) {
    const { message, alias, description, tags, details, entity, source, priority } = parse(Create, body);
    const labels = {
      ...details,
      ...(tags?.length ? { tags: tags.join(', ') } : {}),
      ...(description ? { description } : {}),
    };
    // Without an alias every alert is something new; the answer names the id by which it can be closed.
    const dedupKey = alias ?? crypto.randomUUID();
    const from = entity || source;
    return [
      eventOf({
        ...{ action: 'trigger', dedupKey, summary: message, source: from },
        ...{ severity: severityOf(priority), labels },
      }),
    ];
  },
};

const VERBS = { acknowledge: 'acknowledge', close: 'resolve' } as const;

/** What `POST /v2/alerts/<identifier>/<verb>` says; undefined: it is no verb that means something here. */
export const opsgenieVerb = (identifier: string, verb: string): SourceEvent[] | undefined =>
  Object.hasOwn(VERBS, verb)
    ? [
        eventOf({
          action: VERBS[verb as keyof typeof VERBS],
          ...{ dedupKey: identifier, summary: '', severity: 'info' },
        }),
      ]
    : undefined;
