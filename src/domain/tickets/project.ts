import type { z } from 'zod';
import { Just } from '../../contract/tickets.ts';
import type { Ctx } from '../../lib/context.ts';
import { parse } from '../../lib/parse.ts';
import { changeTicket } from './change.ts';
import { requireOpen } from './states.ts';

/** Makes the ticket a project: how far its tasks and children are is shown to everybody who sees it. */
export const makeProject = (ctx: Ctx, input: z.input<typeof Just>) => setProject(ctx, input, true);

/** Makes it an ordinary ticket again; tasks and children stay. */
export const endProject = (ctx: Ctx, input: z.input<typeof Just>) => setProject(ctx, input, false);

function setProject(ctx: Ctx, input: z.input<typeof Just>, isProject: boolean) {
  const { number } = parse(Just, input);
  return changeTicket(ctx, number, 'project', (ticket) => {
    requireOpen(ticket.state, isProject ? 'made a project' : 'made an ordinary ticket');
    return { set: { isProject } };
  });
}
