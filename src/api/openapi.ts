import { z } from 'zod';
import { api } from '../contract/api.ts';
import { ATTACHMENT_LIMIT } from '../contract/attachments.ts';
import type { Endpoint } from '../contract/endpoint.ts';
import { jsonSchemaOf, namedSchemas, type Schema } from './json-schema.ts';

/** The parts of OpenAPI 3.1 that we write (https://spec.openapis.org/oas/v3.1.1). */
export type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Schema;
};
export type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<
    string,
    { description?: string; content?: Record<string, { schema: Schema }>; $ref?: string }
  >;
};
export type OpenApi = {
  openapi: '3.1.1';
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
};

export const NOUNS: Record<keyof typeof api | 'attachments' | 'events', string> = {
  session: 'Signing in and out, with one-time links.',
  portal: 'What an employee’s own page shows and sends.',
  tickets: 'The records of work, their timelines, and all that can be done with them.',
  attachments: 'Files: sent as bytes, then named by id in a ticket, reply or note.',
  events: 'What changes, as it changes.',
  queues: 'Where tickets of a team wait.',
  routingRules: 'Which queue a new ticket goes to.',
  people: 'Everybody who is known to the desk.',
  teams: 'Groups of agents.',
  settings: 'How the desk is set up.',
  tokens: 'Bearer tokens for programs.',
  audit: 'Who did what, chained so that nobody can change it unseen.',
};

const SCOPES: Record<Endpoint['scope'], string> = {
  none: 'Needs no sign-in.',
  read: 'A token needs the scope `read`.',
  write: 'A token needs the scope `write`.',
  admin: 'For admins; a token needs the scope `admin`.',
};

/** The description of the API for programs, made from the contract that the server itself is made from. */
export function openApiDocument(publicUrl: string): OpenApi {
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
  for (const { path, method, operation } of byHand()) add(path, method, operation);
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

const securityFor = (scope: Endpoint['scope']): Record<string, string[]>[] =>
  scope === 'none' ? [] : [{ token: [] }, { session: [] }];

const PROBLEMS: Record<string, string> = {
  400: 'The request could not be read.',
  401: 'Nobody is signed in.',
  403: 'The caller may not do this.',
  404: 'There is no such thing, or the caller may not know of it.',
  409: 'It does not fit how things are now.',
  413: 'Too large.',
  422: 'The input is invalid; `errors` says which fields.',
  429: 'Too many requests; `Retry-After` says when to come back.',
  503: 'Not available at the moment; `Retry-After` says when to come back.',
};

function problemsFor(scope: Endpoint['scope'], hasId: boolean, writes: boolean): Operation['responses'] {
  const statuses = [
    ...(scope === 'none' ? [] : ['401']),
    '403',
    ...(hasId ? ['404'] : []),
    ...(writes ? ['400', '409', '413'] : []),
    '422',
    '429',
    '503',
  ].sort();
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/${status}` }]));
}

const problemResponses = () =>
  Object.fromEntries(
    Object.entries(PROBLEMS).map(([status, description]) => [
      status,
      {
        description,
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } },
        },
      },
    ]),
  );

/** What carries no JSON has no endpoint in the contract. */
function byHand(): { path: string; method: string; operation: Operation }[] {
  const bytes = { 'application/octet-stream': { schema: {} } };
  return [
    {
      path: '/attachments',
      method: 'POST',
      operation: {
        operationId: 'attachments.stage',
        summary: 'Send a file, to be taken by a ticket, reply or note within a day',
        description: `The body is the file, at most ${ATTACHMENT_LIMIT / 1024 / 1024} MB. ${SCOPES.write}`,
        tags: ['attachments'],
        security: securityFor('write'),
        parameters: [
          {
            name: 'name',
            in: 'query',
            required: true,
            description: 'The file’s name',
            schema: { type: 'string' },
          },
        ],
        requestBody: { required: true, content: bytes },
        responses: {
          201: {
            description: 'It is here. Its type is told by its content.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Attachment' } } },
          },
          ...problemsFor('write', false, true),
        },
      },
    },
    {
      path: '/attachments/:id',
      method: 'GET',
      operation: {
        operationId: 'attachments.download',
        summary: 'Download a file',
        description: SCOPES.read,
        tags: ['attachments'],
        security: securityFor('read'),
        parameters: [{ name: 'id', in: 'path', required: true, schema: jsonSchemaOf(z.uuid(), 'input') }],
        responses: { 200: { description: 'The file.', content: bytes }, ...problemsFor('read', true, false) },
      },
    },
    {
      path: '/events',
      method: 'GET',
      operation: {
        operationId: 'events.stream',
        summary: 'What changes, as server-sent events',
        description: `Each \`data:\` line is one LiveEvent. It says what has changed, not how. ${SCOPES.read}`,
        tags: ['events'],
        security: securityFor('read'),
        parameters: [],
        responses: {
          200: {
            description: 'A stream without end.',
            content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/LiveEvent' } } },
          },
          ...problemsFor('read', false, false),
        },
      },
    },
  ];
}
