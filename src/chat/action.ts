import type { z } from 'zod';
import type { Field, Form } from '../contract/card.ts';
import { type LoadedTicket, loadTicket } from '../domain/tickets/load.ts';
import { authorise } from '../domain/tickets/policy.ts';
import type { Ctx } from '../lib/context.ts';
import { fail, failField } from '../lib/errors.ts';
import type { Inbound } from './channel.ts';
import { once } from './once.ts';
import { DONE, type Outcome, said } from './outcome.ts';

/**
 * What a button and its form mean. `value` is a ticket's id, so a card that was posted long ago still means its
 * ticket; whether the press still makes sense is decided by the verb, against the record.
 */
export type Action = {
  press?: (ctx: Ctx, value: string, inbound: Inbound) => Promise<Outcome>;
  submit?: (ctx: Ctx, value: string, sent: Sent, inbound: Inbound) => Promise<Outcome>;
};
export type Sent = { fields: Record<string, string>; attachmentIds: string[] };

/** Longest text of a form; a platform may allow less. */
export const PARAGRAPH = 3_000;

export const paragraph = (name: string, label: string, required = true): Field => ({
  type: 'paragraph',
  name,
  label,
  required,
  max: PARAGRAPH,
});
export const choice = (
  name: string,
  label: string,
  words: Record<string, string>,
  initial?: string,
): Field => ({
  type: 'choice',
  name,
  label,
  required: true,
  options: Object.entries(words).map(([value, label]) => ({ value, label })),
  ...(initial === undefined ? {} : { initial }),
});

/** Chosen from a list that we made, so anything else is a fault of the sender. */
export function chosen<Schema extends z.ZodEnum>(schema: Schema, field: string, value: string | undefined) {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : failField(field, 'must be one of the choices');
}

export type Asked = Omit<Form, 'action' | 'value'>;

export const form = (action: string, ticket: Pick<LoadedTicket, 'id' | 'number'>, asked: Asked): Outcome => ({
  answer: { type: 'form', form: { action, value: ticket.id, ...asked } },
  ticket: ticket.number,
});

/** The ticket that a card is about. One that was merged is history: its card acts on no other ticket. */
export async function ticketOf(ctx: Ctx, value: string): Promise<LoadedTicket> {
  const ticket = await loadTicket(ctx, value);
  if (!ticket.mergedIntoId) return ticket;
  const into = await ctx.db.ticket.findUniqueOrThrow({ where: { id: ticket.mergedIntoId } });
  return fail('conflict', `${ticket.number} was merged into ${into.number}. Please go on there.`);
}

/** An action that acts at once. */
export const at = (
  run: (ctx: Ctx, number: string) => Promise<unknown>,
  words?: (number: string) => string,
): Action => ({
  async press(ctx, value, inbound) {
    const { number } = await ticketOf(ctx, value);
    await once(ctx, inbound, (ctx) => run(ctx, number));
    return words ? said(words(number)) : DONE;
  },
});

/**
 * An action that asks first. Who may not do it is told before they fill in a form.
 * @param words what is said once it is done; unset: nothing
 */
export function asking(
  action: string,
  verb: Parameters<typeof authorise>[1],
  ask: (ctx: Ctx, ticket: LoadedTicket) => Promise<Asked>,
  run: (ctx: Ctx, number: string, sent: Sent) => Promise<unknown>,
  words?: string,
): [string, Action] {
  return [
    action,
    {
      async press(ctx, value) {
        const ticket = await ticketOf(ctx, value);
        authorise(ctx.actor, verb, ticket);
        return form(action, ticket, await ask(ctx, ticket));
      },
      async submit(ctx, value, sent, inbound) {
        const { number } = await ticketOf(ctx, value);
        await once(ctx, inbound, (ctx) => run(ctx, number, sent));
        return { ...(words ? said(words) : DONE), ticket: number };
      },
    },
  ];
}
