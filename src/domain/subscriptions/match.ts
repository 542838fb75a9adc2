/** Whom an event of a calendar from outside means. Pure. */

type Known = { id: string; name: string; email: string };
export type Told = { title: string; attendees: readonly string[]; organizer: string | null };
export type NameInTitle = { text: string; personId: string };
export type Meant = { personIds: string[]; problem: string | null };

/** So many are on call together at most, as in a turn. */
const MOST = 10;

/**
 * The first of these that names somebody: a text that was said to mean them, those who are invited, an address or a whole
 * name in the title, and whoever has made it.
 */
export function matcherOf(people: readonly Known[], names: readonly NameInTitle[]): (told: Told) => Meant {
  const ids = new Set(people.map(({ id }) => id));
  const byEmail = new Map(people.map(({ id, email }) => [email, id]));
  const byName = Map.groupBy(people, ({ name }) => plain(name));
  // A longer one first: it may hold a shorter one.
  const known = [...byName.keys()].filter((name) => name !== '').sort((a, b) => b.length - a.length);
  const texts = names.filter(({ personId }) => ids.has(personId));
  const inTitle = new Map<string, Meant>();

  function byTitle(title: string): Meant {
    const all = title.match(/[^\s<>()[\],;:"]+@[^\s<>()[\],;:"]+/g) ?? [];
    const addressed = all.flatMap((email) => byEmail.get(email.toLowerCase()) ?? []);
    if (addressed.length > 0) return { personIds: addressed, problem: null };
    let rest = plain(title);
    const found: { at: number; id: string }[] = [];
    for (const name of known) {
      const at = placeOf(rest, name);
      if (at < 0) continue;
      const [first, other] = byName.get(name) ?? [];
      if (other) return { personIds: [], problem: `Several people are called ${other.name}.` };
      if (first) found.push({ at, id: first.id });
      rest = rest.slice(0, at) + ' '.repeat(name.length) + rest.slice(at + name.length);
    }
    return { personIds: found.sort((a, b) => a.at - b.at).map(({ id }) => id), problem: null };
  }

  return ({ title, attendees, organizer }) => {
    const said = texts.filter(({ text }) => placeOf(plain(title), plain(text)) >= 0);
    if (said.length > 0) return meant(said.map(({ personId }) => personId));
    const invited = attendees.flatMap((email) => byEmail.get(email) ?? []);
    if (invited.length > 0) return meant(invited);
    const titled = inTitle.get(title) ?? byTitle(title);
    inTitle.set(title, titled);
    if (titled.personIds.length > 0) return meant(titled.personIds);
    const maker = organizer === null ? undefined : byEmail.get(organizer);
    if (maker) return meant([maker]);
    return { personIds: [], problem: titled.problem ?? unknown(attendees, organizer) };
  };
}

const meant = (ids: readonly string[]): Meant => ({
  personIds: [...new Set(ids)].slice(0, MOST),
  problem: null,
});

function unknown(attendees: readonly string[], organizer: string | null): string {
  const [email] = [...attendees, ...(organizer ? [organizer] : [])];
  return email ? `${email} is nobody whom this calendar can mean.` : 'It names nobody who is known.';
}

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();

/** Where whole words stand in a text; below 0: nowhere. */
function placeOf(text: string, words: string): number {
  if (words === '') return -1;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const before = text.slice(0, at);
    const after = text.slice(at + words.length);
    if (!/[\p{L}\p{N}\p{M}]$/u.test(before) && !/^[\p{L}\p{N}\p{M}]/u.test(after)) return at;
  }
  return -1;
}
