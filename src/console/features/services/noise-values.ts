/** How a service keeps noise from people, as its form has it; numbers may be empty there. */
import type { ServiceSettings } from '../../../contract/services.ts';

export type NoiseValues = {
  holdSeconds: number | string;
  /** Empty: only what its source says is over is over. */
  autoResolveMinutes: number | string;
  groups: boolean;
  groupMinutes: number | string;
  groupLabels: string[];
  stormPerMinute: number | string;
  hasTickets: boolean;
  severities: string[];
  queueId: string | null;
  requesterId: string | null;
};

export function noiseValuesOf(settings: ServiceSettings): NoiseValues {
  const { holdSeconds, autoResolveMinutes, group, stormPerMinute, tickets } = settings;
  return {
    holdSeconds,
    autoResolveMinutes: autoResolveMinutes ?? '',
    ...{ groups: group !== null, groupMinutes: group?.minutes ?? 10, groupLabels: group?.labels ?? [] },
    stormPerMinute,
    ...{ hasTickets: tickets !== null, severities: tickets?.severities ?? ['critical', 'error'] },
    ...{ queueId: tickets?.queueId ?? null, requesterId: tickets?.requesterId ?? null },
  };
}

const numberIn = (value: number | string) => (value === '' ? undefined : Number(value));

/** What is sent; the contract checks it. */
export const settingsOf = (values: NoiseValues): unknown => ({
  holdSeconds: numberIn(values.holdSeconds) ?? 0,
  autoResolveMinutes: numberIn(values.autoResolveMinutes) ?? null,
  group: values.groups ? { minutes: numberIn(values.groupMinutes), labels: values.groupLabels } : null,
  stormPerMinute: numberIn(values.stormPerMinute),
  tickets: values.hasTickets
    ? {
        severities: values.severities,
        ...{ queueId: values.queueId ?? '', requesterId: values.requesterId ?? '' },
      }
    : null,
});

const FIELDS: Record<string, keyof NoiseValues> = {
  'group.minutes': 'groupMinutes',
  'group.labels': 'groupLabels',
  'tickets.severities': 'severities',
  'tickets.queueId': 'queueId',
  'tickets.requesterId': 'requesterId',
};

/** Where the form has the field that the contract calls so. */
export function noiseFieldOf(path: string): string {
  const inner = path.replace(/^settings\./, '').replace(/\.\d+$/, '');
  return FIELDS[inner] ?? inner;
}
