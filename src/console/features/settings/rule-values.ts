/**
 * A rule as its form holds it: the same shape as in the contract, with every field present, so that the
 * server's `conditions.words.any` is the form's. Empty fields are left out again before it is sent.
 */
import type { RoutingActions, RoutingConditions } from '../../../contract/routing.ts';
import type { RoutingRule } from '../../../contract/rules.ts';

type Full<Value> = { [Key in keyof Value]-?: NonNullable<Value[Key]> };
type Choice = '' | 'true' | 'false';

export type RuleValues = {
  name: string;
  conditions: Omit<Full<RoutingConditions>, 'words' | 'requester'> & {
    words: Full<NonNullable<RoutingConditions['words']>>;
    requester: Omit<Full<NonNullable<RoutingConditions['requester']>>, 'guest' | 'external'> & {
      guest: Choice;
      external: Choice;
    };
  };
  actions: {
    queueId: string | null;
    kind: string;
    impact: string;
    urgency: string;
    category: string;
    tags: string[];
  };
};

const choice = (value: boolean | undefined): Choice => (value === undefined ? '' : value ? 'true' : 'false');
const answer = (value: Choice): boolean | undefined => (value === '' ? undefined : value === 'true');

export function valuesOf(rule: RoutingRule | null): RuleValues {
  const when = rule?.conditions ?? {};
  const who = when.requester ?? {};
  const then = rule?.actions ?? {};
  return {
    name: rule?.name ?? '',
    conditions: {
      channels: when.channels ?? [],
      conversations: when.conversations ?? [],
      kinds: when.kinds ?? [],
      sources: when.sources ?? [],
      requester: {
        emails: who.emails ?? [],
        emailDomains: who.emailDomains ?? [],
        teams: who.teams ?? [],
        locales: who.locales ?? [],
        timeZones: who.timeZones ?? [],
        guest: choice(who.guest),
        external: choice(who.external),
      },
      words: { all: when.words?.all ?? [], any: when.words?.any ?? [], none: when.words?.none ?? [] },
      pattern: when.pattern ?? '',
    },
    actions: {
      queueId: then.queueId ?? null,
      kind: then.kind ?? '',
      impact: then.impact ? String(then.impact) : '',
      urgency: then.urgency ? String(then.urgency) : '',
      category: then.category ?? '',
      tags: then.tags ?? [],
    },
  };
}

export function ruleOf(values: RuleValues) {
  const { requester, ...when } = values.conditions;
  const { impact, urgency, ...then } = values.actions;
  const who = { ...requester, guest: answer(requester.guest), external: answer(requester.external) };
  return {
    name: values.name,
    conditions: (filled({ ...when, requester: who }) ?? {}) as RoutingConditions,
    actions: (filled({
      ...then,
      impact: impact === '' ? undefined : Number(impact),
      urgency: urgency === '' ? undefined : Number(urgency),
    }) ?? {}) as RoutingActions,
  };
}

/** Without what is empty, at any depth; nothing left: undefined. */
function filled(value: unknown): unknown {
  if (value === '' || value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  if (typeof value !== 'object') return value;
  const parts = Object.entries(value)
    .map(([key, part]) => [key, filled(part)] as const)
    .filter(([, part]) => part !== undefined);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}
