import type { Block, Button, Card, Fact } from '../../contract/card.ts';
import { changeOutcomeWords, changeStateWords, type Finding, systemsFailed } from '../../contract/changes.ts';
import { type LoadedChange, WITH } from '../../domain/changes/load.ts';
import { preflight } from '../../domain/changes/preflight.ts';
import { isLegal } from '../../domain/changes/states.ts';
import { RISK_WORDS, TYPE_WORDS, windowInWords } from '../../domain/changes/words.ts';
import type { Level } from '../../domain/tickets/priority.ts';
import type { Ctx } from '../../lib/context.ts';
import { cut, visible } from '../../lib/text.ts';

/** What the card of a change shows. */
export type ChangeFacts = {
  change: LoadedChange;
  findings: Finding[];
  /** Systems that failed: the first ones. */
  failures: { system: string; ticket: { number: string } }[];
};

/** So many are named; all of them are counted. */
const MOST_FAILURES = 5;

/** Planned changes as they are now, by ticket. */
export async function changesByTicket(ctx: Ctx, ids: readonly string[]): Promise<Map<string, ChangeFacts>> {
  if (ids.length === 0) return new Map();
  const changes = await ctx.db.change.findMany({
    where: { ticketId: { in: [...ids] } },
    include: {
      ...{ ...WITH, ticket: { select: { ...WITH.ticket.select, impact: true } } },
      failures: {
        select: { system: true, ticket: { select: { number: true } } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: MOST_FAILURES,
      },
    },
  });
  const facts = new Map<string, ChangeFacts>();
  for (const change of changes) {
    const about = {
      ...{ ticketId: change.ticketId, implementerId: change.ticket.assignee?.id ?? null },
      impact: change.ticket.impact as Level,
    };
    const findings = isLegal(change.state, 'edit') ? await preflight(ctx, change, about) : [];
    facts.set(change.ticketId, { change, findings, failures: change.failures });
  }
  return facts;
}

const MOST_FINDINGS = 8;
const MOST = 600;

/** Its card, wherever it stands. */
export function changeCard({ change, findings, failures }: ChangeFacts, publicUrl: string): Card {
  const { number, title } = change.ticket;
  const shown = findings.slice(0, MOST_FINDINGS);
  const texts = Object.entries({
    ...{ Reason: change.reason, Plan: change.plan },
    ...{ 'What happened': change.outcomeNote, Learnt: change.reviewNote },
  }).filter(([, text]) => text !== '');
  return {
    title: `${number} · ${TYPE_WORDS[change.type]} · ${cut(visible(title), 150)}`,
    tone: toneOf(change),
    blocks: [
      { type: 'facts', facts: factsOf(change) },
      ...texts.map(
        ([label, text]): Block => ({ type: 'text', text: `${label}: ${cut(visible(text), MOST)}` }),
      ),
      ...failures.map(
        ({ system, ticket }): Block => ({
          ...{ type: 'link', text: cut(`${ticket.number} · ${visible(system)}`, 150) },
          url: `${publicUrl}/tickets/${ticket.number}`,
        }),
      ),
      ...shown.map(
        (one): Block => ({ type: 'context', text: `${MARKS[one.severity]} ${visible(one.words)}` }),
      ),
      ...(findings.length > shown.length
        ? [{ type: 'context' as const, text: `And ${findings.length - shown.length} more, in the console.` }]
        : []),
      ...buttonsOf(change),
      { type: 'link', text: 'Open in the console', url: `${publicUrl}/changes/${number}` },
    ],
  };
}

const MARKS: Record<Finding['severity'], string> = { block: '⛔', warning: '⚠️', info: 'ℹ️' };

function factsOf(change: LoadedChange): Fact[] {
  const { state, risk, riskBecause, services, startsAt, endsAt, timeZone, ticket, outcome, _count } = change;
  return [
    { label: 'State', value: changeStateWords[state] },
    { label: 'Risk', value: `${RISK_WORDS[risk]}. ${visible(riskBecause)}` },
    ...(services.length > 0
      ? [{ label: 'Services', value: visible(services.map(({ service }) => service.name).join(', ')) }]
      : []),
    {
      ...{
        label: 'Window',
        value: startsAt && endsAt ? windowInWords(startsAt, endsAt, timeZone) : 'Not planned yet',
      },
    },
    { label: 'Carried out by', value: ticket.assignee?.name ?? 'Nobody yet' },
    { label: 'Requester', value: ticket.requester.name },
    ...(outcome ? [{ label: 'Outcome', value: changeOutcomeWords[outcome] }] : []),
    ...(_count.failures > 0 ? [{ label: 'Failures', value: systemsFailed(_count.failures) }] : []),
  ];
}

function toneOf({ state, outcome }: LoadedChange): Card['tone'] {
  if (outcome) return outcome === 'successful' ? 'good' : outcome === 'with_issues' ? 'waiting' : 'bad';
  if (state === 'implement') return 'active';
  return state === 'assess' || state === 'authorize' ? 'waiting' : 'neutral';
}

function buttonsOf({ ticketId, state, approvalIds }: LoadedChange): Block[] {
  const button = (label: string, action: string, more: Partial<Button> = {}): Button => ({
    ...{ label, action, value: ticketId, style: 'default', ...more },
  });
  const form = { form: true };
  const cancel = button('Cancel', 'change_cancel', { ...form, style: 'danger' });
  const draft = button('Back to draft', 'change_return', form);
  const buttons = {
    new: [button('Submit', 'change_submit', { style: 'primary' }), cancel],
    assess: [...(approvalIds.length > 0 ? [] : [button('Agree', 'change_pass', form)]), draft, cancel],
    authorize: [...(approvalIds.length > 0 ? [] : [button('Agree', 'change_pass', form)]), draft, cancel],
    scheduled: [button('Start', 'change_start', { ...form, style: 'primary' }), draft, cancel],
    implement: [
      button('Done', 'change_done', { ...form, style: 'primary' }),
      button('Back out', 'change_back_out', { ...form, style: 'danger' }),
    ],
    review: [button('Close', 'change_close', form)],
    closed: [],
    cancelled: [],
  }[state];
  return buttons.length > 0 ? [{ type: 'actions', buttons }] : [];
}
