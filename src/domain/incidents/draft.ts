import type { IncidentEvent } from '../../contract/incidents.ts';
import type { Measure, ReviewSections } from '../../contract/reviews.ts';
import { cut, shown } from '../../lib/text.ts';
import { instant, plain, span } from './markdown.ts';
import { severityInWords } from './severity.ts';

/** What is known of a major incident when its review is drafted. */
export type Known = {
  title: string;
  severity: number;
  detectedAt: Date;
  resolvedAt: Date | null;
  measures: readonly Measure[];
  services: readonly string[];
  children: readonly { number: string; title: string }[];
  /** How many more there are that may not be named. */
  hidden: number;
  /** Changes that were named as the cause. */
  causes: readonly { number: string; title: string | null }[];
  timeline: readonly IncidentEvent[];
};

/** What a section of this has room for, with some to spare for whoever edits it. */
const ROOM = 80_000;
/** What stands around the words of a line: its time, and who it was. */
const AROUND = 150;
const MOST_CHILDREN = 100;

/** The first words of a review, from what was recorded and from nothing else. What people have to find out is empty. */
export const draftOf = (known: Known): ReviewSections => ({
  summary: summaryOf(known),
  impact: impactOf(known),
  happened: happenedOf(known.timeline),
  causes: known.causes.map(causeInWords).join('\n'),
  ...{ well: '', badly: '', followUps: '' },
});

function summaryOf({ title, severity, detectedAt, resolvedAt, measures }: Known): string {
  const duration = measures.find(({ name }) => name === 'Time to resolve')?.seconds ?? null;
  const over = resolvedAt ? `, resolved ${instant(resolvedAt)}` : '';
  const long = duration === null ? '' : `, after ${span(duration)}`;
  return `${plain(shown(title))}. ${severityInWords(severity)}, detected ${instant(detectedAt)}${over}${long}.`;
}

const causeInWords = ({ number, title }: Known['causes'][number]) =>
  `- ${number}${title === null ? '' : `: ${plain(shown(title))}`}`;

function impactOf({ services, children, hidden }: Known): string {
  const lines = children
    .slice(0, MOST_CHILDREN)
    .map(({ number, title }) => `- ${number}: ${plain(shown(title))}`);
  const more = children.length - lines.length + hidden;
  return [
    `Services: ${services.length > 0 ? services.map((name) => plain(name)).join(', ') : 'none was named'}.`,
    ...(lines.length + more > 0
      ? [
          [
            'Tickets of those who were affected:',
            '',
            ...lines,
            ...(more > 0 ? [`- ${more} ${lines.length > 0 ? 'more' : 'in private queues'}`] : []),
          ].join('\n'),
        ]
      : []),
  ].join('\n\n');
}

/** A line for each entry, in their order; of very many each is shorter. */
function happenedOf(timeline: readonly IncidentEvent[]): string {
  const most = Math.max(20, Math.min(500, Math.floor(ROOM / Math.max(1, timeline.length)) - AROUND));
  return timeline.map((event) => entryInWords(event, most)).join('\n');
}

/** `- 2026-01-05 09:00 UTC, Ada: declared a major incident`. */
export const entryInWords = ({ at, by, text }: IncidentEvent, most: number): string =>
  `- ${instant(at)}, ${plain(cut(by?.name ?? 'Deskbell', 60))}: ${plain(cut(shown(text), most))}`;
