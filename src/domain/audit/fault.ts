/** What is wrong with the entries at the places `first` to `last`; `id` is that of the first. */
export type Fault = { first: number; last: number } & (
  | { kind: 'altered' | 'detail' | 'twice' | 'impossible'; id: string }
  | { kind: 'missing' }
  /** Each was sealed `shift` places further on (less than 0: further back). */
  | { kind: 'renumbered'; shift: number }
  /** It was sealed at `place`. */
  | { kind: 'moved'; id: string; place: number }
);

/** Words for a person who has to find out what happened. */
export function explain(fault: Fault): string {
  const { first, last } = fault;
  const one = first === last;
  const entries = one ? `Entry ${first}` : `Entries ${first} to ${last}`;
  switch (fault.kind) {
    case 'altered':
      return one
        ? `${entries} (id ${fault.id}) does not match its hash: it was edited or inserted, or the one before it was.`
        : `${entries} (from id ${fault.id}) do not match their hashes: they were edited, inserted or moved` +
            `${first === 1 ? ', or SECRET_KEY is not the one they were sealed with.' : '.'}`;
    case 'detail':
      return one
        ? `The detail of entry ${first} (id ${fault.id}) does not match its hash: the detail or its salt was edited.`
        : `The details of entries ${first} to ${last} (from id ${fault.id}) do not match their hashes: they or their salts were edited.`;
    case 'twice':
      return `Place ${first} is taken more than once, also by the entry with id ${fault.id}: one was inserted.`;
    case 'impossible':
      return `The entry with id ${fault.id} stands at an impossible place: it was inserted or its place was edited.`;
    case 'missing':
      return one
        ? `${entries} is missing: it was removed. The entry after it cannot be checked without it.`
        : `${entries} are missing: they were removed. The entry after them cannot be checked without them.`;
    case 'renumbered':
      return (
        `${entries} ${one ? 'was' : 'were'} renumbered by ${Math.abs(fault.shift)}: ` +
        `${fault.shift > 0 ? 'one or more entries were removed' : 'one or more entries were inserted'} there.`
      );
    case 'moved':
      return `The entry at place ${first} (id ${fault.id}) was sealed at place ${fault.place}: entries were reordered.`;
  }
}
