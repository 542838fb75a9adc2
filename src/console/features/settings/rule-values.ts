/**
 * A rule as its form holds it: the same shape as in the contract, with every field present, so that the
 * server's `conditions.words.any` is the form's. Empty fields are left out again before it is sent.
 */
import type { RoutingActions, RoutingConditions } from '../../../contract/routing.ts';
import type { RoutingRule } from '../../../contract/rules.ts';
import { type Full, filled, type RequesterValues, requesterOf, requesterValues } from './requester-values.ts';

export type RuleValues = {
  name: string;
  conditions: Omit<Full<RoutingConditions>, 'words' | 'requester'> & {
    words: Full<NonNullable<RoutingConditions['words']>>;
    requester: RequesterValues;
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

export function valuesOf(rule: RoutingRule | null): RuleValues {
  const when = rule?.conditions ?? {};
  const then = rule?.actions ?? {};
  return {
    name: rule?.name ?? '',
    conditions: {
      channels: when.channels ?? [],
      conversations: when.conversations ?? [],
      kinds: when.kinds ?? [],
      sources: when.sources ?? [],
      requester: requesterValues(when.requester),
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
  return {
    name: values.name,
    conditions: (filled({ ...when, requester: requesterOf(requester) }) ?? {}) as RoutingConditions,
    actions: (filled({
      ...then,
      impact: impact === '' ? undefined : Number(impact),
      urgency: urgency === '' ? undefined : Number(urgency),
    }) ?? {}) as RoutingActions,
  };
}
