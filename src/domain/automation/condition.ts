import type { Comparison, Condition } from '../../contract/automation.ts';
import { HOUR } from '../../lib/clock.ts';
import { type FoldedText, firstWord, foldText } from '../routing/words.ts';

/** What is known of a ticket, and of what happened to it, when a condition is asked. */
export type Facts = {
  kind: string;
  state: string;
  holdReason: string | null;
  source: string;
  channel: string;
  queueId: string;
  assigneeId: string | null;
  requesterId: string;
  requester: { email: string; teamIds: readonly string[]; guest: boolean; external: boolean };
  category: string | null;
  tags: readonly string[];
  priority: number;
  impact: number;
  urgency: number;
  /** Null: it is no planned change. */
  changeType: string | null;
  changeRisk: string | null;
  title: string;
  description: string;
  /** What was just said; empty where nothing was. */
  message: string;
  createdAt: Date;
};

/** Whether a condition holds, and the comparison that decided it. */
export type Held = { holds: boolean; by: Comparison | null };

/**
 * Asks a condition of a ticket. Pure; asks no more than it must. `all` of none holds.
 * @param at the instant that the age of a ticket is measured by
 */
export function ask(condition: Condition | null, facts: Facts, at: Date): Held {
  const folded = foldedOf(facts);
  const textOf = (field: TextField) => {
    folded[field] ??= foldText(facts[field]);
    return folded[field];
  };

  function decide(tree: Condition): Held {
    if ('field' in tree) return { holds: compare(tree, facts, at, textOf), by: tree };
    if ('not' in tree) {
      const { holds, by } = decide(tree.not);
      return { holds: !holds, by };
    }
    const wanted = 'any' in tree;
    let last: Held = { holds: !wanted, by: null };
    for (const part of 'any' in tree ? tree.any : tree.all) {
      last = decide(part);
      if (last.holds === wanted) return last;
    }
    return last;
  }

  return condition === null ? { holds: true, by: null } : decide(condition);
}

type TextField = 'title' | 'description' | 'message';
type Folded = Partial<Record<TextField, FoldedText>>;
/** Once for all rules that ask the same facts: of long texts this is most of the work. */
const memory = new WeakMap<Facts, Folded>();

function foldedOf(facts: Facts): Folded {
  const folded = memory.get(facts) ?? {};
  memory.set(facts, folded);
  return folded;
}

function compare(one: Comparison, facts: Facts, at: Date, textOf: (field: TextField) => FoldedText): boolean {
  switch (one.field) {
    case 'kind':
      return among(one, facts.kind);
    case 'state':
      return among(one, facts.state);
    case 'hold_reason':
      return among(one, facts.holdReason);
    case 'change_type':
      return among(one, facts.changeType);
    case 'change_risk':
      return among(one, facts.changeRisk);
    case 'source':
      return among(one, facts.source);
    case 'channel':
      return among(one, facts.channel);
    case 'queue':
      return among(one, facts.queueId);
    case 'assignee':
      return among(one, facts.assigneeId);
    case 'requester':
      return among(one, facts.requesterId);
    case 'requester_team':
      return anyAmong(one, facts.requester.teamIds);
    case 'requester_domain':
      return among(lowered(one), facts.requester.email.slice(facts.requester.email.lastIndexOf('@') + 1));
    case 'category':
      return among(lowered(one), facts.category?.toLowerCase() ?? null);
    case 'tag':
      return anyAmong(one, facts.tags);
    case 'priority':
    case 'impact':
    case 'urgency':
      return measures(one, facts[one.field]);
    case 'age':
      return measures(one, (at.getTime() - facts.createdAt.getTime()) / HOUR);
    case 'title':
    case 'description':
    case 'message':
      return (firstWord(textOf(one.field), one.value) !== undefined) === (one.op === 'contains');
    case 'assigned':
      return (facts.assigneeId !== null) === one.value;
    case 'guest':
    case 'external':
      return facts.requester[one.field] === one.value;
  }
}

type Choice = { op: 'is' | 'is_not'; value: readonly string[] };

const among = ({ op, value }: Choice, actual: string | null): boolean =>
  (actual !== null && value.includes(actual)) === (op === 'is');
const anyAmong = ({ op, value }: Choice, actual: readonly string[]): boolean =>
  value.some((one) => actual.includes(one)) === (op === 'is');
const lowered = ({ op, value }: Choice): Choice => ({ op, value: value.map((one) => one.toLowerCase()) });

function measures({ op, value }: { op: 'is' | 'at_least' | 'at_most'; value: number }, actual: number) {
  if (op === 'is') return actual === value;
  return op === 'at_least' ? actual >= value : actual <= value;
}
