/** What became of an import, in words. */
import type { ProblemDetails } from '../../../contract/common.ts';

/** What is imported: its key in the file, and its words. */
export type Imported = { root: string; one: string; many: string };
type Counts = { added: number; changed: number; unchanged: number };

/** “2 rules were added, one was changed, 3 are as they were.” */
export function importedWords({ added, changed, unchanged }: Counts, { one, many }: Imported): string {
  const parts = [
    added > 0 && `${added === 1 ? 'one was' : `${added} were`} added`,
    changed > 0 && `${changed === 1 ? 'one was' : `${changed} were`} changed`,
    unchanged > 0 && `${unchanged === 1 ? 'one is' : `${unchanged} are`} as before`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? `${many}: ${parts.join(', ')}.` : `There was no ${one.toLowerCase()} in it.`;
}

/**
 * What is wrong, a line each. The server says in which one, and in which line that begins; the fields are told within
 * it, where there are several.
 */
export function problemWords(
  { detail, errors = [] }: Pick<ProblemDetails, 'detail' | 'errors'>,
  { root, one }: Imported,
): string[] {
  const which = new RegExp(`^${one} \\d+(?:, in line \\d+)?:`).exec(detail)?.[0];
  if (!which || errors.length === 0) return [detail];
  return errors.map(({ field, message }) => {
    const within = field.replace(new RegExp(`^${root}\\.\\d+\\.?`), '');
    return within ? `${which} ${within}: ${message}` : `${which} ${message}`;
  });
}
