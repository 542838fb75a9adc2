import type { Field, Form } from '../contract/card.ts';
import type { CatalogueField, OfferedItem } from '../contract/catalogue.ts';
import { listOffered } from '../domain/catalogue/offered.ts';
import { requestItem } from '../domain/catalogue/request.ts';
import type { Ctx } from '../lib/context.ts';
import { fail, isDeskbellError } from '../lib/errors.ts';
import { type Action, choice, PARAGRAPH } from './action.ts';
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

const formOf = (item: OfferedItem): Outcome =>
  formOutcome({
    ...{
      action: 'request_send',
      value: item.id,
      title: `${item.icon} ${item.name}`.trim(),
      submit: 'Request',
    },
    fields: item.fields.map((field, index) =>
      fieldOf(field, item.fields, index === 0 ? aboutItem(item) : ''),
    ),
    files: true,
  });

const aboutItem = ({ description, cost, needsApproval }: OfferedItem): string =>
  [
    description,
    ...(cost ? [`Costs ${cost.amount} ${cost.currency}.`] : []),
    ...(needsApproval ? ['Somebody has to agree first.'] : []),
  ]
    .filter((words) => words !== '')
    .join(' ');

/** A chat shows all questions: one that is asked only by an answer says so, and is judged when it is sent. */
function fieldOf(field: CatalogueField, all: readonly CatalogueField[], about: string): Field {
  const before = field.when && all.find(({ name }) => name === field.when?.field);
  const only = before ? `Only if “${before.label}” is ${field.when?.is.join(' or ')}.` : '';
  const written = field.type === 'date' ? 'As 2026-12-01.' : field.type === 'number' ? 'A number.' : '';
  const hint = [about, field.hint, only, written].filter((words) => words !== '').join(' ');
  const base = {
    ...{ name: field.name, label: field.label, required: field.required && !field.when },
    ...(hint === '' ? {} : { hint }),
  };
  switch (field.type) {
    case 'text':
      return { type: 'text', ...base, max: field.max };
    case 'paragraph':
      return { type: 'paragraph', ...base, max: Math.min(field.max, PARAGRAPH) };
    case 'choice':
    case 'choices':
      return {
        type: field.type,
        ...base,
        options: field.options.map((option) => ({ value: option, label: option })),
      };
    case 'person':
      return { type: 'person', ...base, agentsOnly: false };
    case 'date':
    case 'number':
      return { type: 'text', ...base, max: 40 };
  }
}

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
];
