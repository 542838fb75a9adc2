import { z } from 'zod';
import { parse } from '../lib/parse.ts';
import { eventsOf, Group } from './prometheus.ts';
import type { Source } from './source.ts';

/** The webhook of Prometheus Alertmanager, version 4 (prometheus.io, “webhook_config”). */
const Webhook = Group.extend({ version: z.literal('4') });

export const alertmanager: Source = {
  name: 'alertmanager',
  read: (body, { alertPer }) => eventsOf(parse(Webhook, body), 'Alertmanager', alertPer),
};
