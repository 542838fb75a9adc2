import type { Form } from '../../../contract/card.ts';
import type { WholeIncident } from '../../../contract/incidents.ts';
import {
  type PublishedText,
  ServiceLevel,
  type StatusPageSettings,
  serviceLevelWords,
} from '../../../contract/status-page.ts';

/** What an update asks about the status page. Services are asked for one by one, by their ids. */
const LEVEL = 'level ';
const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

export function statusFields(incident: WholeIncident, page: StatusPageSettings): Form['fields'] {
  if (page.components.length === 0) return [];
  const said = incident.statusUpdates;
  const levels = said.findLast(({ services }) => services !== null)?.services ?? [];
  const affected = incident.services.filter(({ id }) =>
    page.components.some(({ serviceId }) => serviceId === id),
  );
  return [
    {
      ...{ type: 'paragraph', name: 'statusText', label: 'Also on the status page', required: false },
      ...{ max: 3_000, hint: 'In words of its own. Empty: nothing is said there.' },
    },
    {
      ...{ type: 'text', name: 'statusTitle', label: 'Title on the status page', required: false, max: 300 },
      hint: said.length > 0 ? 'Empty: as before.' : 'Needed the first time.',
    },
    {
      ...{
        type: 'choice',
        name: 'statusPublic',
        label: 'Who reads it there?',
        required: true,
        initial: 'no',
      },
      options: options({
        no: 'Whoever is signed in',
        ...(page.public ? { yes: 'Everybody, it is public' } : {}),
      }),
    },
    ...affected.map(({ id, name }) => ({
      ...{ type: 'choice' as const, name: `${LEVEL}${id}`, label: `How is ${name}?`, required: true },
      options: options(serviceLevelWords),
      initial: levels.find(({ serviceId }) => serviceId === id)?.level ?? 'operational',
    })),
  ];
}

/** What was filled in; undefined: nothing is to be said there. */
export function statusOf(fields: Record<string, string>): PublishedText | undefined {
  const { statusText: text = '', statusTitle: title = '', statusPublic } = fields;
  if (text.trim() === '') return undefined;
  const services = Object.entries(fields).flatMap(([name, value]) =>
    name.startsWith(LEVEL) ? [{ serviceId: name.slice(LEVEL.length), level: ServiceLevel.parse(value) }] : [],
  );
  return {
    ...{ text, public: statusPublic === 'yes' },
    ...(title.trim() === '' ? {} : { title }),
    ...(services.length > 0 ? { services } : {}),
  };
}
