import { sha256 } from '../../lib/crypto.ts';

/** Which changes are alike: of one team, on the same services, and called the same but for what differs each time. */

const MONTHS = 'january february march april may june july august september october november december';
const DAYS = 'monday tuesday wednesday thursday friday saturday sunday';
/** Words of dates, times and versions. Days and months are also cut to three letters. */
const PASSING: ReadonlySet<string> = new Set([
  ...`${MONTHS} ${DAYS}`.split(' ').flatMap((word) => [word, word.slice(0, 3)]),
  ...'sept tues thur thurs st nd rd th am pm utc t z q kw v ver version rc alpha beta build'.split(' '),
]);

/** A title without what is another each time: case, digits, dates, versions, signs. Empty: nothing is left of it. */
export const likeTitle = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC')
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== '' && !PASSING.has(word))
    .join(' ');

const servicesKey = (ids: readonly string[]): string => [...new Set(ids)].sort().join(' ');

/** Whether changes of two such titles and services would be alike. */
export const isLike = (one: Likened, other: Likened): boolean =>
  likeTitle(one.title) === likeTitle(other.title) &&
  servicesKey(one.services) === servicesKey(other.services);

type Likened = { title: string; services: readonly string[] };

/** The same for changes that are alike; null: like no other. */
export function likenessOf({ teamId, title, services }: Likened & { teamId: string }): string | null {
  const called = likeTitle(title);
  if (called === '') return null;
  return sha256(JSON.stringify([teamId, called, servicesKey(services)])).toString('base64url');
}
