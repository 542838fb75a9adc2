import type { Person } from '../../contract/people.ts';
import type { Prisma } from '../../lib/prisma/client.ts';

/** What a person is shown with. */
export const PERSON = {
  memberships: {
    select: { lead: true, team: { select: { id: true, name: true } } },
    orderBy: { team: { name: 'asc' } },
  },
  identities: { select: { channel: true, externalId: true, createdAt: true }, orderBy: { createdAt: 'asc' } },
} satisfies Prisma.PersonInclude;

export type LoadedPerson = Prisma.PersonGetPayload<{ include: typeof PERSON }>;

export function personView(row: LoadedPerson): Person {
  const { id, email, name, roles, locale, timeZone, active, guest, external, identities, preferredChannel } =
    row;
  const { managerId, availability, capacity, skills } = row;
  return {
    id,
    email,
    name,
    roles,
    locale,
    timeZone,
    active,
    guest,
    external,
    createdAt: row.createdAt.toISOString(),
    teams: row.memberships.map(({ team, lead }) => ({ ...team, lead })),
    identities: identities.map(({ createdAt, ...account }) => ({
      ...account,
      since: createdAt.toISOString(),
    })),
    preferredChannel,
    managerId,
    availability,
    capacity,
    skills,
  };
}
