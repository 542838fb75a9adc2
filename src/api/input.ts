import type { Request } from 'express';
import type { Endpoint } from '../contract/endpoint.ts';
import { fail } from '../lib/errors.ts';
import { wellFormed } from '../lib/text.ts';

/** Deeper than anything the contract knows, and shallow enough for every recursive reader. */
const MAX_DEPTH = 30;

/**
 * One input out of path, query and body. A path parameter stands above a field of the same name in the body;
 * what the body of a GET or DELETE says, and the query of the others, is not read.
 */
export function inputOf(endpoint: Endpoint, req: Request): Record<string, unknown> {
  const inQuery = endpoint.method === 'GET' || endpoint.method === 'DELETE';
  const rest: unknown = inQuery ? req.query : (req.body ?? {});
  if (typeof rest !== 'object' || rest === null || Array.isArray(rest)) {
    return fail('invalid', 'The body must be a JSON object.');
  }
  return { ...(storable(rest, 0) as object), ...(storable(req.params, 0) as object) };
}

/**
 * The value with every text in it as the database can hold it. Spread and `fromEntries` define properties
 * instead of setting them, so a field named `__proto__` is a field like any other, which the schemas refuse.
 */
function storable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) fail('invalid', `The body is nested more than ${MAX_DEPTH} levels deep.`);
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [wellFormed(key), storable(item, depth + 1)]),
  );
}
