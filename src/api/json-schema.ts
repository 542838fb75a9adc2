import { z } from 'zod';
import { AuditEntry, AuditReport } from '../contract/audit.ts';
import { ConditionTree } from '../contract/automation.ts';
import { Answer, Card, Form } from '../contract/card.ts';
import { ProblemDetails } from '../contract/common.ts';
import { LiveEvent } from '../contract/events.ts';
import { Mark } from '../contract/marks.ts';
import { Person, PersonRef } from '../contract/people.ts';
import { WebMessage } from '../contract/portal.ts';
import { Queue } from '../contract/queues.ts';
import { RoutingRule } from '../contract/rules.ts';
import { Me } from '../contract/session.ts';
import { Settings } from '../contract/settings.ts';
import { Team } from '../contract/teams.ts';
import { Attachment, Entry, Ticket, TicketSummary } from '../contract/tickets.ts';
import { ApiToken } from '../contract/tokens.ts';

/** JSON Schema as far as we read it again. */
export type Schema = {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  $ref?: string;
  [key: string]: unknown;
};

/** What answers are made of, by the names that the description gives them. */
const names = z.registry<{ id: string }>();
const NAMED: Record<string, z.ZodType> = {
  Answer,
  ApiToken,
  Attachment,
  AuditEntry,
  AuditReport,
  Card,
  Condition: ConditionTree,
  Entry,
  Form,
  LiveEvent,
  Mark,
  Me,
  Person,
  PersonRef,
  ProblemDetails,
  Queue,
  RoutingRule,
  Settings,
  Team,
  Ticket,
  TicketSummary,
  WebMessage,
};
for (const [id, schema] of Object.entries(NAMED)) names.add(schema, { id });

const ref = (id: string) => `#/components/schemas/${id}`;

/** The named schemas, each with references to the others. */
export function namedSchemas(): Record<string, Schema> {
  const { schemas } = z.toJSONSchema(names, { uri: ref, unrepresentable: 'any', io: 'output' });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $schema: _, $id: __, ...rest } = schema as Schema;
      return [id, rest];
    }),
  );
}

/** One schema: what is to be sent (`input`), or what comes back with references to the named ones (`output`). */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const name = io === 'output' ? names.get(schema)?.id : undefined;
  if (name) return { $ref: ref(name) };
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    ...(io === 'output' ? { metadata: names } : {}),
  });
  const {
    $schema: _,
    $defs: __,
    ...rest
  } = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')) as Schema;
  return rest;
}
