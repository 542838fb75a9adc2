import type { Field, Form } from '../contract/card.ts';
import type { MadePage, PagedTarget } from '../contract/pages.ts';
import { pageSomebody } from '../domain/alerts/page.ts';
import { inWords, type Paged, pagedDirectory, readPaged } from '../domain/alerts/paged.ts';
import { requireStaff } from '../domain/people/policy.ts';
import type { Ctx } from '../lib/context.ts';
import { failField } from '../lib/errors.ts';
import { type Action, choice } from './action.ts';
import type { Inbound } from './channel.ts';
import { once } from './once.ts';
import { type Outcome, said } from './outcome.ts';
import { PLAN_LINES, planLine } from './plan-words.ts';

/** `page <team, service or person> [low:] <why>`: by words, or by a form. What is ambiguous is answered with the form. */

const HOW =
  'Write “page”, the team, service or person, and why: “page Payments the checkout is down”. “low:” before the why pages by the rules for what is not urgent. With nothing behind it you get a form.';
const URGENCY = /^(?:[:,–—-]\s*)?(?:(low|high|urgent)\s*:\s*)?/i;
const URGENCIES = { high: 'Urgent: by all means', low: 'Not urgent' };
const MOST_TEXT = 1_000;
/** As many as a list of a form takes on every platform. */
const MOST_CHOICES = 100;

export async function pageByWords(ctx: Ctx, inbound: Inbound, words: string): Promise<Outcome> {
  requireStaff(ctx);
  const all = await pagedDirectory(ctx);
  if (words === '') return asForm(pageForm(all));
  const { found, text: rest } = readPaged(all, words);
  const [first] = found;
  if (!first) {
    return said(`No team, no service and nobody who can be paged is called so. Nobody was paged. ${HOW}`);
  }
  const [prefix, urgency = ''] = URGENCY.exec(rest) ?? [''];
  const text = rest.slice(prefix.length).trim();
  const isLow = urgency.toLowerCase() === 'low';
  if (found.length > 1) return asForm(choosing(found, text, isLow));
  if (text === '') return said(`Say why, too. Nobody was paged. ${HOW}`);
  return page(ctx, inbound, first, text, isLow);
}

async function page(
  ctx: Ctx,
  inbound: Inbound,
  { kind, id }: PagedTarget,
  text: string,
  isLow: boolean,
): Promise<Outcome> {
  let made: MadePage | undefined;
  await once(ctx, inbound, async (ctx) => {
    made = await pageSomebody(ctx, { to: { kind, id }, text, urgency: isLow ? 'low' : 'high' });
  });
  return said(made ? pagedInWords(made) : 'This was sent already, and pages once.');
}

/** Who is paged and how, as far as nobody answers. */
function pagedInWords({ target, plan: { items, notes } }: MadePage): string {
  // What comes when all of it begins again is the same.
  const first = items.filter(({ round }) => round === 0);
  const lines = first.slice(0, PLAN_LINES).map((item) => planLine(item));
  const more = first.length > PLAN_LINES ? ['…'] : [];
  return [`${target.name} is paged until somebody answers:`, ...lines, ...more, ...notes].join('\n');
}

const asForm = (form: Form): Outcome => ({ answer: { type: 'form', form }, ticket: null });

const toOf = ({ kind, id }: Paged) => `${kind}:${id}`;

const shared = (text: string, isLow: boolean): Field[] => [
  {
    ...{ type: 'paragraph', name: 'text', label: 'Why? Whoever is paged reads this', required: true },
    ...{ max: MOST_TEXT, initial: text.slice(0, MOST_TEXT) },
  },
  choice('urgency', 'How urgent is it?', URGENCIES, isLow ? 'low' : 'high'),
];

/** Which of those whom the words may mean. */
const choosing = (found: readonly Paged[], text: string, isLow: boolean): Form => ({
  ...{ action: 'page', value: '', title: 'Whom do you mean?', submit: 'Page' },
  fields: [
    choice(
      'to',
      'Page',
      Object.fromEntries(found.slice(0, MOST_CHOICES).map((one) => [toOf(one), inWords(one)])),
    ),
    ...shared(text, isLow),
  ],
});

function pageForm(all: readonly Paged[]): Form {
  const groups = all.filter(({ kind }) => kind !== 'person').slice(0, MOST_CHOICES);
  return {
    ...{ action: 'page', value: '', title: 'Page somebody', submit: 'Page' },
    fields: [
      {
        ...choice(
          'to',
          'A team or a service',
          Object.fromEntries(groups.map((one) => [toOf(one), inWords(one)])),
        ),
        required: false,
      },
      { type: 'person', name: 'personId', label: 'Or a person', required: false, agentsOnly: true },
      ...shared('', false),
    ],
  };
}

const TO = /^(person|team|service):(.+)$/;

export const PAGE_FORM: Action = {
  async press(ctx) {
    requireStaff(ctx);
    return asForm(pageForm(await pagedDirectory(ctx)));
  },
  async submit(ctx, _value, { fields }, inbound) {
    requireStaff(ctx);
    const { to = '', personId = '', text = '', urgency } = fields;
    if (to !== '' && personId !== '') failField('personId', 'Choose a team or service, or a person.');
    const [, kind, id] = TO.exec(personId === '' ? to : `person:${personId}`) ?? [];
    if (!kind || !id) return failField('to', 'Choose a team, a service or a person.');
    if (text.trim() === '') failField('text', 'must say why');
    return page(ctx, inbound, { kind: kind as PagedTarget['kind'], id }, text, urgency === 'low');
  },
};
