import { usePeopleNames } from '../../ui/people-found.tsx';
import { useNames } from '../settings/names.ts';
import type { RuleNames } from './condition-words.ts';

/** The names behind the ids of rules; of people, those who are asked for. */
export function useRuleNames(people: readonly string[]): RuleNames {
  const person = usePeopleNames(people);
  return { ...useNames(), person };
}
