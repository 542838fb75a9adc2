import type { Card, Fact } from '../../contract/card.ts';
import type { Digest } from '../../domain/recurrence/digest.ts';
import { visible } from '../../lib/text.ts';
import { duration } from '../words.ts';

/** More queues are counted, not named. */
const NAMED = 3;

/** A summary of queues, with what was counted. It names no titles: more people may read it than work in the queues. */
export function digestCard(digest: Digest, publicUrl: string): Card {
  const { queues, open, overdue, week } = digest;
  const names =
    queues.length > NAMED ? `${queues.length} queues` : queues.map(({ name }) => visible(name)).join(', ');
  const [only] = queues.length === 1 ? queues : [];
  return {
    title: `${names}: ${open} open${overdue > 0 ? `, ${overdue} overdue` : ''}`,
    tone: overdue > 0 ? 'bad' : 'neutral',
    blocks: [
      { type: 'facts', facts: now(digest) },
      ...(week ? [{ type: 'facts' as const, facts: done(week) }] : []),
      {
        type: 'link',
        text: 'Open in the console',
        url: `${publicUrl}/queues${only ? `/${only.id}` : ''}`,
      },
    ],
  };
}

function now({ at, since, opened, unassigned, overdue, dueToday, byPriority, oldest }: Digest): Fact[] {
  const priorities = byPriority.flatMap((count, index) => (count > 0 ? [`P${index + 1}: ${count}`] : []));
  return [
    { label: 'Counted', value: '', at },
    { label: 'New', value: `${opened} since`, at: since },
    { label: 'Unassigned', value: String(unassigned) },
    { label: 'Overdue', value: String(overdue) },
    { label: 'Due today', value: String(dueToday) },
    ...(priorities.length > 0 ? [{ label: 'Open by priority', value: priorities.join(', ') }] : []),
    ...(oldest ? [{ label: 'Oldest', value: `${oldest.number} of`, at: oldest.createdAt }] : []),
  ];
}

function done(week: NonNullable<Digest['week']>): Fact[] {
  const { resolved, met, missed, ratings, averageRating, firstResponseMinutes, resolutionMinutes } = week;
  const promised = met + missed;
  const share =
    promised > 0 ? `${Math.floor((100 * met) / promised)} %, ${met} of ${promised}` : 'none was due';
  const rated = averageRating === null ? 'none yet' : `${averageRating.toFixed(1)} of 5, from ${ratings}`;
  return [
    { label: 'Resolved', value: String(resolved) },
    { label: 'SLA targets met', value: share },
    { label: 'First response, median', value: spent(firstResponseMinutes) },
    { label: 'Resolution, median', value: spent(resolutionMinutes) },
    { label: 'Ratings', value: rated },
  ];
}

const spent = (minutes: number | null): string => {
  if (minutes === null) return '–';
  return minutes < 1 ? 'less than a minute' : duration(Math.round(minutes));
};
