import { CHANGE_RISKS, type ChangeRisk, type ChangeType } from '../../contract/changes.ts';
import type { ChangeSettings } from '../../contract/settings.ts';

import type { Touched } from './facts.ts';
import type { LoadedChange } from './load.ts';

export type RiskFacts = {
  type: ChangeType;
  /** 1 is the worst. */
  impact: 1 | 2 | 3;
  /** The position of an answer by the id of its question. */
  answers: Readonly<Record<string, number>>;
  /** The tiers of its services, and of those that need them. */
  tiers: readonly number[];
  /** How many services it touches itself. */
  services: number;
};

const LIKELY = { 1: 'likely', 2: 'possible', 3: 'unlikely' } as const;
const IMPACT = { 1: 'high', 2: 'medium', 3: 'low' } as const;

/**
 * How risky a change is: the highest of what likelihood and impact say by the matrix and of what the rules say, with what
 * decided it. How likely it goes wrong is the worst answer; a question that nobody has answered is taken as possible.
 */
export function riskOf(
  { questions, matrix, rules }: ChangeSettings['risk'],
  { type, impact, answers, tiers, services }: RiskFacts,
): { risk: ChangeRisk; because: string; unanswered: number } {
  const given = questions.map(({ id, answers: all }) => all[answers[id] ?? -1]);
  const likelihood = Math.min(...given.map((answer) => answer?.likelihood ?? 2), 3) as 1 | 2 | 3;
  const worst = questions[given.findIndex((answer) => answer?.likelihood === likelihood)];
  const why = worst ? `: “${worst.text}” ${given[questions.indexOf(worst)]?.text}` : '';
  const byMatrix = {
    risk: matrix[likelihood - 1]?.[impact - 1] ?? 'high',
    because: `It is ${LIKELY[likelihood]} that it goes wrong, and the impact is ${IMPACT[impact]}${why}`,
  };
  const byRules = rules
    .filter(
      (rule) =>
        (rule.types.length === 0 || rule.types.includes(type)) &&
        (rule.tiers.length === 0 || rule.tiers.some((tier) => tiers.includes(tier))) &&
        (rule.services === null || services >= rule.services),
    )
    .map(({ name, risk }) => ({ risk, because: `By the rule “${name}”` }));
  // Of equals the first decides.
  const decided = [byMatrix, ...byRules].reduce((most, one) =>
    CHANGE_RISKS.indexOf(one.risk) > CHANGE_RISKS.indexOf(most.risk) ? one : most,
  );
  return { ...decided, unanswered: given.filter((answer) => answer === undefined).length };
}

/** As it is planned. @param touched its services, and those that need them */
export const riskOfChange = (
  settings: ChangeSettings['risk'],
  { type, answers, services }: Pick<LoadedChange, 'type' | 'answers' | 'services'>,
  impact: RiskFacts['impact'],
  touched: readonly Touched[],
) =>
  riskOf(settings, {
    ...{ type, impact, services: services.length, answers: answers as Record<string, number> },
    tiers: touched.map(({ tier }) => tier),
  });
