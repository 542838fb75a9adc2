/** The catalogue in words. */
import type { CatalogueField, CatalogueItem, RequestState } from '../../../contract/catalogue.ts';

export const stateWords: Record<RequestState, string> = {
  approval: 'Waits for approval',
  fulfilling: 'Being done',
  done: 'Done',
  declined: 'Not approved',
  cancelled: 'Cancelled',
};

/** “1,200 EUR” */
export const costWords = ({ amount, currency }: NonNullable<CatalogueItem['cost']>): string =>
  `${amount.toLocaleString('en', { maximumFractionDigits: 2 })} ${currency}`;

/** “New laptop, VPN and 8 more” */
export function fewWords(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown.join('');
}

export const typeWords: Record<CatalogueField['type'], string> = {
  text: 'A line of text',
  paragraph: 'Several lines of text',
  choice: 'One of some options',
  choices: 'Any of some options',
  person: 'A person',
  date: 'A day',
  number: 'A number',
};

export const audienceWords: Record<CatalogueItem['audience']['who'], string> = {
  everybody: 'Everybody',
  agents: 'Agents',
  teams: 'Some teams',
};
