import { z } from 'zod';
import { Name, TimeZone } from '../../contract/common.ts';
import type { MigrationKind } from '../../contract/migrations.ts';
import { isDeskbellError } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { knowsZone } from '../calendars/hours.ts';
import { type Found, type FoundPerson, nothingFound } from './found.ts';
import type { Aliases, RawRecord } from './records.ts';

/** How an export of a tool is read: a file each. */
export type Format = {
  aliases: Aliases;
  read(records: readonly RawRecord[]): Found;
};

/** An id, as text. */
export const Key = z.union([z.string(), z.number()]).transform(String);
export const Zone = TimeZone.refine(knowsZone, 'is no time zone by which can be computed');

/** A name as things here may have one. */
export function nameOf(text: string | null | undefined, otherwise: string): string {
  const clean = (text ?? '')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, 120)
    .trim();
  return Name.safeParse(clean).success ? clean : otherwise;
}

/** Reads records one by one: one that is wrong is noted, and the others go on. */
export function reader(records: readonly RawRecord[]) {
  const found = nothingFound();
  const people = new Map<string, FoundPerson>();
  return {
    found,
    each<Schema extends z.ZodType>(
      kind: string,
      as: MigrationKind,
      schema: Schema,
      take: (value: z.output<Schema>, place: string) => void,
    ): void {
      for (const { value, place } of records.filter((record) => record.kind === kind)) {
        try {
          take(parse(schema, value), place);
        } catch (error) {
          if (!isDeskbellError(error)) throw error;
          found.left.push({ kind: as, name: nameIn(value), place, problem: error.message });
        }
      }
    },
    person(person: FoundPerson): void {
      if (people.has(person.key)) return;
      people.set(person.key, person);
      found.people.push(person);
    },
    /** Somebody who is named elsewhere: they may be missing in the export. */
    named(key: string, name: string | null | undefined, email: string | null, place: string): string {
      if (!people.has(key)) {
        const notes = ['is named, but not among the people of the export'];
        this.person({
          key,
          name: nameOf(name, email ?? key),
          email,
          timeZone: null,
          works: true,
          place,
          notes,
        });
      }
      return key;
    },
  };
}

export const nameIn = (value: Record<string, unknown>): string => {
  const name = value.name ?? value.fullName ?? value.username ?? value.summary ?? value.id;
  return nameOf(typeof name === 'string' ? name : undefined, '(without a name)');
};
