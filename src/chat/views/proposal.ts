import type { Block, Card } from '../../contract/card.ts';
import type { TemplateContent } from '../../contract/change-templates.ts';
import {
  findProposals,
  type LoadedProposal,
  numbersOf,
  proposalEnd,
} from '../../domain/changes/proposals.ts';
import type { Ctx } from '../../lib/context.ts';
import { cut, listed, visible } from '../../lib/text.ts';

/** What the card of a proposed template shows. */
export type ProposalFacts = { proposal: LoadedProposal; madeOf: string[]; services: string[] };

/** What is proposed, as it is now, by the ticket of the last change. */
export async function proposalsByTicket(
  ctx: Ctx,
  ids: readonly string[],
): Promise<Map<string, ProposalFacts>> {
  if (ids.length === 0) return new Map();
  const proposals = await findProposals(ctx, ids);
  const numbers = await numbersOf(ctx, proposals);
  const services = await ctx.db.service.findMany({
    where: { id: { in: proposals.flatMap(({ content }) => (content as TemplateContent).services) } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
  return new Map(
    proposals.map((proposal) => {
      const touched = (proposal.content as TemplateContent).services;
      const facts = {
        proposal,
        madeOf: proposal.madeOf.flatMap((id) => numbers.get(id) ?? []),
        services: services.filter(({ id }) => touched.includes(id)).map(({ name }) => name),
      };
      return [proposal.ticketId, facts];
    }),
  );
}

const MOST = 600;
const MOST_NAMED = 10;

const TONES: Record<LoadedProposal['state'], Card['tone']> = {
  proposed: 'waiting',
  approved: 'good',
  declined: 'neutral',
};

/** For whoever decides whether it becomes a template. */
export function proposalCard({ proposal, madeOf, services }: ProposalFacts, publicUrl: string): Card {
  const { id, name, state } = proposal;
  const { plan, testPlan, backoutPlan, minutes } = proposal.content as TemplateContent;
  const isOpen = state === 'proposed';
  const parts = { Plan: plan, 'Test plan': testPlan, 'Backout plan': backoutPlan };
  const texts = isOpen ? Object.entries(parts).filter(([, text]) => text !== '') : [];
  return {
    title: cut(`${isOpen ? 'A template is proposed' : 'Proposed template'}: ${visible(name)}`, 200),
    tone: TONES[state],
    blocks: [
      {
        type: 'text',
        text: isOpen
          ? `${madeOf.length} normal changes like it went well. As a template, changes of it need no approval any more.`
          : proposalEnd(proposal),
      },
      {
        type: 'facts',
        facts: [
          { label: 'Made of', value: listed(madeOf, MOST_NAMED) },
          ...(services.length > 0
            ? [{ label: 'Services', value: visible(listed(services, MOST_NAMED)) }]
            : []),
          { label: 'Takes', value: `${minutes} minutes` },
        ],
      },
      ...texts.map(
        ([label, text]): Block => ({ type: 'text', text: cut(`${label}: ${visible(text)}`, MOST) }),
      ),
      ...(isOpen
        ? [
            {
              type: 'actions' as const,
              buttons: [
                { label: 'Approve', action: 'proposal_approve', value: id, style: 'primary' as const },
                {
                  ...{ label: 'Decline', action: 'proposal_decline', value: id },
                  ...{ style: 'default' as const, form: true as const },
                },
              ],
            },
          ]
        : []),
      { type: 'link', text: 'Review in the console', url: `${publicUrl}/settings/change-templates` },
    ],
  };
}
