import { api } from '../../../contract/api.ts';
import type { Form } from '../../../contract/card.ts';
import {
  IncidentRole,
  incidentStateWords,
  type Severity,
  UnderWay,
  type WholeIncident,
} from '../../../contract/incidents.ts';
import { type SeverityTree, severityChosen, severityFields } from '../../../contract/severity.ts';
import { statusChosen, statusFields } from '../../../contract/status-form.ts';
import type { StatusPageSettings, StatusUpdate } from '../../../contract/status-page.ts';
import { call } from '../../call.ts';
import { priorityWords } from '../../ui/priority.tsx';
import { roleWords } from './incident-words.ts';

/** A form about a major incident, and what sending it does. */
export type IncidentForm = {
  form: Form;
  /** What is wrong, before it is sent. */
  check?(fields: Record<string, string>): { field: string; message: string }[];
  send(fields: Record<string, string>, key: string): Promise<WholeIncident>;
  /** What is said once it has worked. */
  done: string;
};

type Named = { id: string; name: string };

const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));
const severities = Object.fromEntries([1, 2, 3, 4, 5].map((one) => [one, `P${one} · ${priorityWords[one]}`]));
const severityOf = (value: string | undefined | ReturnType<typeof severityChosen>) =>
  (typeof value === 'object' && 'severity' in value ? value.severity : Number(value)) as Severity;
const paragraph = (name: string, label: string, hint?: string): Form['fields'][number] => ({
  ...{ type: 'paragraph', name, label, required: true, max: 3_000 },
  ...(hint ? { hint } : {}),
});
const choice = (name: string, label: string, words: Record<string, string>, initial: string) =>
  ({ type: 'choice', name, label, required: initial !== '', options: options(words), initial }) as const;
const listOf = (value: string | undefined) => (value ? value.split(',') : []);
const affected = (services: readonly Named[], initial: readonly Named[] = []): Form['fields'] =>
  services.length === 0
    ? []
    : [
        {
          ...{ type: 'choices', name: 'services', label: 'What is affected?', required: false },
          options: services.map(({ id, name }) => ({ value: id, label: name })),
          initial: initial.map(({ id }) => id).join(','),
        },
      ];

/** @param alert the alert that shows it, if it is known by one */
export const declaring = (
  services: readonly Named[],
  tree: SeverityTree | null,
  alert?: string,
): IncidentForm => ({
  form: {
    ...{ action: 'declare', value: alert ?? '', title: 'Declare a major incident', submit: 'Declare' },
    fields: [
      ...(alert
        ? []
        : [{ type: 'text' as const, name: 'title', label: 'What is wrong?', required: true, max: 300 }]),
      ...severityFields(tree, (one) => severities[one] ?? ''),
      ...affected(services),
      {
        ...choice(
          'anyway',
          'If one is open that may be the same',
          { no: 'Tell me', yes: 'Declare it anyway' },
          'no',
        ),
      },
    ],
  },
  check: (fields) => {
    const chosen = severityChosen(tree, fields);
    return 'message' in chosen ? [chosen] : [];
  },
  send: ({ title, services, anyway, ...fields }, key) =>
    call(
      api.incidents.declare,
      {
        ...(alert ? { alert } : { title }),
        ...{
          severity: severityOf(severityChosen(tree, fields)),
          services: listOf(services),
          anyway: anyway === 'yes',
        },
      },
      { key },
    ),
  done: 'The major incident is declared.',
});

/** @param page what the status page shows; null: it is not known yet */
export const updating = (incident: WholeIncident, page: StatusPageSettings | null): IncidentForm => ({
  form: {
    ...{ action: 'update', value: incident.number, title: `${incident.number}: update`, submit: 'Send' },
    fields: [
      paragraph('text', 'How does it stand?', 'Read by all who wait, also outside the desk.'),
      choice('state', 'State', { '': 'As before', ...underWayWords }, ''),
      ...(page ? statusFields({ ...incident, page }) : []),
    ],
  },
  check: (fields) => {
    const chosen = page ? statusChosen({ ...incident, page }, fields) : {};
    return 'message' in chosen ? [chosen] : [];
  },
  send: ({ text = '', state, ...fields }) => {
    const moved = UnderWay.options.find((one) => one === state);
    return call(api.incidents.update, {
      ...{ number: incident.number, text },
      ...(moved ? { state: moved } : {}),
      ...(page ? statusChosen({ ...incident, page }, fields) : {}),
    });
  },
  done: 'The update is on its way to all who wait.',
});

export const correctingStatus = (
  { number }: WholeIncident,
  { id, title, text }: StatusUpdate,
): IncidentForm => ({
  form: {
    ...{ action: 'status', value: id, title: `${number}: status page`, submit: 'Save' },
    fields: [
      { type: 'text', name: 'title', label: 'Title', required: true, max: 300, initial: title },
      { ...paragraph('text', 'How does it stand?'), initial: text },
    ],
  },
  send: ({ title, text }) => call(api.incidents.editStatus, { number, id, title, text }),
  done: 'The status page was changed.',
});

const underWayWords = Object.fromEntries(UnderWay.options.map((state) => [state, incidentStateWords[state]]));

export const givingRole = ({ number }: WholeIncident): IncidentForm => ({
  form: {
    ...{ action: 'role', value: number, title: `${number}: give a role`, submit: 'Give' },
    fields: [
      choice('role', 'Role', roleWords, 'commander'),
      {
        ...{ type: 'person', name: 'personId', label: 'Who has it from now on?', required: true },
        agentsOnly: true,
      },
    ],
  },
  send: ({ role, personId }) =>
    call(api.incidents.take, { number, role: IncidentRole.parse(role), ...(personId ? { personId } : {}) }),
  done: 'They are told.',
});

export const editing = (incident: WholeIncident, services: readonly Named[]): IncidentForm => ({
  form: {
    ...{ action: 'edit', value: incident.number, title: `${incident.number}: severity and services` },
    submit: 'Save',
    fields: [
      choice('severity', 'Severity', severities, String(incident.severity)),
      ...affected(services, incident.services),
    ],
  },
  send: ({ severity, services }) =>
    call(api.incidents.edit, {
      ...{ number: incident.number, severity: severityOf(severity), services: listOf(services) },
    }),
  done: 'It was changed.',
});

export const adding = ({ number }: WholeIncident): IncidentForm => ({
  form: {
    ...{ action: 'note', value: number, title: `${number}: timeline`, submit: 'Add' },
    fields: [paragraph('text', 'What was seen, tried or decided?')],
  },
  send: ({ text = '' }) => call(api.incidents.note, { number, text }),
  done: 'It is on the timeline.',
});

export const correcting = ({ number }: WholeIncident, line: { id: string; text: string }): IncidentForm => ({
  form: {
    ...{ action: 'correct', value: line.id, title: `${number}: timeline`, submit: 'Save' },
    fields: [{ ...paragraph('text', 'What was seen, tried or decided?'), initial: line.text }],
  },
  send: ({ text = '' }) => call(api.incidents.editNote, { number, id: line.id, text }),
  done: 'The line was changed.',
});

export const resolving = ({ number }: WholeIncident): IncidentForm => ({
  form: {
    ...{ action: 'resolve', value: number, title: `${number}: resolve`, submit: 'Resolve' },
    fields: [
      paragraph(
        'resolution',
        'How was it solved?',
        'Its requesters read it, and those of its open children.',
      ),
    ],
  },
  send: ({ resolution = '' }) => call(api.incidents.resolve, { number, resolution }),
  done: 'It is resolved.',
});

/** @param verb why it is none, or none any more */
export const ending = ({ number }: WholeIncident, verb: 'reject' | 'cancel'): IncidentForm => ({
  form: {
    ...{ action: verb, value: number, title: `${number}: no major incident` },
    submit: verb === 'reject' ? 'Reject' : 'Cancel it',
    fields: [paragraph('reason', 'Why is it none?', 'Its ticket goes on.')],
  },
  send: ({ reason = '' }) => call(api.incidents[verb], { number, reason }),
  done: 'It is no major incident. Its ticket goes on.',
});
