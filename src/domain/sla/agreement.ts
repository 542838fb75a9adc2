import type { SlaConditions, SlaTerms } from '../../contract/sla.ts';
import type { Ctx } from '../../lib/context.ts';
import { ALWAYS, type CalendarDefinition, type Hours, hoursOf } from '../calendars/hours.ts';
import { type RoutingFacts, requesterFailure } from '../routing/conditions.ts';
import { type Directory, directoryOf } from '../settings/directory.ts';

/**
 * Which policy holds for a ticket, and by which calendar, in the versions that they had. It stands with the ticket:
 * an open one follows what admins change, one that is done keeps what held for it.
 */
export type Agreement = {
  policyId: string;
  policyVersion: number;
  /** Null: every hour of every day. */
  calendarId: string | null;
  calendarVersion: number | null;
};

export const isSameAgreement = (one: Agreement | null, other: Agreement | null): boolean =>
  one?.policyId === other?.policyId &&
  one?.policyVersion === other?.policyVersion &&
  one?.calendarId === other?.calendarId &&
  one?.calendarVersion === other?.calendarVersion;

/** An agreement with what it says. */
export type Agreed = { agreement: Agreement; terms: SlaTerms; hours: Hours };

/** What a policy may ask of a ticket. */
export type SlaFacts = {
  queueId: string;
  kind: 'incident' | 'request' | 'change' | 'problem';
  priority: number;
  category: string | null;
  /** A calendar of its own. */
  calendarId: string | null;
  requester: RoutingFacts['requester'];
};

/**
 * The first policy whose conditions hold. Its times are those of the ticket's own calendar, else of its queue's, else
 * of the policy's, else of every hour.
 */
export function agree(
  { slaPolicies, calendars, queues }: Pick<Directory, 'slaPolicies' | 'calendars' | 'queues'>,
  facts: SlaFacts,
): Agreed | null {
  const policy = slaPolicies.find(({ enabled, conditions }) => enabled && holds(conditions, facts));
  if (!policy) return null;
  const calendarId =
    facts.calendarId ?? queues.get(facts.queueId)?.calendarId ?? policy.terms.calendarId ?? null;
  const calendar = calendarId === null ? undefined : calendars.get(calendarId);
  return {
    agreement: {
      policyId: policy.id,
      policyVersion: policy.version,
      calendarId: calendar?.id ?? null,
      calendarVersion: calendar?.version ?? null,
    },
    terms: policy.terms,
    hours: calendar?.hours ?? ALWAYS,
  };
}

function holds(when: SlaConditions, facts: SlaFacts): boolean {
  const among = <Value>(wanted: readonly Value[] | undefined, value: Value | null) =>
    !wanted || (value !== null && wanted.includes(value));
  return (
    among(when.queues, facts.queueId) &&
    among(when.kinds, facts.kind) &&
    among(when.priorities, facts.priority) &&
    among(lowered(when.categories), facts.category?.toLowerCase() ?? null) &&
    requesterFailure(when.requester, facts.requester) === null
  );
}

const lowered = (texts: readonly string[] | undefined) => texts?.map((text) => text.toLowerCase());

/** What an agreement said in the versions that it names, which may be old ones. */
export async function agreedBy(ctx: Ctx, agreement: Agreement): Promise<Agreed> {
  const { slaPolicies, calendars } = await directoryOf(ctx);
  const policy = slaPolicies.find(
    ({ id, version }) => id === agreement.policyId && version === agreement.policyVersion,
  );
  const terms =
    policy?.terms ??
    ((
      await ctx.db.slaPolicyVersion.findUniqueOrThrow({
        where: {
          policyId_version: { policyId: agreement.policyId, version: agreement.policyVersion },
        },
      })
    ).terms as SlaTerms);
  return { agreement, terms, hours: await hoursIn(ctx, calendars, agreement) };
}

async function hoursIn(
  ctx: Ctx,
  calendars: Directory['calendars'],
  { calendarId, calendarVersion: version }: Agreement,
): Promise<Hours> {
  if (calendarId === null || version === null) return ALWAYS;
  const calendar = calendars.get(calendarId);
  if (calendar?.version === version) return calendar.hours;
  const then = await ctx.db.calendarVersion.findUniqueOrThrow({
    where: { calendarId_version: { calendarId, version } },
  });
  return hoursOf(then as unknown as CalendarDefinition);
}
