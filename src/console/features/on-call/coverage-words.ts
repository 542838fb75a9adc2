import type { CoverageFinding } from '../../../contract/coverage.ts';
import { findingInWords } from '../../../contract/coverage-words.ts';
import { timeIn } from './words.ts';

const MOST = 3;

export const wordsOf = ({ kind, person }: CoverageFinding): string =>
  findingInWords(kind, person?.name || undefined);

export const spanInWords = (
  { from, to }: CoverageFinding['spans'][number],
  timeZone: string,
  locale?: string,
): string => `${timeIn(from, timeZone, locale)} to ${timeIn(to, timeZone, locale)}`;

/** After saving: what is not covered any more. */
export function breaksInWords(breaks: readonly CoverageFinding[], timeZone: string, locale?: string): string {
  const lines = breaks.map((finding) => {
    const [first] = finding.spans;
    const more = finding.spans.length - 1;
    const when = first ? `: ${spanInWords(first, timeZone, locale)}` : '';
    return `${wordsOf(finding)}${when}${more > 0 ? `, and ${more} more times` : ''}.`;
  });
  const rest = lines.length - MOST;
  return [...lines.slice(0, MOST), ...(rest > 0 ? [`And ${rest} more under Coverage.`] : [])].join(' ');
}
