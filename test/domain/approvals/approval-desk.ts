import type { z } from 'zod';
import type { CastVote, CreateApprovalPolicy } from '../../../src/contract/approvals.ts';
import { askForApproval } from '../../../src/domain/approvals/ask.ts';
import { getApproval } from '../../../src/domain/approvals/list.ts';
import { createApprovalPolicy } from '../../../src/domain/approvals/policies.ts';
import { castVote } from '../../../src/domain/approvals/vote.ts';
import { openTicket } from '../../../src/domain/tickets/open.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { createDesk, type Desk } from '../../support/desk.ts';

type PolicyInput = z.input<typeof CreateApprovalPolicy>;
type Need = PolicyInput['stages'][number]['groups'][number]['need'];
type Choice = z.input<typeof CastVote>['choice'];

export type ApprovalDesk = Desk & {
  requester: ActingPerson;
  agent: ActingPerson;
  admin: ActingPerson;
  open(as?: ActingPerson): Promise<string>;
  /** A policy of these stages, each one group of people. */
  policy(stages: [ActingPerson[], Need][], more?: Partial<PolicyInput>): Promise<{ id: string }>;
  /** A new ticket that the agent asks for approval of. */
  ask(
    policyId: string,
    more?: { number?: string; as?: ActingPerson },
  ): Promise<{ id: string; number: string }>;
  /** Votes on what stands there now, unless told otherwise. */
  vote(
    who: ActingPerson,
    id: string,
    choice: Choice,
    more?: { comment?: string; hash?: string; channel?: string },
  ): ReturnType<typeof castVote>;
  see(id: string, as?: ActingPerson): ReturnType<typeof getApproval>;
  row(id: string): ReturnType<Desk['store']['client']['approval']['findUniqueOrThrow']>;
  /** What the timeline of a ticket says of its approvals. */
  told(number: string): Promise<string[]>;
  /** By whom an approval has cards, and where. */
  cards(id: string): Promise<string[]>;
};

export async function createApprovalDesk(): Promise<ApprovalDesk> {
  const desk = await createDesk();
  const requester = await desk.person({ name: 'Rita Requester' });
  const agent = await desk.person({ name: 'Agnes Agent', roles: ['agent'], teams: [desk.team] });
  const { client } = desk.store;
  let count = 0;
  const row: ApprovalDesk['row'] = (id) => client.approval.findUniqueOrThrow({ where: { id } });
  const open: ApprovalDesk['open'] = async (as = requester) => {
    const opened = await openTicket(desk.ctxFor(as), {
      ...{ title: 'New firewall rule', description: 'Port 443.', queueId: desk.queue.id },
    });
    return opened?.number ?? '';
  };
  return {
    ...desk,
    ...{ requester, agent, row, open },
    admin: await desk.person({ name: 'Ada Admin', roles: ['admin'] }),
    policy: (stages, more) =>
      createApprovalPolicy(desk.ctxFor('system'), {
        name: `Policy ${++count}`,
        stages: stages.map(([people, need]) => ({
          groups: [{ approvers: { who: 'people', personIds: people.map(({ id }) => id) }, need }],
        })),
        ...more,
      }),
    async ask(policyId, { number, as = agent } = {}) {
      const about = number ?? (await open());
      const { id } = await askForApproval(desk.ctxFor(as), { number: about, policyId });
      return { id, number: about };
    },
    async vote(who, id, choice, { comment, hash, channel } = {}) {
      const why = comment ?? (choice === 'reject' || choice === 'changes' ? 'Because.' : '');
      const input = { id, choice, comment: why, fingerprint: hash ?? (await row(id)).hash };
      return castVote(desk.ctxFor(who, channel), input);
    },
    see: (id, as = agent) => getApproval(desk.ctxFor(as), { id }),
    async told(number) {
      const entries = await client.entry.findMany({
        where: { ticket: { number }, kind: 'event' },
        orderBy: { id: 'asc' },
      });
      return entries.flatMap(({ data }) => {
        const { action, changes } = data as { action: string; changes: { to: string }[] };
        return action === 'approval' ? changes.map(({ to }) => to) : [];
      });
    },
    async cards(id) {
      const cards = await client.approvalCard.findMany({
        where: { approvalId: id },
        include: { person: true },
        orderBy: { id: 'asc' },
      });
      return cards.map(({ person, channel, round }) => `${round} ${person.name} ${channel}`);
    },
  };
}
