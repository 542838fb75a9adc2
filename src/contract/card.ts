import { z } from 'zod';
import { Instant } from './common.ts';

/**
 * The neutral tree of what Deskbell says in a conversation. All texts are plain: a channel escapes them, so
 * nothing that a person wrote can become markup, a mention or a link that was not meant.
 */
export const Button = z.object({
  label: z.string(),
  /** Which intent a press means, such as `take`. */
  action: z.string(),
  /** What it is about: a ticket's id. */
  value: z.string(),
  style: z.enum(['default', 'primary', 'danger']).default('default'),
  /** Asked before the press counts. */
  confirm: z.object({ title: z.string(), text: z.string(), yes: z.string() }).optional(),
  /** Its press is answered with a form, which some platforms want to know beforehand. */
  form: z.boolean().optional(),
});

/** What it is, and how it is. */
const Fact = z.object({
  label: z.string(),
  /** Words of the desk alone where `at` follows. */
  value: z.string(),
  /** Shown behind the value in the zone of who reads it. */
  at: Instant.optional(),
});

export const Block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  /** Small and grey. */
  z.object({ type: z.literal('context'), text: z.string() }),
  z.object({ type: z.literal('quote'), author: z.string(), text: z.string() }),
  z.object({ type: z.literal('facts'), facts: z.array(Fact) }),
  z.object({ type: z.literal('link'), text: z.string(), url: z.string() }),
  z.object({ type: z.literal('actions'), buttons: z.array(Button) }),
]);

export const Card = z.object({
  title: z.string(),
  tone: z.enum(['neutral', 'active', 'waiting', 'good', 'bad']).default('neutral'),
  blocks: z.array(Block),
});

const FieldBase = {
  name: z.string(),
  label: z.string(),
  hint: z.string().optional(),
  required: z.boolean().default(false),
  initial: z.string().optional(),
};

export const Field = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), ...FieldBase, max: z.number().int() }),
  z.object({ type: z.literal('paragraph'), ...FieldBase, max: z.number().int() }),
  z.object({
    type: z.literal('choice'),
    ...FieldBase,
    options: z.array(z.object({ value: z.string(), label: z.string() })),
  }),
  /** Any number of them; what is chosen comes as their values with commas between, so no value has one. */
  z.object({
    type: z.literal('choices'),
    ...FieldBase,
    options: z.array(z.object({ value: z.string(), label: z.string() })),
  }),
  /** A day, as 2026-12-01. */
  z.object({ type: z.literal('date'), ...FieldBase }),
  z.object({
    ...{ type: z.literal('number'), ...FieldBase },
    min: z.number().nullable().default(null),
    max: z.number().nullable().default(null),
  }),
  /** Somebody known, by id. */
  z.object({ type: z.literal('person'), ...FieldBase, agentsOnly: z.boolean().default(false) }),
]);

export const Form = z.object({
  /** Which intent its submission means. */
  action: z.string(),
  value: z.string(),
  title: z.string(),
  submit: z.string(),
  fields: z.array(Field),
  /** Files may come with it, for what its words become. */
  files: z.boolean().optional(),
});

/** What the person who pressed or sent something is told, and nobody else. */
export const Answer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('done') }),
  z.object({
    type: z.literal('said'),
    text: z.string(),
    /** May work once and for its reader alone: a channel neither looks it up nor shows it to others. */
    link: z.object({ text: z.string(), url: z.string() }).optional(),
  }),
  z.object({ type: z.literal('refused'), text: z.string() }),
  z.object({ type: z.literal('form'), form: Form }),
  z.object({
    type: z.literal('form_errors'),
    errors: z.array(z.object({ field: z.string(), message: z.string() })),
  }),
]);

export type Button = z.output<typeof Button>;
export type Fact = z.output<typeof Fact>;
export type Block = z.output<typeof Block>;
export type Card = z.output<typeof Card>;
export type Field = z.output<typeof Field>;
export type Form = z.output<typeof Form>;
export type Answer = z.output<typeof Answer>;
