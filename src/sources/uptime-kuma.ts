import { z } from 'zod';
import { eventOf } from '../domain/alerts/event.ts';
import { parse } from '../lib/parse.ts';
import type { Source } from './source.ts';

const Id = z.union([z.number().int(), z.string().min(1)]).transform(String);

/** The webhook of Uptime Kuma, as JSON (github.com/louislam/uptime-kuma, notification provider “webhook”). */
const Webhook = z.object({
  msg: z.string().default(''),
  /** Null: a test, or that a certificate runs out. */
  heartbeat: z
    .object({
      /** 0: down, 1: up, 2: being tried again, 3: under maintenance. */
      status: z.number().int().min(0).max(3),
      msg: z.string().nullish(),
    })
    .nullable(),
  monitor: z
    .object({
      id: Id,
      name: z.string().min(1),
      url: z.string().nullish(),
      hostname: z.string().nullish(),
      type: z.string().nullish(),
    })
    .nullable(),
});

export const uptimeKuma: Source = {
  name: 'uptime-kuma',
  read(body) {
    const { msg, heartbeat, monitor } = parse(Webhook, body);
    if (!monitor || (heartbeat && heartbeat.status > 1)) return [];
    const { id, name, url, hostname, type } = monitor;
    const about = {
      source: hostname || url || undefined,
      labels: { monitor: name, ...(type ? { type } : {}) },
      // A monitor that asks no page has “https://” for its address.
      links: url && url.length > 8 ? [{ text: name, url }] : [],
    };
    if (!heartbeat) {
      const summary = msg || `The certificate of ${name} runs out`;
      return [
        eventOf({ action: 'trigger', dedupKey: `certificate ${id}`, summary, severity: 'warning', ...about }),
      ];
    }
    const why = heartbeat.msg ? `: ${heartbeat.msg}` : '';
    return [
      eventOf({
        action: heartbeat.status === 0 ? 'trigger' : 'resolve',
        ...{ dedupKey: id, summary: `${name} is down${why}`, severity: 'critical', ...about },
      }),
    ];
  },
};
