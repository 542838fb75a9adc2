/**
 * Which rule takes a new ticket. Ordered, the first rule that holds wins, and when none does there is the
 * default. Routing for real and the dry run that explains it are two readings of one evaluator.
 */
import type { RoutingActions, RoutingConditions } from '../../contract/routing.ts';
import { type Failure, factFailure, type RoutingFacts, wordsFailure } from './conditions.ts';
import type { PatternAnswer } from './pattern.ts';
import { type FoldedText, foldText } from './words.ts';

export interface RoutingRule {
  id: string;
  version: number;
  /** Lower goes first; equal positions go by id, so that every replica agrees. */
  position: number;
  name: string;
  enabled: boolean;
  conditions: RoutingConditions;
  actions: RoutingActions;
}

/** What was decided, and by what. `actions` of the default are empty: the desk's own defaults stand. */
export type Routed =
  | { by: 'rule'; ruleId: string; ruleVersion: number; actions: RoutingActions }
  | { by: 'default'; actions: RoutingActions };

/** One line of a dry run. `shadowed`: it holds, but an earlier rule has taken the ticket. */
export interface RuleExplained {
  ruleId: string;
  ruleVersion: number;
  name: string;
  outcome: 'fires' | 'shadowed' | 'fails' | 'disabled';
  /** The first condition that failed, by its path in the rule (`words.any`); null when all hold. */
  condition: string | null;
  /** In plain words, ready to show. */
  why: string;
}

export interface RoutingTools {
  testPattern: (source: string, text: string) => Promise<PatternAnswer>;
}

/**
 * The decision for these facts. A promise only when a pattern had to be tested, which happens only for rules
 * whose other conditions all hold; without one the answer is there at once.
 * A pattern that takes too long counts as not matching.
 */
export function route(
  rules: readonly RoutingRule[],
  facts: RoutingFacts,
  tools: RoutingTools,
): Routed | Promise<Routed> {
  return drive(firstToHold(rules, facts), facts, tools);
}

/** The dry run: what every rule says to these facts, in order, and the decision {@link route} would make. */
export function explain(
  rules: readonly RoutingRule[],
  facts: RoutingFacts,
  tools: RoutingTools,
): { routed: Routed; rules: RuleExplained[] } | Promise<{ routed: Routed; rules: RuleExplained[] }> {
  return drive(everyRule(rules, facts), facts, tools);
}

/** Yields a pattern to be tested against the facts' text, is resumed with the answer, returns a `T`. */
type Steps<T> = Generator<string, T, PatternAnswer>;

function* firstToHold(rules: readonly RoutingRule[], facts: RoutingFacts): Steps<Routed> {
  const text = foldedOnce(facts);
  for (const rule of inOrder(rules)) {
    if (rule.enabled && (yield* firstFailure(rule.conditions, facts, text)) === null) return taken(rule);
  }
  return byDefault();
}

function* everyRule(
  rules: readonly RoutingRule[],
  facts: RoutingFacts,
): Steps<{ routed: Routed; rules: RuleExplained[] }> {
  const text = foldedOnce(facts);
  const explained: RuleExplained[] = [];
  let winner: RoutingRule | null = null;
  for (const rule of inOrder(rules)) {
    const about = { ruleId: rule.id, ruleVersion: rule.version, name: rule.name };
    if (!rule.enabled) {
      explained.push({ ...about, outcome: 'disabled', condition: null, why: 'the rule is switched off' });
      continue;
    }
    const failure = yield* firstFailure(rule.conditions, facts, text);
    if (failure) {
      const { condition, why } = failure;
      explained.push({ ...about, outcome: 'fails', condition, why: why() });
    } else if (winner) {
      const why = `every condition holds, but the rule "${winner.name}" comes first`;
      explained.push({ ...about, outcome: 'shadowed', condition: null, why });
    } else {
      winner = rule;
      explained.push({ ...about, outcome: 'fires', condition: null, why: 'every condition holds' });
    }
  }
  return { routed: winner ? taken(winner) : byDefault(), rules: explained };
}

/** The first condition that does not hold; the cheap ones are asked first, the pattern last. */
function* firstFailure(
  when: RoutingConditions,
  facts: RoutingFacts,
  text: () => FoldedText,
): Steps<Failure | null> {
  const failure = factFailure(when, facts) ?? wordsFailure(when, text);
  if (failure || when.pattern === undefined) return failure;
  const answer = yield when.pattern;
  return answer === 'match' ? null : { condition: 'pattern', why: () => patternWords[answer] };
}

const patternWords: Record<Exclude<PatternAnswer, 'match'>, string> = {
  no_match: 'the text does not match the pattern',
  timeout: 'the pattern took too long on this text, which counts as no match',
  failed: 'the pattern could not be run, which counts as no match',
};

/** Runs the steps to their end: at once as long as no pattern is asked for, else as a promise. */
function drive<T>(steps: Steps<T>, facts: RoutingFacts, tools: RoutingTools): T | Promise<T> {
  const first = steps.next();
  return first.done ? first.value : answerAll(steps, first.value, facts, tools);
}

async function answerAll<T>(steps: Steps<T>, first: string, facts: RoutingFacts, tools: RoutingTools) {
  let pattern = first;
  for (;;) {
    const next = steps.next(await tools.testPattern(pattern, facts.text));
    if (next.done) return next.value;
    pattern = next.value;
  }
}

/** Folding costs most of what matching does, so it waits for the first rule that looks at words. */
function foldedOnce(facts: RoutingFacts): () => FoldedText {
  let folded: FoldedText | undefined;
  return () => {
    folded ??= foldText(facts.text);
    return folded;
  };
}

function inOrder(rules: readonly RoutingRule[]): RoutingRule[] {
  return rules.toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
}

function taken(rule: RoutingRule): Routed {
  return { by: 'rule', ruleId: rule.id, ruleVersion: rule.version, actions: rule.actions };
}

function byDefault(): Routed {
  return { by: 'default', actions: {} };
}
