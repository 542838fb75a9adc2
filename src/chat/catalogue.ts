import type { Form } from '../contract/card.ts';
import type { OfferedItem } from '../contract/catalogue.ts';
import { chatForm } from '../contract/catalogue-form.ts';
import { listOffered } from '../domain/catalogue/offered.ts';
import { requestItem } from '../domain/catalogue/request.ts';
import { cancelTicket } from '../domain/tickets/cancel.ts';
import { linkTickets } from '../domain/tickets/link.ts';
import { authorise } from '../domain/tickets/policy.ts';
import { isOpen } from '../domain/tickets/states.ts';
import { actingAs, type Ctx, inTransaction, systemActor } from '../lib/context.ts';
import { fail, isDeskbellError } from '../lib/errors.ts';
import { type Action, choice, ticketOf } from './action.ts';
import type { Inbound } from './channel.ts';
import { type Outcome, said } from './outcome.ts';

/** Asking for items of the catalogue in a chat: first which one, then its form. */

const COMMAND = /^request(?:\s+(.{1,200}))?$/is;
/** So many can be chosen from in a form. */
const MOST = 100;
const NOTHING = 'There is nothing to choose from. Please write what you need.';

/** Whether it is said to the desk: as an ordinary message only without more, since that may be the words of a request. */
export const asksForCatalogue = (words: string): boolean => /^request$/i.test(words);

/** `request` shows what can be asked for; with words only what they find, and the form at once where that is one item. */
export async function runRequestCommand(ctx: Ctx, words: string): Promise<Outcome | undefined> {
  const [matched, q = ''] = COMMAND.exec(words) ?? [];
  if (matched === undefined) return undefined;
  const { items } = await listOffered(ctx, { q });
  const [only] = items;
  if (only && items.length === 1) return formOf(only);
  if (items.length > 0) return choosing(items);
  // Words that find nothing are a request like any other.
  return q ? undefined : said(NOTHING);
}

const formOutcome = (form: Form): Outcome => ({ answer: { type: 'form', form }, ticket: null });

const choosing = (items: readonly OfferedItem[]): Outcome =>
  formOutcome({
    ...{ action: 'request_choose', value: 'items', title: 'What do you need?', submit: 'Go on' },
    fields: [
      choice(
        'item',
        'Item',
        Object.fromEntries(
          items
            .slice(0, MOST)
            .map(({ id, icon, name, category }) => [
              id,
              `${icon} ${name}${category ? ` · ${category}` : ''}`.trim(),
            ]),
        ),
        items[0]?.id,
      ),
    ],
  });

const formOf = (item: OfferedItem): Outcome => formOutcome(chatForm(item));

async function offered(ctx: Ctx, id: string | undefined): Promise<OfferedItem> {
  const item = (await listOffered(ctx)).items.find((one) => one.id === id);
  return item ?? fail('not_found', 'There is no such item, or it is not offered to you here.');
}

const CHOOSE: Action = {
  async press(ctx) {
    const { items } = await listOffered(ctx);
    return items.length > 0 ? choosing(items) : said(NOTHING);
  },
  submit: async (ctx, _, { fields }) => formOf(await offered(ctx, fields.item)),
};

const SEND: Action = {
  press: async (ctx, value) => formOf(await offered(ctx, value)),
  async submit(ctx, value, { fields, attachmentIds }, inbound) {
    const requested = await sendRequest(ctx, value, fields, attachmentIds, inbound);
    if (!requested) return said('This was sent already.');
    const words =
      requested.state === 'approval'
        ? `${requested.number} is open. It is begun once it is approved.`
        : `${requested.number} is open.`;
    return { ...said(words), ticket: requested.number };
  },
};

/** In place of what was asked for in one's own words, which is cancelled then: its value is that ticket's id and the item's. */
const INSTEAD: Action = {
  async press(ctx, value) {
    const { number, state, item } = await insteadOf(ctx, value);
    if (!isOpen(state)) fail('conflict', `${number} is not open any more.`);
    const form = chatForm(item);
    const [first, ...others] = form.fields;
    const hint = [`Instead of ${number}.`, first?.hint ?? ''].join(' ').trim();
    const fields = first ? [{ ...first, hint }, ...others] : [];
    return formOutcome({ ...form, action: 'request_instead', value, fields });
  },
  async submit(ctx, value, { fields, attachmentIds }, inbound) {
    const { number, item } = await insteadOf(ctx, value);
    const requested = await inTransaction(ctx, async (ctx) => {
      const made = await sendRequest(ctx, item.id, fields, attachmentIds, inbound);
      if (!made) return undefined;
      const desk = actingAs(ctx, systemActor('catalogue'));
      await linkTickets(desk, { number: made.number, kind: 'related', to: number });
      await cancelTicket(ctx, { number, reason: `Asked for as ${made.number} instead.` });
      return made;
    });
    if (!requested) return said('This was sent already.');
    return { ...said(`${requested.number} is open, and ${number} is cancelled.`), ticket: requested.number };
  },
};

async function insteadOf(ctx: Ctx, value: string) {
  const [ticketId = '', itemId] = value.split(' ');
  const ticket = await ticketOf(ctx, ticketId);
  authorise(ctx.actor, 'cancel', ticket);
  return { number: ticket.number, state: ticket.state, item: await offered(ctx, itemId) };
}

/** What is wrong is told at the question, as the form names it. */
async function sendRequest(
  ctx: Ctx,
  id: string,
  answers: Record<string, string>,
  attachmentIds: string[],
  { channel, conversation, direct, delivery }: Inbound,
) {
  const intake = {
    ...{ source: 'form' as const, delivery, from: null },
    home: direct ? { channel, conversation } : undefined,
  };
  try {
    return await requestItem(ctx, { id, answers, attachmentIds }, intake);
  } catch (error) {
    if (!isDeskbellError(error) || !error.details.problems) throw error;
    const problems = error.details.problems.map(({ field, message }) => ({
      ...{ field: field.replace(/^answers\./, ''), message },
    }));
    return fail('invalid', error.message, { problems });
  }
}

export const CATALOGUE: readonly [string, Action][] = [
  ['request_choose', CHOOSE],
  ['request_send', SEND],
  ['request_instead', INSTEAD],
];
