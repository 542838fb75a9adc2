import type { Form } from '../contract/card.ts';
import { IncidentRole, incidentStateWords, UnderWay } from '../contract/incidents.ts';
import { severityChosen, severityFields } from '../contract/severity.ts';
import { statusChosen, statusFields } from '../contract/status-form.ts';
import { getAlert } from '../domain/alerts/list.ts';
import { acceptIncident, declareIncident, rejectIncident } from '../domain/incidents/declare.ts';
import { listIncidents } from '../domain/incidents/list.ts';
import { loadIncident, requireState } from '../domain/incidents/load.ts';
import { resolveIncident } from '../domain/incidents/move.ts';
import { takeRole } from '../domain/incidents/roles.ts';
import { askForRoom } from '../domain/incidents/room.ts';
import { severityInWords } from '../domain/incidents/severity.ts';
import { ROLE_WORDS } from '../domain/incidents/states.ts';
import { addToTimeline } from '../domain/incidents/timeline.ts';
import { postUpdate } from '../domain/incidents/update.ts';
import { isStaff } from '../domain/people/acting.ts';
import { directoryOf } from '../domain/settings/directory.ts';
import { linkTickets } from '../domain/tickets/link.ts';
import type { LoadedTicket } from '../domain/tickets/load.ts';
import { type Ctx, inTransaction, personOf } from '../lib/context.ts';
import { fail, failField, isDeskbellError } from '../lib/errors.ts';
import {
  type Action,
  type Asked,
  asking,
  at,
  choice,
  chosen,
  paragraph,
  type Sent,
  ticketOf,
} from './action.ts';
import type { Inbound } from './channel.ts';
import { atStatusFields, statusAsked } from './incident-status.ts';
import { once } from './once.ts';
import { type Outcome, said } from './outcome.ts';
import { servicesField } from './services-field.ts';

/** Major incidents in a chat: declaring one, and the buttons on its card, whose value is its ticket's id. */

const COMMAND = /^incident(?:\s+(.{1,300}))?$/is;

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
        `${number} · P${severity} · ${incidentStateWords[state]} · ${title} · ${commander?.name ?? 'nobody commands'}`,
    )
    .join('\n');
}

/** The value of the form that declares one of nothing that is there; otherwise it is the id of an alert. */
const NEW = 'new';

async function declaringForm(ctx: Ctx, alert: string, title: string): Promise<Form> {
  if (alert !== NEW) await getAlert(ctx, { id: alert });
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
      ...severityFields((await directoryOf(ctx)).settings.incidents.severityTree, severityInWords),
      ...(await servicesField(ctx, 'What is affected?')),
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
  const chosen = severityChosen((await directoryOf(ctx)).settings.incidents.severityTree, fields);
  if ('message' in chosen) return failField(chosen.field, chosen.message);
  const wanted = {
    ...(alert !== NEW ? { alert } : { title: fields.title ?? '' }),
    severity: chosen.severity,
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

/** A form about one. What is over is told before they fill it in. */
const asked =
  (title: string, submit: string, fields: Form['fields']) => async (ctx: Ctx, ticket: LoadedTicket) => {
    requireState(await loadIncident(ctx, ticket.id));
    return about(ticket, title, submit, fields);
  };
const about = ({ number }: LoadedTicket, title: string, submit: string, fields: Form['fields']): Asked => ({
  ...{ title: `${number}: ${title}`, submit, fields },
});

/** A choice has a value, which Teams asks for. */
const STATES = {
  same: 'As before',
  ...Object.fromEntries(UnderWay.options.map((state) => [state, incidentStateWords[state]])),
};
const stateOf = (value: string | undefined) => UnderWay.options.find((state) => state === value);

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
    at(
      (ctx, number) => acceptIncident(ctx, { number }),
      () => 'It is a major incident now.',
    ),
  ],
  asking(
    'incident_reject',
    'edit',
    async (_, ticket) =>
      about(ticket, 'no major incident', 'Reject', [paragraph('reason', 'Why is it none?')]),
    (ctx, number, { fields }) => rejectIncident(ctx, { number, reason: fields.reason ?? '' }),
    'It is no major incident. Its ticket goes on.',
  ),
  [
    'incident_command',
    at(
      (ctx, number) => takeRole(ctx, { number, role: 'commander' }),
      () => 'You are commander.',
    ),
  ],
  [
    'incident_respond',
    at(
      (ctx, number) => takeRole(ctx, { number, role: 'responder' }),
      () => 'You are responder.',
    ),
  ],
  [
    'incident_cause',
    {
      async press(ctx, value, inbound) {
        const [incident = '', change = ''] = value.split(' ');
        const { number } = await ticketOf(ctx, incident);
        const cause = await ticketOf(ctx, change);
        await once(ctx, inbound, (ctx) => linkTickets(ctx, { number, kind: 'caused_by', to: cause.number }));
        return said(`${number} is caused by ${cause.number}, says its timeline.`);
      },
    },
  ],
  [
    'incident_room',
    at(
      (ctx, number) => askForRoom(ctx, { number }),
      () => 'The room is tried once more.',
    ),
  ],
  asking(
    'incident_role',
    'edit',
    asked('give a role', 'Give', [
      choice('role', 'Role', ROLE_WORDS, 'commander'),
      {
        ...{ type: 'person', name: 'personId', label: 'Who has it from now on?' },
        ...{ required: true, agentsOnly: true },
      },
    ]),
    (ctx, number, { fields }) =>
      takeRole(ctx, {
        ...{ number, role: chosen(IncidentRole, 'role', fields.role) },
        personId: fields.personId ?? fail('invalid', 'Somebody must have it.'),
      }),
    'They are told.',
  ),
  asking(
    'incident_update',
    'edit',
    async (ctx, ticket) =>
      asked('update', 'Send', [
        { ...paragraph('text', 'How does it stand?'), hint: 'Read by all who wait, also outside the desk.' },
        { ...choice('state', 'State', STATES, 'same'), required: false },
        ...statusFields(await statusAsked(ctx, ticket.id)),
      ])(ctx, ticket),
    async (ctx, number, { fields }) => {
      const state = stateOf(fields.state);
      const chosen = statusChosen(await statusAsked(ctx, number), fields);
      if ('message' in chosen) return failField(chosen.field, chosen.message);
      const update = { number, text: fields.text ?? '', ...(state ? { state } : {}) };
      return atStatusFields(postUpdate(ctx, { ...update, ...chosen }));
    },
    'The update is on its way to all who wait.',
  ),
  asking(
    'incident_note',
    'edit',
    asked('timeline', 'Add', [paragraph('text', 'What was seen, tried or decided?')]),
    (ctx, number, { fields }) => addToTimeline(ctx, { number, text: fields.text ?? '' }),
    'It is on the timeline.',
  ),
  asking(
    'incident_resolve',
    'edit',
    asked('resolve', 'Resolve', [
      {
        ...paragraph('resolution', 'How was it solved?'),
        hint: 'Its requesters read it, and those of its children.',
      },
    ]),
    (ctx, number, { fields }) => resolveIncident(ctx, { number, resolution: fields.resolution ?? '' }),
    'It is resolved.',
  ),
];
