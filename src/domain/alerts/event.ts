import { cut } from '../../lib/text.ts';
import type { SourceEvent } from './take.ts';

/** PagerDuty’s limits, which everything that pages it keeps. */
const LIMITS = { key: 255, summary: 1_024, value: 500, labels: 50, links: 20 };

type Loose = Pick<SourceEvent, 'action' | 'dedupKey' | 'severity'> & {
  summary: string;
  source?: string | undefined;
  labels?: Record<string, unknown> | undefined;
  links?:
    | readonly { text?: string | undefined; href?: string | undefined; url?: string | undefined }[]
    | undefined;
};

/** Brings what a source said into our shape and within limits. Only links that a browser opens are kept. */
export function eventOf({ summary, source, labels = {}, links = [], ...event }: Loose): SourceEvent {
  return {
    ...event,
    dedupKey: event.dedupKey.slice(0, LIMITS.key),
    summary: cut(summary, LIMITS.summary),
    source: source ? cut(source, LIMITS.value) : null,
    labels: Object.fromEntries(
      Object.entries(labels)
        .slice(0, LIMITS.labels)
        .map(([name, value]) => [
          name.slice(0, LIMITS.key),
          cut(typeof value === 'string' ? value : JSON.stringify(value), LIMITS.value),
        ]),
    ),
    links: links
      .map(({ text, href, url = href ?? '' }) => ({ text: cut(text || url, LIMITS.value), url }))
      .filter(({ url }) => url.length <= 2_000 && /^https?:\/\//i.test(url) && URL.canParse(url))
      .slice(0, LIMITS.links),
  };
}
