import { strFromU8, unzipSync } from 'fflate';
import { fail, isDeskbellError, messageOf } from '../../lib/errors.ts';
import { wellFormed } from '../../lib/text.ts';
import type { LeftOut } from './found.ts';
import { linesOf } from './lines.ts';

/** One object of an export, of a kind as the other tool calls it. */
export type RawRecord = { kind: string; value: Record<string, unknown>; place: string };

/** What lists and single objects are called in an export: `users` and `user`, say, and the kind that they mean. */
export type Aliases = Readonly<Record<string, string>>;

type File = { name: string; text: string } | { name: string; tree: unknown };

/** A compressed file may hold much more than it shows. */
const LARGEST = 30 * 1024 * 1024;
const MOST_FILES = 10_000;

/** A file as bytes: JSON, or a zip of such files. */
export function filesOf(name: string, bytes: Uint8Array): File[] {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isZip) return [{ name, text: strFromU8(bytes) }];
  let size = 0;
  let count = 0;
  try {
    const files = unzipSync(bytes, {
      filter({ name, originalSize }) {
        if (!/\.json$/i.test(name) || /(^|\/)(__MACOSX\/|\.)/.test(name)) return false;
        size += originalSize;
        count += 1;
        if (size > LARGEST || count > MOST_FILES) {
          fail('too_large', 'The zip holds too much: 30 MB in 10,000 files are the most.');
        }
        return true;
      },
    });
    if (count === 0) fail('invalid', 'There is no file that ends with .json in the zip.');
    return Object.entries(files).map(([name, bytes]) => ({ name: wellFormed(name), text: strFromU8(bytes) }));
  } catch (error) {
    if (isDeskbellError(error)) throw error;
    return fail('invalid', `This zip cannot be read: ${messageOf(error)}`);
  }
}

/** All objects of known kinds, in files, lists and pages of lists. What is nothing known is said, and stops nothing. */
export function recordsIn(
  files: readonly File[],
  aliases: Aliases,
): { records: RawRecord[]; left: LeftOut[] } {
  const records: RawRecord[] = [];
  const left: LeftOut[] = [];
  for (const file of files) {
    try {
      const tree = 'text' in file ? JSON.parse(file.text) : file.tree;
      const lines = 'text' in file ? linesOf(file.text, tree) : new WeakMap<object, number>();
      walk(tree, kindOf(file.name, aliases), { aliases, lines, records, left, file: file.name }, '');
    } catch (error) {
      // What is nested without end makes the stack overflow.
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
      const why = error instanceof SyntaxError ? error.message : 'it is nested too deeply';
      left.push(unknown(file.name, `This is no JSON: ${why}`));
    }
  }
  return { records, left };
}

type Walk = {
  aliases: Aliases;
  lines: WeakMap<object, number>;
  records: RawRecord[];
  left: LeftOut[];
  file: string;
};

const unknown = (place: string, problem: string): LeftOut => ({ kind: 'other', name: place, place, problem });
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rather than a page of things. A few have a name and no id. */
const isThing = ({ id, name }: Record<string, unknown>): boolean =>
  typeof id === 'string' || typeof id === 'number' || typeof name === 'string';

/** A zip has a file or a folder for each kind. */
function kindOf(name: string, aliases: Aliases): string | undefined {
  const parts = name
    .toLowerCase()
    .replace(/\.json$/, '')
    .split('/')
    .toReversed();
  const part = parts.find((one) => Object.hasOwn(aliases, one));
  return part && aliases[part];
}

function walk(value: unknown, kind: string | undefined, at: Walk, path: string): void {
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) walk(one, kind, at, `${path}[${index}]`);
    return;
  }
  const place = placeOf(value, at, path);
  if (!isObject(value)) {
    at.left.push(unknown(place, 'This is no object.'));
    return;
  }
  const hasId = isThing(value);
  if (hasId && kind) at.records.push({ kind, value, place });
  else if (!hasId) walkPage(value, kind, at, path, place);
  else at.left.push(unknown(place, 'It is not said what this is: put it into a list such as users.'));
}

function walkPage(
  page: Record<string, unknown>,
  kind: string | undefined,
  at: Walk,
  path: string,
  place: string,
): void {
  const inside = (key: string) => (path ? `${path}.${key}` : key);
  const list = ['data', 'results'].find((key) => typeof page[key] === 'object' && page[key] !== null);
  if (list && kind) {
    walk(page[list], kind, at, inside(list));
    return;
  }
  const known = Object.keys(page).filter((key) => Object.hasOwn(at.aliases, key));
  if (known.length === 0) {
    at.left.push(unknown(place, kind ? 'It has no id.' : 'Nothing that is known here stands in it.'));
  }
  const beside = Object.entries(page).filter(([key]) => !known.includes(key));
  for (const key of known) {
    const value = page[key];
    const kind = at.aliases[key];
    // A single object may have more about it beside it.
    if (kind && isObject(value) && isThing(value)) {
      const place = placeOf(value, at, inside(key));
      at.records.push({ kind, value: { ...Object.fromEntries(beside), ...value }, place });
    } else walk(value, kind, at, inside(key));
  }
}

function placeOf(value: unknown, { lines, file }: Walk, path: string): string {
  const line = isObject(value) ? lines.get(value) : undefined;
  const words = [file, ...(line ? [`line ${line}`] : []), ...(path ? [path] : [])];
  return words.filter(Boolean).join(', ').slice(0, 300);
}
