import type { Endpoint } from '../contract/endpoint.ts';
import type { Schema } from './json-schema.ts';

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

/** What an endpoint asks of its caller, in words. */
export const SCOPES: Record<Endpoint['scope'], string> = {
  none: 'Needs no sign-in.',
  read: 'A token needs the scope `read`.',
  write: 'A token needs the scope `write`.',
  admin: 'For admins; a token needs the scope `admin`.',
};

export const securityFor = (scope: Endpoint['scope']): Record<string, string[]>[] =>
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

/** The failures that a caller must reckon with. */
export function problemsFor(
  scope: Endpoint['scope'],
  hasId: boolean,
  writes: boolean,
): Operation['responses'] {
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

export const problemResponses = () =>
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
