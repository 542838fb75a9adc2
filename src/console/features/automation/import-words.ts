/** What became of an import, in words. */
import type { ProblemDetails } from '../../../contract/common.ts';

type Counts = { added: number; changed: number; unchanged: number };

/** “2 rules were added, one was changed, 3 are as they were.” */
export function importedWords({ added, changed, unchanged }: Counts): string {
  const parts = [
    added > 0 && `${added === 1 ? 'one was' : `${added} were`} added`,
    changed > 0 && `${changed === 1 ? 'one was' : `${changed} were`} changed`,
    unchanged > 0 && `${unchanged === 1 ? 'one is' : `${unchanged} are`} as before`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? `Rules: ${parts.join(', ')}.` : 'There was no rule in it.';
}

/**
 * What is wrong, a line each. The server says in which rule, and in which line that begins; the fields are told within
 * the rule, where there are several.
 */
export function problemWords({ detail, errors = [] }: Pick<ProblemDetails, 'detail' | 'errors'>): string[] {
  const rule = /^Rule \d+(?:, in line \d+)?:/.exec(detail)?.[0];
  if (!rule || errors.length === 0) return [detail];
  return errors.map(({ field, message }) => {
    const within = field.replace(/^automations\.\d+\.?/, '');
    return within ? `${rule} ${within}: ${message}` : `${rule} ${message}`;
  });
}
