import { api } from '../../contract/api.ts';
import { createPerson } from '../../domain/people/create.ts';
import { joinIdentity, partIdentity } from '../../domain/people/identities.ts';
import { getPerson, listPeople } from '../../domain/people/list.ts';
import { updatePerson } from '../../domain/people/update.ts';
import { createSignInLink, signInUrl } from '../../domain/sessions/link.ts';
import { endSessionsOf } from '../../domain/sessions/session.ts';
import type { Api, Handlers } from '../bind.ts';
import { parsed } from '../parsed.ts';

export const peopleRoutes: Handlers<Api['people']> = {
  list: listPeople,
  get: getPerson,
  create: createPerson,
  update: updatePerson,
  join: joinIdentity,
  part: partIdentity,
  signInLink: parsed(api.people.signInLink, async (ctx, { id }, { publicUrl }) => {
    const { secret, expiresAt } = await createSignInLink(ctx, id);
    return { url: signInUrl(publicUrl, secret), expiresAt: expiresAt.toISOString() };
  }),
  endSessions: parsed(api.people.endSessions, (ctx, { id }) => endSessionsOf(ctx, id)),
};
