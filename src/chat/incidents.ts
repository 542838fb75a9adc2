import type { Form } from '../contract/card.ts';
import { IncidentRole, Severity } from '../contract/incidents.ts';
import { getAlert } from '../domain/alerts/list.ts';
import { acceptIncident, declareIncident, rejectIncident } from '../domain/incidents/declare.ts';
import { listIncidents } from '../domain/incidents/list.ts';
import { lockIncident } from '../domain/incidents/load.ts';
import { resolveIncident } from '../domain/incidents/move.ts';
import { takeRole } from '../domain/incidents/roles.ts';
import { severityInWords } from '../domain/incidents/severity.ts';
import { ROLE_WORDS, STATE_WORDS, UNDER_WAY } from '../domain/incidents/states.ts';
import { addToTimeline } from '../domain/incidents/timeline.ts';
import { postUpdate } from '../domain/incidents/update.ts';
import { isStaff } from '../domain/people/acting.ts';
import { listServices } from '../domain/services/services.ts';
import { type Ctx, inTransaction, personOf } from '../lib/context.ts';
import { fail, failField, isDeskbellError } from '../lib/errors.ts';
import { type Action, choice, chosen, form, paragraph, type Sent, ticketOf } from './action.ts';
import type { Inbound } from './channel.ts';
import { once } from './once.ts';
import { type Outcome, said } from './outcome.ts';

/** Major incidents in a chat: declaring one, and the buttons on its card, whose value is its ticket's id. */

const COMMAND = /^incident(?:\s+(.{1,300}))?$/is;
const SEVERITIES = Object.fromEntries([1, 2, 3, 4, 5].map((one) => [String(one), severityInWords(one)]));

/** Whether it is said to the desk: as an ordinary message only without more, since that may be the words of a request. */
export const asksForIncidents = (words: string): boolean => /^incident(?: list)?$/i.test(words);

/** `incident` opens the form, with more it is the title; `incident list` names what is open. */
export async function runIncidentCommand(ctx: Ctx, words: string): Promise<Outcome | undefined> {
  const [matched, title = ''] = COMMAND.exec(words) ?? [];
  if (matched === undefined) return undefined;
  const person = personOf(ctx.actor);
  if (!person || !isStaff(person)) {
    // Of others it is a request like any other.
    return title ? undefined : said('Only agents declare major incidents. Please write what is wrong.');
  }
  if (/^list$/i.test(title)) return said(await openIncidentsInWords(ctx));
  return { answer: { type: 'form', form: await declaringForm(ctx, NEW, title) }, ticket: null };
}

async function openIncidentsInWords(ctx: Ctx): Promise<string> {
  const { items } = await listIncidents(ctx, { limit: 20 });
  if (items.length === 0) return 'No major incident is open.';
  return items
    .map(
      ({ number, severity, state, title, commander }) =>
        `${number} · P${severity} · ${STATE_WORDS[state]} · ${title} · ${commander?.name ?? 'nobody commands'}`,
    )
    .join('\n');
}

/** The value of the form that declares one of nothing that is there; otherwise it is the id of an alert. */
const NEW = 'new';

async function declaringForm(ctx: Ctx, alert: string, title: string): Promise<Form> {
  if (alert !== NEW) await getAlert(ctx, { id: alert });
  const { items } = await listServices(ctx);
  const services = items.filter(({ archivedAt }) => archivedAt === null).slice(0, 100);
  return {
    action: 'incident_declare',
    value: alert,
    title: 'Declare a major incident',
    submit: 'Declare',
    fields: [
      ...(alert !== NEW
        ? []
        : [
            {
              type: 'text' as const,
              name: 'title',
              label: 'What is wrong?',
              required: true,
              max: 300,
              initial: title,
            },
          ]),
      choice('severity', 'How bad is it?', SEVERITIES, '1'),
      ...(services.length > 0
        ? [
            {
              ...{ type: 'choices' as const, name: 'services', label: 'What is affected?', required: false },
              options: services.map(({ id, name }) => ({ value: id, label: name })),
            },
          ]
        : []),
      choice(
        'other',
        'If one is open that may be the same',
        {
          join: 'I respond there',
          anyway: 'Declare another one',
        },
        'join',
      ),
    ],
  };
}

/** Two who declare the same outage are led together: who comes second responds to the first one. */
async function declareOrJoin(ctx: Ctx, alert: string, { fields }: Sent): Promise<string> {
  const severity = Severity.safeParse(Number(fields.severity));
  if (!severity.success) return failField('severity', 'must be one of the choices');
  const wanted = {
    ...(alert !== NEW ? { alert } : { title: fields.title ?? '' }),
    severity: severity.data,
    services: fields.services ? fields.services.split(',') : [],
    anyway: fields.other === 'anyway',
  };
  try {
    const { number } = await inTransaction(ctx, (ctx) => declareIncident(ctx, wanted));
    return `${number} is declared. Its card is in the team’s conversation; take command there, or give it to somebody.`;
  } catch (error) {
    const other = isDeskbellError(error)
      ? (error.details.data as { incident?: string } | undefined)?.incident
      : undefined;
    if (!other) throw error;
    await takeRole(ctx, { number: other, role: 'responder' });
    return `${other} is open already, so you respond there.`;
  }
}

/** A press that acts at once. */
const pressing = (run: (ctx: Ctx, number: string) => Promise<unknown>, words: string): Action => ({
  async press(ctx, value, inbound) {
    const { number } = await ticketOf(ctx, value);
    await once(ctx, inbound, (ctx) => run(ctx, number));
    return { ...said(words), ticket: number };
  },
});

/** A press that asks first. Who may not do it, and what is over, is told before they fill in a form. */
const asking = (
  action: string,
  asked: { title: string; submit: string; fields: Form['fields'] },
  run: (ctx: Ctx, number: string, sent: Sent) => Promise<unknown>,
  words: string,
): [string, Action] => [
  action,
  {
    async press(ctx, value) {
      const ticket = await ticketOf(ctx, value);
      if (action !== 'incident_reject') await inTransaction(ctx, (ctx) => lockIncident(ctx, ticket.id));
      return form(action, ticket, { ...asked, title: `${ticket.number}: ${asked.title}` });
    },
    async submit(ctx, value, sent, inbound) {
      const { number } = await ticketOf(ctx, value);
      await once(ctx, inbound, (ctx) => run(ctx, number, sent));
      return { ...said(words), ticket: number };
    },
  },
];

const STATES = {
  '': 'As before',
  ...Object.fromEntries(UNDER_WAY.map((state) => [state, STATE_WORDS[state]])),
};
const stateOf = (value: string | undefined) => UNDER_WAY.find((state) => state === value);

const DECLARE: Action = {
  async press(ctx, value) {
    return { answer: { type: 'form', form: await declaringForm(ctx, value, '') }, ticket: null };
  },
  async submit(ctx, value, sent, inbound: Inbound) {
    let words = 'That was done already.';
    await once(ctx, inbound, async (ctx) => {
      words = await declareOrJoin(ctx, value, sent);
    });
    return said(words);
  },
};

export const INCIDENTS: readonly [string, Action][] = [
  ['incident_declare', DECLARE],
  [
    'incident_accept',
    pressing((ctx, number) => acceptIncident(ctx, { number }), 'It is a major incident now.'),
  ],
  asking(
    'incident_reject',
    { title: 'no major incident', submit: 'Reject', fields: [paragraph('reason', 'Why is it none?')] },
    (ctx, number, { fields }) => rejectIncident(ctx, { number, reason: fields.reason ?? '' }),
    'It is no major incident. Its ticket goes on.',
  ),
  [
    'incident_command',
    pressing((ctx, number) => takeRole(ctx, { number, role: 'commander' }), 'You are commander.'),
  ],
  [
    'incident_respond',
    pressing((ctx, number) => takeRole(ctx, { number, role: 'responder' }), 'You are responder.'),
  ],
  asking(
    'incident_role',
    {
      ...{ title: 'give a role', submit: 'Give' },
      fields: [
        choice('role', 'Role', ROLE_WORDS, 'commander'),
        {
          type: 'person',
          name: 'personId',
          label: 'Who has it from now on?',
          required: true,
          agentsOnly: true,
        },
      ],
    },
    (ctx, number, { fields }) =>
      takeRole(ctx, {
        ...{ number, role: chosen(IncidentRole, 'role', fields.role) },
        personId: fields.personId ?? fail('invalid', 'Somebody must have it.'),
      }),
    'They are told.',
  ),
  asking(
    'incident_update',
    {
      ...{ title: 'update', submit: 'Send' },
      fields: [
        { ...paragraph('text', 'How does it stand?'), hint: 'Read by all who wait, also outside the desk.' },
        { ...choice('state', 'State', STATES, ''), required: false },
      ],
    },
    (ctx, number, { fields }) => {
      const state = stateOf(fields.state);
      return postUpdate(ctx, { number, text: fields.text ?? '', ...(state ? { state } : {}) });
    },
    'The update is on its way to all who wait.',
  ),
  asking(
    'incident_note',
    {
      ...{ title: 'timeline', submit: 'Add' },
      fields: [paragraph('text', 'What was seen, tried or decided?')],
    },
    (ctx, number, { fields }) => addToTimeline(ctx, { number, text: fields.text ?? '' }),
    'It is on the timeline.',
  ),
  asking(
    'incident_resolve',
    {
      ...{ title: 'resolve', submit: 'Resolve' },
      fields: [
        {
          ...paragraph('resolution', 'How was it solved?'),
          hint: 'Its requesters read it, and those of its children.',
        },
      ],
    },
    (ctx, number, { fields }) => resolveIncident(ctx, { number, resolution: fields.resolution ?? '' }),
    'It is resolved.',
  ),
];
