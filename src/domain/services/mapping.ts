import { compile, type JSONValue, search } from '@jmespath-community/jmespath';
import type { AlertMapping } from '../../contract/services.ts';
import { fail, failField, messageOf } from '../../lib/errors.ts';
import { eventOf } from '../alerts/event.ts';
import { severityOf } from '../alerts/severity.ts';
import type { SourceEvent } from '../alerts/take.ts';

/** As many as one request of any source may hold. */
const MOST = 2_000;

/**
 * What a mapping reads out of JSON.
 * @throws `invalid` where an expression is none, or finds nothing where there must be something
 */
export function mapped(mapping: AlertMapping, body: JSONValue): SourceEvent[] {
  const items = mapping.items === undefined ? [body] : ask('items', mapping.items, body);
  if (!Array.isArray(items)) return failField('items', 'finds no list');
  if (items.length > MOST) return failField('items', `must be at most ${MOST.toLocaleString('en')}`);
  return items.map((item) => eventOfItem(mapping, item));
}

function eventOfItem(mapping: AlertMapping, item: JSONValue): SourceEvent {
  const found = (field: Exclude<keyof AlertMapping, 'items'>) => {
    const expression = mapping[field];
    return expression === undefined ? null : ask(field, expression, item);
  };
  const summary = textOf(found('summary')) || failField('summary', 'finds nothing');
  const dedupKey =
    mapping.dedupKey === undefined
      ? summary
      : textOf(found('dedupKey')) || failField('dedupKey', 'finds nothing');
  const labels = found('labels');
  return eventOf({
    action: isTrue(found('resolved')) ? 'resolve' : isTrue(found('acknowledged')) ? 'acknowledge' : 'trigger',
    ...{ dedupKey, summary, severity: severityOf(found('severity')) },
    source: textOf(found('source')) || undefined,
    labels: typeof labels === 'object' && !Array.isArray(labels) ? (labels ?? {}) : {},
    links: [{ url: textOf(found('link')) }],
  });
}

function ask(field: keyof AlertMapping, expression: string, value: JSONValue): JSONValue {
  try {
    return search(value, expression) ?? null;
  } catch (error) {
    return failField(field, `“${expression}” cannot be asked: ${messageOf(error)}`);
  }
}

/** Refuses a mapping that has an expression which is none. */
export function checkMapping(mapping: AlertMapping | null | undefined): void {
  for (const [field, expression] of Object.entries(mapping ?? {})) {
    try {
      compile(expression);
    } catch (error) {
      failField(`settings.mapping.${field}`, `“${expression}” is no JMESPath: ${messageOf(error)}`);
    }
  }
}

/** @throws `invalid` for what is not JSON */
export function jsonOf(text: string): JSONValue {
  try {
    return JSON.parse(text) as JSONValue;
  } catch {
    return fail('invalid', 'The body is not JSON.', {
      problems: [{ field: 'body', message: 'is not JSON' }],
    });
  }
}

/** As JMESPath has it: empty is not true. */
const isTrue = (value: JSONValue): boolean =>
  Array.isArray(value) ? value.length > 0 : typeof value === 'object' ? value !== null : Boolean(value);

const textOf = (value: JSONValue): string =>
  (typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)).trim();
