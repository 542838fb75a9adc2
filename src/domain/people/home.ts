import type { Me } from '../../contract/session.ts';
import type { Ctx } from '../../lib/context.ts';
import { fail } from '../../lib/errors.ts';
import { statement } from '../../lib/sql.ts';
import { directConversation, type Place } from '../outbox/enqueue.ts';

type Reachable = {
  id: string;
  preferredChannel: string | null;
  email: string;
  identities: { channel: string; externalId: string }[];
};

/** The chats in which somebody can be written to. */
const CHATS = ['slack', 'teams'] as const;

/**
 * Where Deskbell can write to somebody, in this order: where they chose to be written to, in the chats where they were
 * met, the last one first, by mail, and on the web.
 */
export async function placesOf(ctx: Ctx, personId: string): Promise<Place[]> {
  return (await placesOfAll(ctx, [personId])).get(personId) ?? fail('not_found', 'There is no such person.');
}

const REACHABLE = statement<Reachable>(
  'people-reachable',
  `
SELECT p.id::text, p.preferred_channel AS "preferredChannel", p.email, coalesce((
         SELECT jsonb_agg(jsonb_build_object('channel', i.channel, 'externalId', i.external_id) ORDER BY i.created_at DESC)
           FROM identity i WHERE i.person_id = p.id AND i.channel = ANY ($2::text[])), '[]') AS identities
  FROM person p WHERE p.id = ANY ($1::uuid[])`,
);

/** As {@link placesOf}, by person. */
export async function placesOfAll(ctx: Ctx, personIds: readonly string[]): Promise<Map<string, Place[]>> {
  const people = await REACHABLE(ctx, [...new Set(personIds)], CHATS);
  return new Map(people.map((person) => [person.id, placesIn(person)]));
}

function placesIn({ id, preferredChannel, email, identities }: Reachable): Place[] {
  const places = [
    ...identities.map(({ channel, externalId }) => ({
      channel,
      conversation: directConversation(externalId),
    })),
    { channel: 'email', conversation: email },
    { channel: 'web', conversation: directConversation(id) },
  ];
  const isChosen = ({ channel }: Place) => channel === preferredChannel;
  return [...places.filter(isChosen), ...places.filter((place) => !isChosen(place))];
}

/** Mail is sent where nothing else can be. */
const unmailed = (places: Place[]) => places.filter(({ channel }) => channel !== 'email');

/** Where somebody is asked: in their chat; without one in the portal, and by mail, since they may not look there. */
export function placesToAsk(places: Place[]): Place[] {
  const [first] = unmailed(places);
  const hasChat = places.some(({ channel }) => channel !== 'email' && channel !== 'web');
  return hasChat && first ? [first] : places;
}

/** Where Deskbell writes to somebody first. */
export async function homeOf(ctx: Ctx, personId: string): Promise<Place> {
  const [first] = unmailed(await placesOf(ctx, personId));
  return first ?? { channel: 'web', conversation: directConversation(personId) };
}

/** Where Deskbell can write to somebody, and where it does so first. */
export async function channelsOf(ctx: Ctx, personId: string): Promise<Pick<Me, 'channels' | 'firstChannel'>> {
  const places = unmailed(await placesOf(ctx, personId));
  const known = [...CHATS, 'web'] as const;
  const has = (name: string) => places.some(({ channel }) => channel === name);
  return {
    channels: known.filter(has),
    firstChannel: known.find((name) => name === places[0]?.channel) ?? 'web',
  };
}
