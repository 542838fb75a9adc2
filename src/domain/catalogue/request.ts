import type { z } from 'zod';
import { type RequestedItem, RequestItem } from '../../contract/catalogue.ts';
import { actingAs, type Ctx, inTransaction, systemActor } from '../../lib/context.ts';
import { fail, failField } from '../../lib/errors.ts';
import { isId } from '../../lib/ids.ts';
import { parse } from '../../lib/parse.ts';
import { visible } from '../../lib/text.ts';
import { askForApproval } from '../approvals/ask.ts';
import { audit } from '../audit/record.ts';
import { requirePerson } from '../people/policy.ts';
import { type Intake, openTicket } from '../tickets/open.ts';
import { makeProject } from '../tickets/project.ts';
import { answersInWords, peopleIn, readAnswers } from './answers.ts';
import { goOn } from './fulfil.ts';
import { contentOf, isOffered } from './offered.ts';
import { requestOf } from './view.ts';

/**
 * Asks for an item: opens a ticket with the answers, asks those who have to agree, and begins what is done for it if nobody
 * has.
 * @returns undefined when the delivery was handled before
 * @throws `not_found` for what is not offered; `invalid` with all questions that are answered wrongly
 */
export async function requestItem(
  ctx: Ctx,
  input: z.input<typeof RequestItem>,
  intake?: Intake,
): Promise<RequestedItem | undefined> {
  const me = requirePerson(ctx);
  const { id, answers: given, requesterId, attachmentIds } = parse(RequestItem, input);
  return inTransaction(ctx, async (ctx) => {
    const item = await ctx.db.catalogueItem.findUnique({ where: { id } });
    if (!item || item.archivedAt || !isOffered(contentOf(item), me, ctx.origin.channel)) {
      return fail('not_found', 'There is no such item, or it is not offered to you here.');
    }
    const content = contentOf(item);
    const { answers, problems } = readAnswers(content.fields, given);
    if (problems.length > 0) {
      const [{ field, message }] = problems as [(typeof problems)[0]];
      const label = content.fields.find(({ name }) => name === field)?.label ?? field;
      fail('invalid', `${asked(label)} ${message}`, {
        problems: problems.map((one) => ({ ...one, field: `answers.${one.field}` })),
      });
    }
    const names = await namesOf(ctx, peopleIn(content.fields, answers));
    for (const { name, type } of content.fields) {
      const who = answers[name];
      if (type === 'person' && who && !names.has(who))
        failField(`answers.${name}`, 'There is no such person.');
    }
    const said = answersInWords(content.fields, answers, (who) => names.get(who) ?? '');
    const cost = content.cost ? [`Cost: ${content.cost.amount} ${content.cost.currency}`] : [];
    const lines = [...said.map(({ label, value }) => `${asked(label)} ${value}`), ...cost];
    const opened = await openTicket(
      ctx,
      {
        ...{ kind: 'request', title: visible(item.name), queueId: content.queueId, attachmentIds },
        description: lines.length > 0 ? lines.join('\n') : item.name,
        ...{ impact: content.impact, urgency: content.urgency, tags: content.tags },
        ...(content.category ? { category: content.category } : {}),
        ...(requesterId ? { requesterId } : {}),
      },
      intake,
    );
    if (!opened) return undefined;
    await ctx.db.catalogueRequest.create({
      data: {
        ...{ ticketId: opened.id, itemId: id, version: item.version, answers, createdAt: ctx.now() },
        state: content.approvalPolicyId ? 'approval' : 'fulfilling',
        steps: { create: content.steps.map((_, position) => ({ position })) },
      },
    });
    await audit(ctx, {
      ...{ action: 'catalogue.request', subject: { type: 'ticket', id: opened.id } },
      detail: { item: id, version: item.version },
    });
    const desk = actingAs(ctx, systemActor('catalogue'));
    if (content.steps.length > 0) await makeProject(desk, { number: opened.number });
    if (content.approvalPolicyId) {
      const approval = await askForApproval(desk, {
        number: opened.number,
        policyId: content.approvalPolicyId,
      });
      await ctx.db.catalogueRequest.update({
        where: { ticketId: opened.id },
        data: { approvalId: approval.id, workAt: approval.state === 'pending' ? null : ctx.now() },
      });
      if (approval.state !== 'pending') ctx.publish({ topic: 'requests' });
    } else await goOn(desk, opened.id);
    return requestOf(desk, opened.number);
  });
}

/** A question before what stands behind it. */
const asked = (label: string): string => (/[?!.:]$/.test(label) ? label : `${label}:`);

async function namesOf(ctx: Ctx, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const people = await ctx.db.person.findMany({
    where: { id: { in: ids.filter(isId) }, active: true },
    select: { id: true, name: true },
  });
  return new Map(people.map(({ id, name }) => [id, name]));
}
