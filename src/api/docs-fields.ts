import type { Schema } from './json-schema.ts';
import type { Operation } from './openapi-parts.ts';

export type Field = {
  name: string;
  place: string;
  type: string;
  required: boolean;
  notes: string;
  /** What an example sends. */
  sample: unknown;
};

/** The fields that an operation takes, in the words of people. */
export function fieldsOf({ parameters, requestBody }: Operation): Field[] {
  const named = parameters.map((one) => field(one.name, one.in, one.required, one.schema, one.description));
  const body = requestBody?.content['application/json']?.schema;
  const required = body?.required ?? [];
  return [
    ...named,
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) =>
      field(name, 'body', required.includes(name), schema),
    ),
  ];
}

function field(name: string, place: string, required: boolean, schema: Schema, words?: string): Field {
  const notes = [
    words?.replace(/\.$/, ''),
    limitsOf(schema),
    'default' in schema ? `default ${JSON.stringify(schema.default)}` : '',
  ];
  return {
    name,
    place,
    type: typeWords(schema),
    required,
    notes: notes.filter(Boolean).join('; '),
    sample: sampleOf(name, schema),
  };
}

/** A schema's type in a few words: `string`, `list of Ticket`, `"a" or "b"`. */
export function typeWords(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one)).join(' or ');
  if ('const' in schema) return JSON.stringify(schema.const);
  const choices = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (choices) return [...new Set(choices.map(typeWords))].join(' or ');
  if (schema.type === 'array') return `list of ${schema.items ? typeWords(schema.items) : 'values'}`;
  if (schema.properties) {
    return `{ ${Object.entries(schema.properties)
      .map(([name, one]) => `${name}: ${one.properties ? '{…}' : typeWords(one)}`)
      .join(', ')} }`;
  }
  if (schema.format === 'uuid') return 'id';
  if (schema.format === 'date-time') return 'instant';
  return [schema.type ?? 'any'].flat().join(' or ');
}

function limitsOf(schema: Schema): string {
  const { minLength, maxLength, minimum, maximum, maxItems } = schema;
  return [
    typeof minLength === 'number' && (minLength === 1 ? 'not empty' : `at least ${minLength} characters`),
    typeof maxLength === 'number' && `at most ${maxLength.toLocaleString('en')} characters`,
    typeof maxItems === 'number' && `at most ${maxItems}`,
    typeof minimum === 'number' && minimum > -1e9 && `from ${minimum}`,
    typeof maximum === 'number' && maximum < 1e9 && `to ${maximum}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function sampleOf(name: string, schema: Schema): unknown {
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if ('const' in schema) return schema.const;
  const choices = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (choices?.[0]) return sampleOf(name, choices[0]);
  if (schema.type === 'array') return schema.items ? [sampleOf(name, schema.items)] : [];
  if (schema.type === 'object') return {};
  if (schema.type === 'integer' || schema.type === 'number') return 1;
  if (schema.type === 'boolean') return true;
  return `<${name}>`;
}
