import { appliedWords } from '../contract/macros.ts';
import { applyMacro, previewMacro } from '../domain/macros/apply.ts';
import { listMacros } from '../domain/macros/list.ts';
import { authorise } from '../domain/tickets/policy.ts';
import type { Ctx } from '../lib/context.ts';
import { failField } from '../lib/errors.ts';
import { choice, form, PARAGRAPH, paragraph, type Sent, ticketOf } from './action.ts';
import type { Inbound } from './channel.ts';
import { once } from './once.ts';
import { DONE, type Outcome, said } from './outcome.ts';

/**
 * A macro in a chat: one is chosen; where it says something, that is shown to be edited, and then it is applied. The
 * value of the second form is the ticket's id, the macro's, and its version.
 */

/** As many as every platform lists. */
const MOST = 100;

const and = new Intl.ListFormat('en', { type: 'conjunction' });

/** Asks which, those first that are used most. */
export async function chooseMacro(ctx: Ctx, value: string): Promise<Outcome> {
  const ticket = await ticketOf(ctx, value);
  authorise(ctx.actor, 'edit', ticket);
  const { items } = await listMacros(ctx, { ticket: ticket.number });
  if (items.length === 0) {
    return said(
      `There is no macro for ${ticket.number} as it is. Macros are made in the console, under Settings.`,
    );
  }
  const offered = items.toSorted((one, other) => other.uses - one.uses).slice(0, MOST);
  const field = choice('macro', 'Macro', Object.fromEntries(offered.map(({ id, name }) => [id, name])));
  const unlisted = `Only the ${MOST} that are used most are listed. The console has them all.`;
  return form('macro', ticket, {
    title: `Macro on ${ticket.number}`,
    submit: 'Next',
    fields: [{ ...field, ...(items.length > MOST ? { hint: unlisted } : {}) }],
  });
}

export async function sendMacro(ctx: Ctx, value: string, sent: Sent, inbound: Inbound): Promise<Outcome> {
  const [ticketId = '', macroId, version] = value.split(' ');
  const { number } = await ticketOf(ctx, ticketId);
  if (macroId === undefined) return showMacro(ctx, ticketId, sent.fields.macro ?? '', inbound);
  const { reply } = sent.fields;
  return apply(ctx, inbound, {
    ...{ id: macroId, ticket: number, version: Number(version) },
    ...(reply ? { reply } : {}),
  });
}

/** The macro's text to be edited; one without a text is applied at once. */
async function showMacro(ctx: Ctx, value: string, id: string, inbound: Inbound): Promise<Outcome> {
  const ticket = await ticketOf(ctx, value);
  authorise(ctx.actor, 'edit', ticket);
  if (id === '') failField('macro', 'must be chosen');
  const { name, version, reply, actions } = await previewMacro(ctx, { id, ticket: ticket.number });
  if (reply === null) return apply(ctx, inbound, { id, ticket: ticket.number, version });
  const isTooLong = reply.length > PARAGRAPH;
  const hints = [
    isTooLong ? 'The text is too long to be edited here. What you write is sent instead of it.' : '',
    actions.length > 0 ? `It will also ${and.format(actions)}.` : '',
  ];
  const hint = hints.filter((words) => words !== '').join(' ');
  return form(
    'macro',
    { id: `${ticket.id} ${id} ${version}`, number: ticket.number },
    {
      title: `Macro on ${ticket.number}`,
      submit: 'Send to the requester',
      fields: [
        {
          ...paragraph('reply', `“${name}”: the requester reads this`, !isTooLong),
          ...(isTooLong ? {} : { initial: reply }),
          ...(hint === '' ? {} : { hint }),
        },
      ],
    },
  );
}

async function apply(ctx: Ctx, inbound: Inbound, input: Parameters<typeof applyMacro>[1]): Promise<Outcome> {
  let outcome = DONE;
  await once(ctx, inbound, async (ctx) => {
    const applied = await applyMacro(ctx, input);
    outcome = said(`${applied.ticket}: ${appliedWords(applied)}`);
  });
  return { ...outcome, ticket: input.ticket };
}
