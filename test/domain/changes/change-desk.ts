import type { z } from 'zod';
import type { PlanChange } from '../../../src/contract/changes.ts';
import type { ChangeSettings } from '../../../src/contract/settings.ts';
import { createApprovalPolicy } from '../../../src/domain/approvals/policies.ts';
import { castVote } from '../../../src/domain/approvals/vote.ts';
import { advanceChanges } from '../../../src/domain/changes/advance.ts';
import { getChange } from '../../../src/domain/changes/list.ts';
import { planChange } from '../../../src/domain/changes/plan.ts';
import { readDirectory } from '../../../src/domain/settings/directory.ts';
import { updateSettings } from '../../../src/domain/settings/settings.ts';
import { HOUR } from '../../../src/lib/clock.ts';
import type { ActingPerson } from '../../../src/lib/context.ts';
import { type AlertDesk, createAlertDesk } from '../alerts/alert-desk.ts';

export type ChangeDesk = AlertDesk & {
  /** In the team, and asked to approve. */
  board: ActingPerson;
  /** Whole hours from now. */
  at(hours: number): string;
  /** Planned by the agent, carried out by the second one, from in two hours on for one hour. */
  plan(more?: Partial<z.input<typeof PlanChange>>): Promise<string>;
  see(number: string, as?: ActingPerson): ReturnType<typeof getChange>;
  /** What is asked of the board from now on. */
  asks(...parts: (keyof ChangeSettings['policies'])[]): Promise<void>;
  set(changed: Partial<ChangeSettings>): Promise<void>;
  /** The board votes on what it is asked about a change. */
  vote(number: string, choice: 'approve' | 'reject', as?: ActingPerson): Promise<void>;
  /** Does what has to be done now. */
  advance(): Promise<void>;
  /** What the timeline says of the change. */
  told(number: string): Promise<string[]>;
};

export async function createChangeDesk(): Promise<ChangeDesk> {
  const desk = await createAlertDesk();
  const { client } = desk.store;
  const board = await desk.person({ name: 'Cora', roles: ['requester', 'agent'], teams: [desk.team] });
  const asAdmin = () => desk.ctxFor(desk.admin);
  const at = (hours: number) => new Date(desk.clock.now().getTime() + hours * HOUR).toISOString();
  const set: ChangeDesk['set'] = async (changed) => {
    const { settings } = await readDirectory(asAdmin());
    await updateSettings(asAdmin(), { changes: { ...settings.changes, ...changed } });
  };
  const see: ChangeDesk['see'] = (number, as = desk.agent) => getChange(desk.ctxFor(as), { number });
  return {
    ...desk,
    ...{ board, at, set, see },
    async plan(more) {
      const { number } = await planChange(desk.ctxFor(desk.agent), {
        ...{ title: 'Renew the certificate', description: 'It ends soon.', services: [desk.service.id] },
        ...{
          reason: 'It ends.',
          plan: 'Renew it.',
          testPlan: 'Look at it.',
          backoutPlan: 'Put the old one back.',
        },
        ...{ answers: { done_before: 0, taken_back: 0, tested: 0 }, implementerId: desk.second.id },
        ...{ startsAt: at(2), endsAt: at(3), timeZone: 'Europe/Berlin' },
        ...more,
      });
      return number;
    },
    async asks(...parts) {
      const { settings } = await readDirectory(asAdmin());
      const policies = { ...settings.changes.policies };
      for (const part of parts) {
        const { id } = await createApprovalPolicy(asAdmin(), {
          name: `Board: ${part}`,
          stages: [
            { groups: [{ approvers: { who: 'people', personIds: [board.id] }, need: { need: 'any' } }] },
          ],
        });
        policies[part] = id;
      }
      await set({ policies });
    },
    async vote(number, choice, as = board) {
      const { approvals } = await see(number);
      for (const { id } of approvals.filter(({ state }) => state === 'pending')) {
        const { hash } = await client.approval.findUniqueOrThrow({ where: { id } });
        const comment = choice === 'reject' ? 'Not now.' : '';
        await castVote(desk.ctxFor(as), { id, choice, comment, fingerprint: hash });
      }
    },
    async advance() {
      while ((await advanceChanges(desk.ctxFor('system'))) > 0);
    },
    async told(number) {
      const entries = await client.entry.findMany({
        where: { ticket: { number }, kind: 'event' },
        orderBy: { id: 'asc' },
      });
      return entries.flatMap(({ data }) => {
        const { action, changes } = data as { action: string; changes: { to: string }[] };
        return action === 'change' ? changes.map(({ to }) => to) : [];
      });
    },
  };
}
