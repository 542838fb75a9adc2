import type { HeartbeatState } from '../../../contract/heartbeats.ts';
import type { IntegrationSettings } from '../../../contract/services.ts';

export const heartbeatStateWords: Record<HeartbeatState, string> = {
  missing: 'Missing',
  late: 'Late',
  waiting: 'Waiting',
  maintenance: 'Maintenance',
  healthy: 'Healthy',
};

const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const;

/** `10 min`, `1 h 30 min`. */
function secondsInWords(seconds: number): string {
  let rest = seconds;
  const words: string[] = [];
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) words.push(`${count} ${unit}`);
  }
  if (rest > 0) words.push(`${rest} s`);
  return words.join(' ');
}

/** How often it is expected, and how late it may be. */
export const periodInWords = ({ everySeconds, graceSeconds }: IntegrationSettings): string =>
  `every ${secondsInWords(everySeconds)}${graceSeconds > 0 ? `, ${secondsInWords(graceSeconds)} of grace` : ''}`;
