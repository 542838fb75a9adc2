/** An instant as an input of the browser holds it: to the minute, in the zone of the browser. */

/** @param at ISO 8601; null: none, which is an empty text there */
export function minuteOf(at: string | null): string {
  if (at === null) return '';
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [String(date.getFullYear()).padStart(4, '0'), two(date.getMonth() + 1), two(date.getDate())];
  return `${day.join('-')}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The same the other way round. */
export const instantOf = (minute: string): string | null =>
  minute === '' ? null : new Date(minute).toISOString();
