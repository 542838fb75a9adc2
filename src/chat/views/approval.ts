import type { Approval } from '../../contract/approvals.ts';
import type { Block, Button, Card, Fact } from '../../contract/card.ts';
import { findApproval } from '../../domain/approvals/load.ts';
import { showApproval } from '../../domain/approvals/view.ts';
import { CHOICE_WORDS } from '../../domain/approvals/words.ts';
import { actingPerson } from '../../domain/people/acting.ts';
import { actingAs, type Ctx } from '../../lib/context.ts';
import type { ApprovalCard } from '../../lib/prisma/client.ts';
import { cut, visible } from '../../lib/text.ts';
import type { AskingCard } from './asking-card.ts';

/** So much of what is voted on stands on the card; all of it is behind the link. */
const QUOTED = 1_000;
const MOST_VOTES = 8;

/** What somebody who is asked sees of it now, and whether it still asks them. */
export async function approvalCardOf(
  ctx: Ctx,
  { approvalId, personId, round, stage }: ApprovalCard,
  publicUrl: string,
): Promise<AskingCard | undefined> {
  const row = await findApproval(ctx, approvalId);
  if (!row) return undefined;
  const person = await actingPerson(ctx, personId);
  const approval = await showApproval(
    actingAs(ctx, person ? { kind: 'person', person } : { kind: 'nobody' }),
    row,
  );
  const isOld = approval.round !== round;
  const asks = !isOld && approval.stage === stage && approval.votesFor !== null;
  return {
    card: approvalCard(approval, { personId, asks, isOld, isReminder: row.remindedAt !== null }, publicUrl),
    asks,
  };
}

/** The card that stands in a message; undefined: it is none of an approval. */
export async function approvalCardAt(
  ctx: Ctx,
  at: { channel: string; conversation: string; message: string },
  publicUrl: string,
): Promise<Card | undefined> {
  const card = await ctx.db.approvalCard.findFirst({ where: at });
  return card ? (await approvalCardOf(ctx, card, publicUrl))?.card : undefined;
}

const TONES: Record<Approval['state'], Card['tone']> = {
  pending: 'waiting',
  approved: 'good',
  rejected: 'bad',
  expired: 'neutral',
  cancelled: 'neutral',
};

function approvalCard(
  approval: Approval,
  {
    personId,
    asks,
    isOld,
    isReminder,
  }: { personId: string; asks: boolean; isOld: boolean; isReminder: boolean },
  publicUrl: string,
): Card {
  const { subject, state, votesFor, reason, askedBy } = approval;
  const { title, description, requester } = subject;
  const url = `${publicUrl}/approvals/${approval.id}`;
  const votes = approval.votes.filter(({ round }) => round === approval.round);
  const mine = votes.findLast(({ person, castBy }) => (castBy ?? person).id === personId);
  const said: Block[] = [
    ...(approval.decision ? [{ type: 'text' as const, text: visible(approval.decision) }] : []),
    ...(isOld ? [context('It was edited since: these votes are void, and you are asked again below.')] : []),
    ...(asks && votesFor && votesFor.id !== personId ? [context(`You are asked for ${votesFor.name}.`)] : []),
    ...(mine && !isOld && state === 'pending' ? [context(`You ${CHOICE_WORDS[mine.choice]}.`)] : []),
    ...(approval.changesWanted && !isOld && state === 'pending'
      ? [context('Somebody asked for changes: it waits until it is edited, and then it is asked again.')]
      : []),
  ];
  return {
    title: `${asks && isReminder ? 'Still waits for you' : TITLES[state]}: ${subject.number} · ${cut(visible(title), 150)}`,
    tone: isOld ? 'neutral' : TONES[state],
    blocks: [
      {
        type: 'facts',
        facts: [
          { label: 'Requester', value: requester.name },
          ...planned(approval),
          ...(askedBy && askedBy.id !== requester.id ? [{ label: 'Asked by', value: askedBy.name }] : []),
          { label: 'Policy', value: approval.policy.name },
          ...tallies(approval),
          ...(state === 'pending' && approval.expiresAt
            ? [{ label: 'Expires', value: '', at: approval.expiresAt }]
            : []),
        ],
      },
      ...(reason ? [{ type: 'text' as const, text: visible(reason) }] : []),
      // What was said in one line is the title already.
      ...(description.trim() === title.trim()
        ? []
        : [{ type: 'quote' as const, author: requester.name, text: cut(visible(description), QUOTED) }]),
      ...(votes.length > 0
        ? [{ type: 'facts' as const, facts: votes.slice(-MOST_VOTES).map(voteFact) }]
        : []),
      ...said,
      ...(asks && !isOld ? [{ type: 'actions' as const, buttons: voteButtons(approval) }] : []),
      { type: 'link', text: asks ? 'Look at it and vote in the portal' : 'Open in the portal', url },
    ],
  };
}

const MOST_PLANNED = 300;
const planned = ({ subject }: Approval): Fact[] =>
  subject.planned.map(({ label, value }) => ({ label, value: cut(visible(value), MOST_PLANNED) }));

const TITLES: Record<Approval['state'], string> = {
  pending: 'Approval asked for',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Not decided in time',
  cancelled: 'No longer asked',
};

const context = (text: string): Block => ({ type: 'context', text });

/** “Security: 1 of 2 approved”, of the stage where it is. */
function tallies({ stages, stage }: Approval): Fact[] {
  const here = stages[stage];
  if (!here) return [];
  const at = stages.length > 1 ? ` (stage ${stage + 1} of ${stages.length})` : '';
  return here.groups.map(({ name, approved, needed }) => ({
    label: `${name}${at}`,
    value: `${approved} of ${needed} approved`,
  }));
}

const voteFact = ({ person, castBy, choice, comment, at, counted }: Approval['votes'][number]): Fact => ({
  label: castBy ? `${castBy.name} for ${person.name}` : person.name,
  value: `${CHOICE_WORDS[choice]}${comment ? `: ${cut(visible(comment), 200)}` : ''}${counted ? '' : ' (not counted)'} ·`,
  at,
});

/** What is voted on goes with the button: pressed after an edit, it is no vote on what stands there then. */
export function voteButtons({ id, fingerprint }: Approval): Button[] {
  const value = `${id} ${fingerprint}`;
  return [
    { label: 'Approve', action: 'approval_approve', value, style: 'primary' },
    { label: 'Reject', action: 'approval_reject', value, style: 'danger', form: true },
    { label: 'Abstain', action: 'approval_abstain', value, style: 'default' },
    { label: 'Request changes', action: 'approval_changes', value, style: 'default', form: true },
  ];
}
