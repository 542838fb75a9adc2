import { incidentStateWords } from '../../contract/incidents.ts';
import type { FactMaintenance, FactUpdate, StatusFacts } from '../../domain/status/facts.ts';
import { namesOf } from '../../domain/status/state.ts';
import { type Html, html } from '../../lib/html.ts';
import { inUtc } from './page.ts';

/** How many of the newest entries. */
const MOST = 50;
type Entry = { id: string; at: number; title: string; text: string; anchor: string };

/** What was said and planned, the newest first, as Atom (RFC 4287). @param page the address of the page */
export function statusFeed(
  { title, components, incidents, maintenances }: StatusFacts,
  page: string,
): string {
  const entries = [
    ...incidents.flatMap(({ id, updates }) => updates.map((update) => updateEntry(update, `i-${id}`))),
    ...maintenances.flatMap((one) => maintenanceEntry(one, components)),
  ]
    .sort((one, other) => other.at - one.at)
    .slice(0, MOST);
  const updated = new Date(entries[0]?.at ?? 0).toISOString();
  return inXml(html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>${page}</id><title>${title}</title><updated>${updated}</updated>
<author><name>${title}</name></author><link href="${page}"/><link rel="self" href="${page}.atom"/>
${entries.map((entry) => entryPart(entry, page))}</feed>
`);
}

const updateEntry = ({ id, at, title, state, text }: FactUpdate, anchor: string): Entry => ({
  ...{ id, at, title: `${title} · ${incidentStateWords[state]}`, text, anchor },
});

const maintenanceEntry = (
  { id, title, components: places, planned, from, to }: FactMaintenance,
  components: StatusFacts['components'],
): Entry[] =>
  title === null
    ? []
    : [
        {
          ...{ id, at: planned, title: `${title} · Planned maintenance`, anchor: `m-${id}` },
          text: `${namesOf(places, components).join(', ')}: ${inUtc(from)} – ${inUtc(to)}`,
        },
      ];

const entryPart = ({ id, at, title, text, anchor }: Entry, page: string): Html =>
  html`<entry><id>urn:uuid:${id}</id><title>${title}</title><updated>${new Date(at).toISOString()}</updated>
<link href="${page}#${anchor}"/><content type="text">${text || title}</content></entry>
`;

/** Two characters that no XML may have. */
const inXml = ({ text }: Html): string => text.replace(/[\ufffe\uffff]/g, '');
