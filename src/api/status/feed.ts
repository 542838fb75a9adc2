import { incidentStateWords } from '../../contract/incidents.ts';
import type { StatusFacts } from '../../domain/status/facts.ts';
import { type Html, html } from '../../lib/html.ts';

/** How many of the newest entries. */
const MOST = 50;
type Entry = { id: string; at: number; title: string; text: string; anchor: string };

/** What was said, the newest first, as Atom (RFC 4287). */
export function statusFeed({ title, incidents }: StatusFacts, publicUrl: string): string {
  const entries = incidents
    .flatMap(({ id, updates }) => updates.map((update) => entryOf(update, `i-${id}`)))
    .sort((one, other) => other.at - one.at)
    .slice(0, MOST);
  const updated = new Date(entries[0]?.at ?? 0).toISOString();
  return inXml(html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><id>${publicUrl}/status</id><title>${title}</title><updated>${updated}</updated>
<author><name>${title}</name></author><link href="${publicUrl}/status"/><link rel="self" href="${publicUrl}/status.atom"/>
${entries.map((entry) => entryPart(entry, publicUrl))}</feed>
`);
}

const entryOf = (
  { id, at, title, state, text }: StatusFacts['incidents'][number]['updates'][number],
  anchor: string,
): Entry => ({ id, at, title: `${title} · ${incidentStateWords[state]}`, text, anchor });

const entryPart = ({ id, at, title, text, anchor }: Entry, publicUrl: string): Html =>
  html`<entry><id>urn:uuid:${id}</id><title>${title}</title><updated>${new Date(at).toISOString()}</updated>
<link href="${publicUrl}/status#${anchor}"/><content type="text">${text || title}</content></entry>
`;

/** Two characters that no XML may have. */
const inXml = ({ text }: Html): string => text.replace(/[\ufffe\uffff]/g, '');
