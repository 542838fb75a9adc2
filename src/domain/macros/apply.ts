import type { z } from 'zod';
import type { ActionOutcome } from '../../contract/automation.ts';
import {
  type AppliedMacro,
  ApplyMacro,
  type MacroAction,
  type MacroPreview,
  PreviewMacro,
} from '../../contract/macros.ts';
import { type ActingPerson, type Ctx, inTransaction } from '../../lib/context.ts';
import { fail, isDeskbellError } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { audit } from '../audit/record.ts';
import { act } from '../automation/actions.ts';
import { type RuledTicket, ruledTickets } from '../automation/facts.ts';
import { filled } from '../automation/template.ts';
import { requirePerson, requireStaff } from '../people/policy.ts';
import { lockFamilies } from '../tickets/family.ts';
import { loadTicket, noSuchTicket } from '../tickets/load.ts';
import { authorise, worksOn } from '../tickets/policy.ts';
import { replyToTicket } from '../tickets/reply.ts';
import { requireAgent } from './policy.ts';
import { type LoadedMacro, usableMacro } from './view.ts';
import { actionsInWords, forPerson } from './words.ts';

/** What a macro would say and do, by the ticket as it is now. */
export async function previewMacro(ctx: Ctx, input: z.input<typeof PreviewMacro>): Promise<MacroPreview> {
  requireStaff(ctx);
  const person = requirePerson(ctx);
  const { id, ticket: reference } = parse(PreviewMacro, input);
  const ticket = await loadTicket(ctx, reference);
  if (!worksOn(person, ticket.queue)) fail('forbidden', `You do not work on ${ticket.number}.`);
  const macro = await usableMacro(ctx, person, id);
  const { values } = await ticketFor(ctx, person, ticket.id);
  return {
    name: macro.name,
    version: macro.version,
    reply: macro.reply === null ? null : filled(macro.reply, values),
    actions: await actionsInWords(ctx, macro.actions as MacroAction[]),
  };
}

/** The same for who goes on with its text by themselves, which is a use of it, too. */
export async function fillMacro(ctx: Ctx, input: z.input<typeof PreviewMacro>): Promise<MacroPreview> {
  requireAgent(ctx);
  const preview = await previewMacro(ctx, input);
  await countUse(ctx, input.id);
  return preview;
}

/**
 * Says and does what the macro says, as the person who applies it and by the verbs that they would use: all of it, or
 * nothing.
 * @throws what a verb throws, with words that say which step it was; `conflict` when the macro was changed since
 */
export async function applyMacro(ctx: Ctx, input: z.input<typeof ApplyMacro>): Promise<AppliedMacro> {
  const person = requireAgent(ctx);
  const { id, ticket: reference, reply, version } = parse(ApplyMacro, input);
  return inTransaction(ctx, async (ctx) => {
    const macro = await usableMacro(ctx, person, id);
    if (version !== undefined && version !== macro.version) {
      fail('conflict', `The macro “${macro.name}” was changed in the meantime. Please look at it again.`);
    }
    const ticketId = await lockAll(ctx, reference, macro);
    const outcomes: ActionOutcome[] = [];
    for (const step of stepsOf(macro)) {
      outcomes.push(await take(ctx, macro, step, { person, ticketId, reply }));
    }
    const { number } = await ticketFor(ctx, person, ticketId);
    await audit(ctx, {
      action: 'macro.apply',
      subject: { type: 'ticket', id: ticketId },
      detail: { macroId: id, name: macro.name, version: macro.version },
    });
    // Last, so that nobody who applies it meanwhile waits for more than the commit.
    await countUse(ctx, id);
    return { ticket: number, outcomes };
  });
}

/** By then it may be gone. */
const countUse = (ctx: Ctx, id: string) =>
  ctx.db.macro.updateMany({ where: { id }, data: { uses: { increment: 1 } } });

type Step = MacroAction | { do: 'reply' };

const stepsOf = ({ reply, actions }: LoadedMacro): Step[] => [
  ...(reply === null ? [] : [{ do: 'reply' } as const]),
  ...(actions as MacroAction[]),
];

async function take(
  ctx: Ctx,
  macro: LoadedMacro,
  step: Step,
  { person, ticketId, reply }: { person: ActingPerson; ticketId: string; reply: string | undefined },
): Promise<ActionOutcome> {
  const ticket = await ticketFor(ctx, person, ticketId);
  try {
    if (step.do !== 'reply') return { do: step.do, ...(await act(ctx, forPerson(step, person.id), ticket)) };
    const body = reply ?? filled(macro.reply ?? '', ticket.values);
    await replyToTicket(ctx, { number: ticket.number, body });
    return { do: 'reply', outcome: 'done', words: 'Replied.' };
  } catch (error) {
    if (!isDeskbellError(error)) throw error;
    const [does] = step.do === 'reply' ? ['reply'] : await actionsInWords(ctx, [step]);
    // Which fields of a step were wrong says nothing to who named only the macro.
    return fail(error.code, `“${macro.name}” could not ${does}: ${error.message} Nothing was done.`);
  }
}

/** The ticket as it is now, with what texts may name of it and of who applies the macro. */
async function ticketFor(ctx: Ctx, person: ActingPerson, id: string): Promise<RuledTicket> {
  const ticket = (await ruledTickets(ctx, [id])).get(id) ?? noSuchTicket();
  return { ...ticket, values: { ...ticket.values, 'agent.name': person.name } };
}

/**
 * The ticket, and those that it will be linked to, with all above them, locked in the one order in which all who lock
 * several do it. Whether they are there at all is found out by the step that links them.
 */
async function lockAll(ctx: Ctx, reference: string, { actions }: LoadedMacro): Promise<string> {
  const ticket = await loadTicket(ctx, reference);
  authorise(ctx.actor, 'edit', ticket);
  const linked = await ctx.db.ticket.findMany({
    where: {
      number: { in: (actions as MacroAction[]).flatMap((one) => (one.do === 'link' ? [one.to] : [])) },
    },
    select: { id: true },
  });
  await lockFamilies(
    ctx,
    [ticket, ...linked].map(({ id }) => id),
  );
  return ticket.id;
}
