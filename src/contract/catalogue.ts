import { z } from 'zod';
import { Id, Instant, Level, Name, Tags, TicketNumber } from './common.ts';
import { endpoint } from './endpoint.ts';

/**
 * The catalogue: what people may ask for, each with a form of its own, who has to agree, and what is done then. A request
 * of an item is a ticket.
 */

const Words = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `must have at most ${max.toLocaleString('en')} characters`);
const Slug = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must have lower case letters, digits and _, and begin with a letter');

/** Asked only if the answer to an earlier question is one of these. */
const When = z.strictObject({ field: Slug, is: z.array(Words(200)).min(1).max(20) });
const base = {
  /** Answers are kept by it. */
  name: Slug,
  label: Words(150).min(1, 'must not be empty'),
  hint: Words(300).default(''),
  required: z.boolean().default(false),
  when: When.nullable().default(null),
};
const Options = z
  .array(Words(100).min(1, 'must not be empty'))
  .min(1, 'must have an option')
  .max(50)
  .refine((options) => new Set(options).size === options.length, 'must not have the same option twice');
/** They come with commas between. */
const Several = Options.refine(
  (options) => options.every((option) => !option.includes(',')),
  'must have no commas',
);

/** A question of an item’s form. */
export const CatalogueField = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), ...base, max: z.number().int().min(1).max(300).default(300) }),
  z.strictObject({
    type: z.literal('paragraph'),
    ...base,
    max: z.number().int().min(1).max(3_000).default(3_000),
  }),
  z.strictObject({ type: z.literal('choice'), ...base, options: Options }),
  /** Any number of them. */
  z.strictObject({ type: z.literal('choices'), ...base, options: Several }),
  /** Somebody known to the desk. */
  z.strictObject({ type: z.literal('person'), ...base }),
  z.strictObject({ type: z.literal('date'), ...base }),
  z.strictObject({
    ...{ type: z.literal('number'), ...base },
    min: z.number().nullable().default(null),
    max: z.number().nullable().default(null),
  }),
]);
export type CatalogueField = z.output<typeof CatalogueField>;

/** Something that is done once it is approved: a ticket below the request, in a queue of those who do it. */
export const CatalogueStep = z.strictObject({
  title: Words(200).min(1, 'must not be empty'),
  description: Words(3_000).default(''),
  /** Null: where the request is. */
  queueId: Id.nullable().default(null),
  /** Those of the same stage at the same time, those of the next when all of them are done. */
  stage: z.number().int().min(1).max(10).default(1),
});
export type CatalogueStep = z.output<typeof CatalogueStep>;

const CONTENT = {
  /** An emoji. */
  icon: Words(16).default('📦'),
  description: Words(2_000).default(''),
  category: Words(60).default(''),
  /** Who may ask for it; guests and people from outside never. */
  audience: z
    .discriminatedUnion('who', [
      z.strictObject({ who: z.literal('everybody') }),
      z.strictObject({ who: z.literal('agents') }),
      z.strictObject({ who: z.literal('teams'), teamIds: z.array(Id).min(1).max(50) }),
    ])
    .default({ who: 'everybody' }),
  /** Where it is shown; empty: everywhere. */
  channels: z
    .array(z.enum(['slack', 'teams', 'web']))
    .max(3)
    .transform((channels) => [...new Set(channels)])
    .default([]),
  fields: z.array(CatalogueField).max(30).default([]),
  queueId: Id,
  impact: Level.default(3),
  urgency: Level.default(2),
  tags: Tags.default([]),
  /** Null: nobody has to agree. */
  approvalPolicyId: Id.nullable().default(null),
  steps: z.array(CatalogueStep).max(30).default([]),
  /** What one costs, shown to those who ask and agree. */
  cost: z
    .strictObject({
      amount: z.number().min(0).max(10_000_000),
      currency: z.string().regex(/^[A-Z]{3}$/, 'must be a currency such as EUR'),
    })
    .nullable()
    .default(null),
};

export const CatalogueItem = z.object({
  id: Id,
  name: Name,
  version: z.number().int(),
  archived: z.boolean(),
  ...CONTENT,
});
export type CatalogueItem = z.output<typeof CatalogueItem>;
export type CatalogueContent = Omit<CatalogueItem, 'id' | 'name' | 'version' | 'archived'>;

/** What somebody who may ask for it sees. */
export const OfferedItem = z.object({
  id: Id,
  name: z.string(),
  version: z.number().int(),
  icon: z.string(),
  description: z.string(),
  category: z.string(),
  fields: z.array(CatalogueField),
  cost: CONTENT.cost,
  needsApproval: z.boolean(),
});
export type OfferedItem = z.output<typeof OfferedItem>;

const asWhole = <Shape extends { fields?: unknown }>({ fields }: Shape, ctx: z.RefinementCtx) => {
  const known = new Set<string>();
  for (const [index, field] of ((fields ?? []) as CatalogueField[]).entries()) {
    if (known.has(field.name)) {
      ctx.addIssue({
        code: 'custom',
        path: ['fields', index, 'name'],
        message: 'is the name of another question',
      });
    }
    if (field.when && !known.has(field.when.field)) {
      ctx.addIssue({
        code: 'custom',
        path: ['fields', index, 'when'],
        message: 'must name a question before it',
      });
    }
    known.add(field.name);
  }
};

export const CreateItem = z.strictObject({ name: Name, ...CONTENT }).superRefine(asWhole);
export const UpdateItem = z
  .strictObject({ id: Id, archived: z.boolean().optional(), name: Name, ...CONTENT })
  .superRefine(asWhole);

export const Answers = z
  .record(z.string().max(40), z.string().max(3_000))
  .refine((answers) => Object.keys(answers).length <= 60, 'must be at most 60');
export const RequestItem = z.strictObject({
  id: Id,
  /** As text, by the name of the question: several choices with commas between, a day as 2026-12-01, a person by id. */
  answers: Answers.default({}),
  /** For whom it is; unset: the caller. Agents may ask for others. */
  requesterId: Id.optional(),
  attachmentIds: z.array(Id).max(20).default([]),
});

export const RequestState = z.enum(['approval', 'fulfilling', 'done', 'declined', 'cancelled']);
export type RequestState = z.output<typeof RequestState>;

export const RequestedItem = z.object({
  number: TicketNumber,
  item: z.object({ id: Id, name: z.string(), icon: z.string(), version: z.number().int() }),
  state: RequestState,
  answers: z.array(z.object({ label: z.string(), value: z.string() })),
  steps: z.array(
    z.object({
      title: z.string(),
      stage: z.number().int(),
      number: z.string().nullable(),
      done: z.boolean(),
    }),
  ),
  requestedAt: Instant,
});
export type RequestedItem = z.output<typeof RequestedItem>;

const Yaml = z.string().max(500_000, 'must have at most 500,000 characters');

export const catalogue = {
  offered: endpoint({
    method: 'GET',
    path: '/catalogue/offered',
    summary: 'What the caller may ask for, by category and name',
    scope: 'read',
    input: z.strictObject({ q: z.string().trim().max(200).optional() }),
    output: z.object({ items: z.array(OfferedItem) }),
  }),
  request: endpoint({
    method: 'POST',
    path: '/catalogue/:id/requests',
    summary: 'Ask for an item',
    scope: 'write',
    input: RequestItem,
    output: RequestedItem,
    status: 201,
    idempotent: true,
  }),
  ofTicket: endpoint({
    method: 'GET',
    path: '/tickets/:number/request',
    summary: 'What a ticket asks for of the catalogue, and how far it is',
    scope: 'read',
    input: z.strictObject({ number: TicketNumber }),
    output: RequestedItem,
  }),
  list: endpoint({
    method: 'GET',
    path: '/catalogue',
    summary: 'All items, also those that are archived',
    scope: 'read',
    input: z.strictObject({}),
    output: z.object({ items: z.array(CatalogueItem) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/catalogue',
    summary: 'Add an item',
    scope: 'admin',
    input: CreateItem,
    output: CatalogueItem,
    status: 201,
    idempotent: true,
  }),
  update: endpoint({
    method: 'PUT',
    path: '/catalogue/:id',
    summary: 'Change an item, or archive it; what was asked for goes on by the version by which it was',
    scope: 'admin',
    input: UpdateItem,
    output: CatalogueItem,
  }),
  common: endpoint({
    method: 'POST',
    path: '/catalogue/common',
    summary:
      'Add ten common items, to be changed as one likes; those whose names are taken are left as they are',
    scope: 'admin',
    input: z.strictObject({}),
    output: z.object({ added: z.number().int() }),
  }),
  export: endpoint({
    method: 'GET',
    path: '/catalogue/yaml',
    summary: 'All items as YAML; what they refer to stands there by its name',
    scope: 'admin',
    input: z.strictObject({}),
    output: z.object({ yaml: z.string() }),
  }),
  import: endpoint({
    method: 'POST',
    path: '/catalogue/yaml',
    summary:
      'Take items in from YAML: those of a known name are changed, others added, none removed; all or none',
    scope: 'admin',
    input: z.strictObject({ yaml: Yaml }),
    output: z.object({ added: z.number().int(), changed: z.number().int(), unchanged: z.number().int() }),
  }),
};
