import { z } from 'zod';
import { ATTACHMENT_LIMIT } from '../contract/attachments.ts';
import { TicketNumber } from '../contract/common.ts';
import { jsonSchemaOf } from './json-schema.ts';
import { type Operation, problemsFor, SCOPES, securityFor } from './openapi-parts.ts';

/** What carries no JSON has no endpoint in the contract. */
export function endpointsOfBytes(): { path: string; method: string; operation: Operation }[] {
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
      path: '/exports/:id/file',
      method: 'GET',
      operation: {
        operationId: 'exports.download',
        summary: 'Download the file of an export that one has started oneself',
        description: SCOPES.read,
        tags: ['exports'],
        security: securityFor('read'),
        parameters: [{ name: 'id', in: 'path', required: true, schema: jsonSchemaOf(z.uuid(), 'input') }],
        responses: {
          200: { description: 'The file.', content: bytes },
          ...problemsFor('read', true, false),
          409: { $ref: '#/components/responses/409' },
        },
      },
    },
    {
      path: '/incidents/:number/review.md',
      method: 'GET',
      operation: {
        operationId: 'reviews.download',
        summary: 'Download the review of a major incident in Markdown',
        description: SCOPES.read,
        tags: ['reviews'],
        security: securityFor('read'),
        parameters: [
          { name: 'number', in: 'path', required: true, schema: jsonSchemaOf(TicketNumber, 'input') },
        ],
        responses: {
          200: { description: 'The review.', content: { 'text/markdown': { schema: { type: 'string' } } } },
          ...problemsFor('read', true, false),
        },
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
