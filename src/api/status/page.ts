import { incidentStateWords } from '../../contract/incidents.ts';
import { serviceLevelWords } from '../../contract/status-page.ts';
import { type Audience, DAYS, pathOf } from '../../domain/status/facts.ts';
import type {
  ComponentState,
  Condition,
  DayCondition,
  IncidentView,
  MaintenanceView,
  StatusState,
} from '../../domain/status/state.ts';
import { uptimeInPercent } from '../../domain/status/uptime.ts';
import { type Html, html, raw } from '../../lib/html.ts';
import { STYLE } from './style.ts';

export const conditionWords: Record<Condition, string> = {
  ...serviceLevelWords,
  maintenance: 'Under maintenance',
};
const dayWords: Record<DayCondition, string> = { ...conditionWords, none: 'Not there yet' };

const IN_UTC = { timeZone: 'UTC' } as const;
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', ...IN_UTC });
const instant = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  ...{ timeZoneName: 'short', ...IN_UTC },
} as const);

export const inUtc = (at: number): string => instant.format(at);
const when = (at: number): Html => html`<time datetime="${new Date(at).toISOString()}">${inUtc(at)}</time>`;

export type PageOptions = {
  audience: Audience;
  /** Whether one can be told by e-mail. */
  mail: boolean;
  /** Since when nothing was heard of the database; null: it is as it says. */
  lastKnown: number | null;
};

/** The whole page, for readers without scripts. The same state makes the same bytes. */
export function statusPage(state: StatusState, { audience, mail, lastKnown }: PageOptions): string {
  const { title, condition, groups, incidents, maintenanceNow, maintenanceToCome, history } = state;
  const path = pathOf[audience];
  const planned = [...maintenanceNow, ...maintenanceToCome];
  return documentOf(
    title,
    html`${lastKnown === null ? '' : html`<p class="old" role="status">This is how it was at ${when(lastKnown)}. Nothing newer is known at the moment.</p>`}
<p class="whole c-${condition}">${groups.length === 0 ? 'No services are shown here yet' : wholeWords[condition]}</p>
${
  incidents.length > 0
    ? html`<section aria-labelledby="now"><h2 id="now">What is wrong now</h2><div class="box">${incidents.map(incidentPart)}</div></section>`
    : ''
}
${
  planned.length > 0
    ? html`<section aria-labelledby="planned"><h2 id="planned">Planned maintenance</h2><div class="box">${planned.map((one) => maintenancePart(one, maintenanceNow.includes(one)))}</div></section>`
    : ''
}
${groups.map(({ name, components }) => html`<section><h2>${name || 'Services'}</h2><ul class="box">${components.map(componentPart)}</ul></section>`)}
${groups.length > 0 ? html`<p class="soft">Uptime is without planned maintenance. Days are those of UTC.</p>` : ''}
<section aria-labelledby="past"><h2 id="past">The last ${history.length} days</h2>${history.map(dayPart)}</section>
${
  mail
    ? html`<section aria-labelledby="subscribe"><h2 id="subscribe">Be told by e-mail</h2>${mailParts[audience]}</section>`
    : ''
}`,
    html`<footer class="soft"><p><a href="${path}.atom">Feed (Atom)</a> · <a href="${path}.json">JSON</a></p></footer>`,
    html`<link rel="alternate" type="application/atom+xml" href="${path}.atom" title="Updates">`,
  );
}

/** What is sent is the same for all readers: whether one of them is told already stands on a page of its own. */
const mailParts: Record<Audience, Html> = {
  public: html`
<form method="post" action="/status/subscribe"><div><label for="email">E-mail address</label>
<input id="email" name="email" type="email" autocomplete="email" required maxlength="254"></div>
<button>Subscribe</button></form>`,
  internal: html`
<p><a href="${pathOf.internal}/mail">Get updates by e-mail, or stop them</a></p>`,
};

const wholeWords: Record<Condition, string> = {
  ...conditionWords,
  operational: 'Everything is operational',
};

function componentPart({ name, condition, days, uptime }: ComponentState): Html {
  const shares = (['7', '30', '90'] as const).map(
    (span) =>
      html`<div><dt>${span} days</dt><dd>${uptime[span] === null ? '–' : uptimeInPercent(uptime[span])}</dd></div>`,
  );
  return html`<li><div class="head"><h3>${name}</h3><span class="c-${condition}">${conditionWords[condition]}</span></div>
${dayBar(days)}<dl class="up" aria-label="Uptime">${shares}</dl></li>`;
}

/** A bar for each day, those of a kind in one path; those on which something was have their words. */
function dayBar(days: readonly DayCondition[]): Html {
  const quiet = (['none', 'operational'] as const).map((kind) => {
    const bars = days.flatMap((one, at) => (one === kind ? [barAt(at)] : [])).join('');
    return bars ? html`<path class="d-${kind}" d="${bars}"/>` : '';
  });
  const ago = (at: number) => {
    const count = days.length - 1 - at;
    return count === 0 ? 'Today' : count === 1 ? 'Yesterday' : `${count} days ago`;
  };
  const told = days.flatMap((one, at) =>
    one === 'none' || one === 'operational'
      ? []
      : [
          {
            bar: html`<path class="d-${one}" d="${barAt(at)}"><title>${ago(at)}: ${dayWords[one]}</title></path>`,
            at,
            one,
          },
        ],
  );
  const last = told.findLast(({ one }) => one !== 'maintenance');
  const bad = told.filter(({ one }) => one !== 'maintenance').length;
  const words = last
    ? `${bad} of the last ${DAYS} days with trouble, the last one: ${ago(last.at).toLowerCase()}`
    : `No trouble in the last ${DAYS} days`;
  return html`<svg class="days" viewBox="0 0 ${DAYS * 4 - 1} 32" preserveAspectRatio="none" role="img" aria-label="${words}">${quiet}${told.map(({ bar }) => bar)}</svg>`;
}

const barAt = (at: number) => `M${at * 4} 0h3v32h-3z`;

function incidentPart({ id, title, state, from, to, components, updates }: IncidentView): Html {
  const affected = components.length > 0 ? html`<p class="soft">${components.join(', ')}</p>` : '';
  return html`<article id="i-${id}"><div class="head"><h3>${title}</h3><span>${incidentStateWords[state]}</span></div>
${affected}<p class="soft">${to === null ? html`Since ${when(from)}` : html`${when(from)} – ${when(to)}`}</p>
<ol class="updates">${updates.map(({ at, state, text }) => html`<li><p class="text"><strong>${incidentStateWords[state]}</strong>${text ? `: ${text}` : ''}</p>${when(at)}</li>`)}</ol></article>`;
}

const maintenancePart = ({ id, title, components, from, to }: MaintenanceView, isNow: boolean): Html =>
  html`<article id="m-${id}"><div class="head"><h3>${title}</h3><span class="c-maintenance">${isNow ? 'Under way' : 'Planned'}</span></div>
<p class="soft">${components.join(', ')}</p><p>${when(from)} – ${when(to)}</p></article>`;

const dayPart = ({ day: at, incidents }: StatusState['history'][number]): Html =>
  html`<h4>${day.format(at)}</h4>${
    incidents.length > 0
      ? html`<div class="box">${incidents.map(shortPart)}</div>`
      : html`<p class="soft">Nothing was reported.</p>`
  }`;

/** What goes on stands above already, with an address of its own. */
const shortPart = (incident: IncidentView): Html =>
  incident.to === null
    ? html`<div><a href="#i-${incident.id}">${incident.title}</a> <span class="soft">goes on</span></div>`
    : incidentPart(incident);

/** A page with one thing to read or to press. */
export const smallPage = (title: string, parts: Html): string => documentOf(title, parts, '', '');

export const button = (action: string, label: string): Html =>
  html`<form method="post" action="${action}"><button>${label}</button></form>`;

function documentOf(title: string, parts: Html, footer: Html | string, head: Html | string): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title><link rel="icon" href="data:,">${head}
<style>${raw(STYLE)}</style></head>
<body><main><h1>${title}</h1>
${parts}</main>${footer}</body></html>
`.text;
}
