import { z } from 'zod';
import { parse } from '../lib/parse.ts';
import { eventsOf, Group } from './prometheus.ts';
import type { Source } from './source.ts';

/** The webhook of Grafana’s unified alerting (grafana.com, “Configure webhook notifications”), version 1. */
const Webhook = Group.extend({ version: z.literal('1') });

export const grafana: Source = {
  name: 'grafana',
  read: (body, { alertPer }) => eventsOf(parse(Webhook, body), 'Grafana', alertPer),
};
