/** How changes are agreed to, in words. */
import type { ChangeSettings } from '../../../contract/settings.ts';
import { and, or } from '../settings/rule-words.ts';
import { riskWords, typeWords } from './change-words.ts';
import type { SettingsValues } from './settings-values.ts';

export const policyParts = [
  ['assess', 'To assess a normal change', 'An agent who has no part in it'],
  ['normal', 'To approve a normal change', 'An admin who has no part in it'],
  ['emergency', 'To approve an emergency', 'An admin who has no part in it'],
  ['freeze', 'Besides, for an emergency in a freeze', 'Nobody'],
] as const satisfies [keyof ChangeSettings['policies'], string, string][];

/** Who decides about templates that are proposed. */
export const managerKinds: Record<SettingsValues['factory']['manager']['who'], string> = {
  admins: 'Admins alone',
  people: 'People',
  team: 'A team',
};

/** `After 5 normal changes that are alike and went well within 365 days.` */
export function factoryWords({ after, days }: ChangeSettings['factory']): string {
  if (after === 0) return 'No template is proposed.';
  const many = after === 1 ? 'a normal change' : `${after} normal changes`;
  const since = `within ${days === 1 ? 'a day' : `${days} days`}`;
  return `After ${many} that ${after === 1 ? 'went well' : 'are alike and went well'} ${since} a template is proposed.`;
}

/** How likely it is that something goes wrong. */
export const likelihoodWords: Record<1 | 2 | 3, string> = { 1: 'Likely', 2: 'Possible', 3: 'Unlikely' };

type Rule = Omit<ChangeSettings['risk']['rules'][number], 'name'>;

/** `High risk for emergency changes that touch a service of tier 1 or 2 and 3 services or more`. */
export function ruleWords({ types, tiers, services, risk }: Rule): string {
  const whose =
    types.length === 0
      ? 'all changes'
      : `${and.format(types.map((type) => typeWords[type].toLowerCase()))} changes`;
  const parts = [
    ...(tiers.length > 0 ? [`a service of tier ${or.format(tiers.map(String))}`] : []),
    ...(services === null ? [] : [services === 1 ? 'a service' : `${services} services or more`]),
  ];
  return `${riskWords[risk]} for ${whose}${parts.length > 0 ? ` that touch ${and.format(parts)}` : ''}`;
}
