import { type ChangeState, changeStateWords } from '../../contract/changes.ts';
import type { Ctx } from '../../lib/context.ts';
import { freezesFor } from '../changes/freezes.ts';
import { changesBetween } from '../changes/list.ts';
import { RISK_WORDS } from '../changes/words.ts';
import { type FeedEvent, icalOf } from './ical.ts';

const MOST = 2_000;
/** Nobody has agreed to it yet. */
const TENTATIVE: readonly ChangeState[] = ['new', 'assess', 'authorize'];

/** What is changed when, as far as the actor sees it, and when nothing is. */
export async function changeFeed(ctx: Ctx, publicUrl: string, from: number, to: number): Promise<string> {
  const [first, last] = [new Date(from), new Date(to)];
  const changes = await changesBetween(ctx, { from: first, to: last, most: MOST });
  const freezes = await freezesFor(ctx, first, last, () => true);
  const windows = changes.flatMap(({ ticket, ...change }): FeedEvent[] => {
    const { startsAt, endsAt, state, risk, services } = change;
    if (!startsAt || !endsAt) return [];
    const names = services.map(({ service }) => service.name).join(', ');
    return [
      {
        ...{ from: startsAt.getTime(), to: endsAt.getTime(), stamp: ticket.updatedAt.getTime() },
        ...{ name: `change ${change.id}`, summary: `${ticket.number} ${ticket.title}` },
        ...{ url: `${publicUrl}/changes/${ticket.number}`, isTentative: TENTATIVE.includes(state) },
        description: [
          `${changeStateWords[state]}. Risk: ${RISK_WORDS[risk].toLowerCase()}.`,
          `Carried out by ${ticket.assignee?.name ?? 'nobody yet'}.`,
          ...(names ? [`Services: ${names}.`] : []),
        ].join('\n'),
      },
    ];
  });
  const closed = freezes.flatMap(({ id, name, createdAt, spans }) =>
    spans.map(
      (span): FeedEvent => ({
        ...{ from: span.from, to: span.to, stamp: createdAt.getTime() },
        ...{ name: `freeze ${id} ${span.from}`, summary: `Freeze: ${name}` },
      }),
    ),
  );
  return icalOf('Changes', [...windows, ...closed]);
}
