import type { z } from 'zod';
import { Level, TicketKind } from '../../../contract/common.ts';
import type { InputOf } from '../../../contract/endpoint.ts';
import type { tickets } from '../../../contract/tickets.ts';

/** What the form holds; empty: the routing rules and the queue decide. */
export type NewTicket = {
  requesterId: string;
  title: string;
  description: string;
  queueId: string | null;
  kind: string;
  impact: string;
  urgency: string;
  category: string;
  tags: string[];
};

const chosen = <Output>(schema: z.ZodType<Output>, value: unknown): Output | undefined =>
  schema.safeParse(value).data;

export const openOf = (values: NewTicket, attachmentIds: string[]): InputOf<typeof tickets.open> => ({
  requesterId: values.requesterId,
  title: values.title.trim() || undefined,
  description: values.description,
  queueId: values.queueId ?? undefined,
  kind: chosen(TicketKind, values.kind),
  impact: chosen(Level, Number(values.impact)),
  urgency: chosen(Level, Number(values.urgency)),
  category: values.category.trim() || undefined,
  tags: values.tags,
  attachmentIds,
});
