import { api } from '../contract/api.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import { jsonSchemaOf, namedSchemas, type Schema } from './json-schema.ts';
import { endpointsOfBytes } from './openapi-bytes.ts';
import {
  type OpenApi,
  type Operation,
  type Parameter,
  problemResponses,
  problemsFor,
  SCOPES,
  securityFor,
} from './openapi-parts.ts';

export const NOUNS: Record<keyof typeof api | 'attachments' | 'events', string> = {
  session: 'Signing in and out, with one-time links.',
  portal: 'What an employee’s own page shows and sends.',
  tickets: 'The records of work, their timelines, and all that can be done with them.',
  tasks: 'What has to be done on a ticket, step by step.',
  attachments: 'Files: sent as bytes, then named by id in a ticket, reply or note.',
  events: 'What changes, as it changes.',
  queues: 'Where tickets of a team wait.',
  routingRules: 'Which queue a new ticket goes to.',
  slaPolicies: 'How soon tickets are answered and resolved.',
  services: 'What is up or down, and the doors by which its alerts come in.',
  heartbeats: 'What says again and again that it is alive, and whether it still does.',
  alerts: 'What is wrong, and who was told of it.',
  incidents: 'Major incidents: who leads them, what happened, and who was told.',
  catalogue: 'What people may ask for, each with a form of its own.',
  changes: 'Planned work that somebody has to agree to.',
  changeTemplates: 'Changes that are agreed to once and for all.',
  freezes: 'Times in which nothing is changed.',
  changeBoards: 'Change advisory boards: who meets when, and about which changes.',
  changeMeetings: 'Their meetings: agendas and minutes.',
  reviews: 'Reviews of major incidents: what was learned, and what follows from it.',
  pages: 'Paging somebody by hand, and whom that would reach.',
  reports: 'How alerts were answered, and how often people were paged.',
  maintenances: 'Times in which alerts of services page nobody.',
  statusPage: 'Who hears of the public status page by e-mail. What it shows stands in the settings.',
  schedules: 'Who is on call when.',
  swaps: 'Shifts that somebody offers to others, and who takes them.',
  feeds: 'Secret addresses by which calendar programs read shifts and changes.',
  subscriptions: 'Calendars from outside that say who is on call, or who is away.',
  escalationPolicies: 'Who is paged because of an alert, one after the other.',
  paging: 'How people want to be paged.',
  phone: 'The phone number by which one is paged oneself.',
  push: 'The browsers in which one is paged oneself.',
  approvals: 'Who agrees to what, and what became of it.',
  approvalPolicies: 'Who must agree.',
  delegations: 'Who votes for whom.',
  automations: 'What the desk does by itself.',
  macros: 'What agents say and do again and again.',
  calendars: 'When people work: hours of the week, holidays, time zones.',
  webhooks: 'Addresses that are told what happens to tickets.',
  recurrences: 'What the desk does again and again, by the clock.',
  people: 'Everybody who is known to the desk.',
  teams: 'Groups of agents.',
  availability: 'Which agents are there to be given tickets, and how much they have to do.',
  settings: 'How the desk is set up.',
  tokens: 'Bearer tokens for programs.',
  imports: 'What happened on other desks.',
  migrations: 'Moving in from another on-call tool, as a batch that can be undone.',
  exports: 'What the desk knows, in files.',
  deliveries: 'What could not be told, and trying again.',
  audit: 'Who did what, chained so that nobody can change it unseen.',
};

const made = new Map<string, OpenApi>();

/**
 * The description of the API for programs, made from the contract that the server itself is made from. Made once:
 * anybody may ask for it, and making it takes a while.
 */
export function openApiDocument(publicUrl: string): OpenApi {
  const document = made.get(publicUrl) ?? makeDocument(publicUrl);
  made.set(publicUrl, document);
  return document;
}

function makeDocument(publicUrl: string): OpenApi {
  const paths: OpenApi['paths'] = {};
  const add = (path: string, method: string, operation: Operation) => {
    const key = path.replace(/:(\w+)/g, '{$1}');
    paths[key] = { ...paths[key], [method.toLowerCase()]: operation };
  };
  for (const [noun, endpoints] of Object.entries(api)) {
    for (const [name, endpoint] of Object.entries(endpoints as Record<string, Endpoint>)) {
      add(endpoint.path, endpoint.method, operationOf(noun, name, endpoint));
    }
  }
  for (const { path, method, operation } of endpointsOfBytes()) add(path, method, operation);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Deskbell',
      version: '1',
      description:
        'The help desk as an API. Requests and answers are JSON in UTF-8; instants are ISO 8601 in UTC; failures are problem details (RFC 9457).',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    tags: Object.entries(NOUNS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: namedSchemas(),
      responses: problemResponses(),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token: `dbk_...`' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-deskbell', description: 'Set by signing in' },
      },
    },
  };
}

function operationOf(noun: string, name: string, endpoint: Endpoint): Operation {
  const { method, path, summary, scope, status = 200 } = endpoint;
  const input = jsonSchemaOf(endpoint.input, 'input');
  const inPath = [...path.matchAll(/:(\w+)/g)].map((match) => match[1] as string);
  const rest = Object.entries(input.properties ?? {}).filter(([field]) => !inPath.includes(field));
  const required = (input.required ?? []).filter((field) => !inPath.includes(field));
  const hasQuery = method === 'GET' || method === 'DELETE';
  const parameters: Parameter[] = inPath.map((field) => ({
    name: field,
    in: 'path',
    required: true,
    schema: input.properties?.[field] ?? {},
  }));
  if (hasQuery) {
    for (const [field, schema] of rest) {
      parameters.push({ name: field, in: 'query', required: required.includes(field), schema });
    }
  }
  if (endpoint.idempotent) parameters.push(IDEMPOTENCY_KEY);
  return {
    operationId: `${noun}.${name}`,
    summary,
    description: SCOPES[scope],
    tags: [noun],
    security: securityFor(scope),
    parameters,
    ...(hasQuery || rest.length === 0 ? {} : { requestBody: body(rest, required) }),
    responses: {
      [status]:
        status === 204
          ? { description: 'Done; there is nothing to say.' }
          : {
              description: 'Done.',
              content: { 'application/json': { schema: jsonSchemaOf(endpoint.output, 'output') } },
            },
      ...problemsFor(scope, inPath.length > 0, method !== 'GET'),
    },
  };
}

const IDEMPOTENCY_KEY: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Made by the caller, new for each thing to be created. Repeats within 24 hours get the first answer and create nothing.',
  schema: { type: 'string', maxLength: 255 },
};

const body = (fields: [string, Schema][], required: string[]) => ({
  required: required.length > 0,
  content: {
    'application/json': {
      schema: {
        type: 'object',
        properties: Object.fromEntries(fields),
        ...(required.length > 0 ? { required } : {}),
        additionalProperties: false,
      } satisfies Schema,
    },
  },
});
