import type { Field } from './card.ts';
import {
  type AffectedServices,
  type PublishedText,
  ServiceLevel,
  type StatusPageSettings,
  serviceLevelWords,
} from './status-page.ts';

/** What the part of an update that is about the status page is asked about. */
export type StatusAsked = {
  page: StatusPageSettings;
  services: readonly { id: string; name: string }[];
  /** What the page says of it, the oldest first. */
  statusUpdates: readonly { services: AffectedServices | null }[];
};

/** Services are asked for one by one, by their ids. */
const LEVEL = 'level ';
const options = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** In the forms of chats and of the console alike; nothing where the page shows no services. */
export function statusFields(asked: StatusAsked): Field[] {
  const { page, statusUpdates } = asked;
  if (page.components.length === 0) return [];
  return [
    {
      ...{ type: 'paragraph', name: 'statusText', label: 'Also on the status page', required: false },
      ...{ max: 3_000, hint: 'In words of its own. Empty: nothing is said there.' },
    },
    {
      ...{ type: 'text', name: 'statusTitle', label: 'Title on the status page', required: false, max: 300 },
      hint: statusUpdates.length > 0 ? 'Empty: as before.' : 'Needed the first time.',
    },
    {
      ...{ type: 'choice', name: 'statusPublic', label: 'Who reads it there?', required: true },
      options: options({
        no: 'Whoever is signed in',
        ...(page.public ? { yes: 'Everybody, it is public' } : {}),
      }),
      initial: 'no',
    },
    ...levelsOf(asked).map(({ id, name, level }) => ({
      ...{ type: 'choice' as const, name: `${LEVEL}${id}`, label: `How is ${name}?`, required: true },
      ...{ options: options(serviceLevelWords), initial: level },
    })),
  ];
}

/** How its services are so far, those that the page shows. */
function levelsOf({ page, services, statusUpdates }: StatusAsked) {
  const said = statusUpdates.findLast(({ services }) => services !== null)?.services ?? [];
  return services
    .filter(({ id }) => page.components.some(({ serviceId }) => serviceId === id))
    .map(({ id, name }) => ({
      ...{ id, name },
      level: said.find(({ serviceId }) => serviceId === id)?.level ?? ('operational' as const),
    }));
}

/** What was filled in, nothing where nothing is to be said there; or what is wrong. */
export function statusChosen(
  asked: StatusAsked,
  fields: Record<string, string>,
): { status?: PublishedText } | { field: string; message: string } {
  const { statusText: text = '', statusTitle: title = '', statusPublic } = fields;
  const services = levelsOf(asked).flatMap(({ id, level }) => {
    const chosen = ServiceLevel.safeParse(fields[LEVEL + id]).data;
    return chosen ? [{ serviceId: id, level: chosen, isNew: chosen !== level }] : [];
  });
  if (text.trim() === '') {
    const isMeant = services.some(({ isNew }) => isNew) || title.trim() !== '' || statusPublic === 'yes';
    return isMeant ? { field: 'statusText', message: 'Say it in words, too.' } : {};
  }
  return {
    status: {
      ...{ text, public: statusPublic === 'yes' },
      ...(title.trim() === '' ? {} : { title }),
      ...(services.length > 0
        ? { services: services.map(({ serviceId, level }) => ({ serviceId, level })) }
        : {}),
    },
  };
}
