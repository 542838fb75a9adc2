import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenApi } from '../../src/api/openapi-parts.ts';
import { api } from '../../src/contract/api.ts';
import type { Endpoint } from '../../src/contract/endpoint.ts';
import { createDesk, type Desk } from '../support/desk.ts';
import { type ApiServer, startServer } from '../support/server.ts';

let desk: Desk;
let server: ApiServer;
let document: OpenApi;
beforeAll(async () => {
  desk = await createDesk();
  server = await startServer(desk);
  document = (await server.call<OpenApi>('GET', '/openapi.json')).body;
});
afterAll(async () => {
  await server?.close();
  await desk?.close();
});

const endpoints = Object.entries(api).flatMap(([noun, all]) =>
  Object.entries(all as Record<string, Endpoint>).map(([name, endpoint]) => ({ noun, name, endpoint })),
);

describe('the description of the API', () => {
  it('is OpenAPI 3.1, for this installation', () => {
    expect(document.openapi).toBe('3.1.1');
    expect(document.servers).toEqual([{ url: `${server.url}/api/v1` }]);
  });

  it.each(endpoints)('has $noun.$name with all that it takes and gives', ({ noun, name, endpoint }) => {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}');
    const operation = document.paths[path]?.[endpoint.method.toLowerCase()];
    expect(operation?.operationId).toBe(`${noun}.${name}`);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const given = operation?.parameters.filter((one) => one.in === 'path').map((one) => one.name);
    expect(given).toEqual(inPath);
    const described = new Set([
      ...(operation?.parameters ?? []).filter((one) => one.in !== 'header').map((one) => one.name),
      ...Object.keys(operation?.requestBody?.content['application/json']?.schema.properties ?? {}),
    ]);
    const shape = (endpoint.input as unknown as { shape: Record<string, unknown> }).shape;
    expect(described).toEqual(new Set(Object.keys(shape)));
    const status = String(endpoint.status ?? 200);
    expect(operation?.responses[status]).toBeDefined();
    expect(operation?.security).toHaveLength(endpoint.scope === 'none' ? 0 : 2);
    expect(operation?.parameters.some((one) => one.name === 'Idempotency-Key')).toBe(
      endpoint.idempotent === true,
    );
  });

  it('has what the contract has no schema for', () => {
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/attachments', '/attachments/{id}', '/events']),
    );
    const known = Object.values(document.paths).flatMap((methods) => Object.keys(methods)).length;
    expect(known).toBe(endpoints.length + 5);
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(references.length).toBeGreaterThan(100);
    for (const reference of new Set(references)) {
      const found = reference
        ?.split('/')
        .reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], document);
      expect(found, reference).toBeDefined();
    }
  });

  it('names every operation once', () => {
    const names = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map((operation) => operation.operationId),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the page of the API', () => {
  it('shows every endpoint, and runs nothing', async () => {
    const answer = await server.call('GET', '/api/docs');
    expect(answer.status).toBe(200);
    for (const { noun, name } of endpoints) expect(answer.text).toContain(`id="${noun}.${name}"`);
    expect(answer.text).not.toMatch(/<script|onload=|javascript:/);
    const nonce = /<style nonce="([^"]+)"/.exec(answer.text)?.[1];
    expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
  });

  it('leads to all shapes that it names', async () => {
    const { text } = await server.call('GET', '/api/docs');
    const wanted = new Set([...text.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]));
    for (const target of wanted) expect(text).toContain(`id="${target}"`);
  });
});
