/**
 * An SLA policy as its form holds it: the shape of the contract with every field present, and times as they are
 * typed, so that the server's `terms.calendarId` is the form's.
 */
import { z } from 'zod';
import {
  type SlaAudience,
  type SlaConditions,
  SlaMetric,
  type SlaPolicy,
  type SlaTerms,
  type SlaThreshold,
} from '../../../contract/sla.ts';
import { durationTyped, minutesTyped } from '../../ui/duration.ts';
import { type Full, filled, type RequesterValues, requesterOf, requesterValues } from './requester-values.ts';

export type ThresholdValues = { at: 'percent' | 'after'; value: string; tell: SlaAudience[] };
export type SlaValues = {
  name: string;
  conditions: Omit<Full<SlaConditions>, 'requester' | 'priorities'> & {
    priorities: string[];
    requester: RequesterValues;
  };
  terms: Pick<SlaTerms, 'calendarId' | 'pausesOn'> & {
    /** For P1 to P5; empty: nothing is promised. */
    targets: Record<SlaMetric, string[]>;
    thresholds: ThresholdValues[];
  };
};

/** What a new policy starts with: usual times, to be changed. */
const usual: SlaTerms = {
  calendarId: null,
  targets: {
    first_response: [15, 30, 120, 240, 480],
    next_response: [30, 60, 240, 480, 960],
    resolution: [240, 480, 1440, 2400, 4800],
  },
  pausesOn: ['awaiting_requester'],
  thresholds: [
    { percent: 75, tell: ['assignee'] },
    { percent: 100, tell: ['assignee', 'lead'] },
    { minutesAfter: 60, tell: ['manager'] },
  ],
};

const NOTHING = ['', '', '', '', ''];

export function valuesOf(policy: SlaPolicy | null): SlaValues {
  const when = policy?.conditions ?? {};
  const { calendarId, targets, pausesOn, thresholds } = policy?.terms ?? usual;
  const typed = (metric: SlaMetric) =>
    targets[metric]?.map((minutes) => (minutes === null ? '' : durationTyped(minutes))) ?? NOTHING;
  return {
    name: policy?.name ?? '',
    conditions: {
      queues: when.queues ?? [],
      kinds: when.kinds ?? [],
      priorities: when.priorities?.map(String) ?? [],
      categories: when.categories ?? [],
      requester: requesterValues(when.requester),
    },
    terms: {
      calendarId,
      targets: {
        first_response: typed('first_response'),
        next_response: typed('next_response'),
        resolution: typed('resolution'),
      },
      pausesOn,
      thresholds: thresholds.map((threshold) =>
        'percent' in threshold
          ? { at: 'percent', value: String(threshold.percent), tell: threshold.tell }
          : { at: 'after', value: durationTyped(threshold.minutesAfter), tell: threshold.tell },
      ),
    },
  };
}

/** What is sent. Times that cannot be read are left out: {@link typedErrors} refuses them. */
export function policyOf({ name, conditions, terms }: SlaValues) {
  const { priorities, requester, ...when } = conditions;
  const target = (metric: SlaMetric) => {
    const minutes = terms.targets[metric].map((text) => minutesTyped(text) ?? null);
    return minutes.every((one) => one === null) ? null : minutes;
  };
  return {
    name,
    conditions: (filled({
      ...when,
      priorities: priorities.map(Number).sort(),
      requester: requesterOf(requester),
    }) ?? {}) as SlaConditions,
    terms: {
      calendarId: terms.calendarId,
      targets: {
        first_response: target('first_response'),
        next_response: target('next_response'),
        resolution: target('resolution'),
      } as SlaTerms['targets'],
      pausesOn: terms.pausesOn,
      thresholds: terms.thresholds.flatMap((threshold): SlaThreshold[] => {
        const value = numberIn(threshold);
        if (value === undefined) return [];
        const { at, tell } = threshold;
        return [at === 'percent' ? { percent: value, tell } : { minutesAfter: value, tell }];
      }),
    },
  };
}

const Percent = z.stringFormat('percent', /^\d+ ?%?$/).transform((text) => Number.parseInt(text, 10));

const numberIn = ({ at, value }: ThresholdValues): number | undefined =>
  at === 'after' ? minutesTyped(value) : Percent.safeParse(value.trim()).data;

const UNREADABLE = 'Write it as 4h, 30m or 1h 30m.';
const YEAR = 366 * 24 * 60;

const timeError = (minutes: number | undefined): string | undefined =>
  minutes === undefined
    ? UNREADABLE
    : minutes < 1
      ? 'At least 1 min.'
      : minutes > YEAR
        ? 'At most a year.'
        : undefined;

/** What is wrong with what was typed, at the field where it was. */
export function typedErrors({ terms: { targets, thresholds } }: SlaValues): Record<string, string> {
  const errors: [string, string | undefined][] = [];
  for (const metric of SlaMetric.options) {
    for (const [index, text] of targets[metric].entries()) {
      if (text.trim() !== '')
        errors.push([`terms.targets.${metric}.${index}`, timeError(minutesTyped(text))]);
    }
  }
  if (errors.length === 0) errors.push(['terms.targets', 'Promise at least one time.']);
  for (const [index, threshold] of thresholds.entries()) {
    const value = numberIn(threshold);
    const isPercent = threshold.at === 'percent';
    const percentError = value && value <= 100 ? undefined : 'A number from 1 to 100.';
    errors.push(
      [`terms.thresholds.${index}.value`, isPercent ? percentError : timeError(value)],
      [`terms.thresholds.${index}.tell`, threshold.tell.length > 0 ? undefined : 'Choose whom to tell.'],
    );
  }
  return Object.fromEntries(errors.filter((error): error is [string, string] => error[1] !== undefined));
}
