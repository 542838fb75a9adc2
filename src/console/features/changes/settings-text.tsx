import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import type { ChangeSettings } from '../../../contract/settings.ts';
import { queryOf } from '../../call.ts';
import settings from '../settings/settings.module.css';
import { findingWords, riskWords } from './change-words.ts';
import classes from './changes.module.css';
import { RiskTable } from './risk-table.tsx';
import { factoryWords, likelihoodWords, policyParts, ruleWords } from './settings-words.ts';

/** How changes are agreed to, for who may only read it. */
export function ChangeSettingsText({ settings: set }: { settings: ChangeSettings }) {
  const policies = useQuery(queryOf(api.approvalPolicies.list, {})).data?.items ?? [];
  const { questions, matrix, rules } = set.risk;
  return (
    <div className={`${settings.panel} ${settings.pad} ${classes.text}`}>
      <h2>Who is asked</h2>
      <dl className={classes.facts}>
        {policyParts.map(([part, label, otherwise]) => (
          <div key={part}>
            <dt>{label}</dt>
            <dd>
              <bdi>{policies.find(({ id }) => id === set.policies[part])?.name ?? otherwise}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <h2>What keeps a change from being submitted</h2>
      {set.blocks.length === 0 && <p>Nothing: all that is found only warns.</p>}
      <ul>
        {set.blocks.map((kind) => (
          <li key={kind}>{findingWords[kind]}</li>
        ))}
      </ul>
      <h2>Time</h2>
      <p>
        Whoever carries it out is reminded {set.remindMinutes} minutes before.{' '}
        {set.closeDays === null
          ? 'No change closes by itself.'
          : `What went well closes by itself after ${set.closeDays} ${set.closeDays === 1 ? 'day' : 'days'}.`}
      </p>
      <h2>Proposed templates</h2>
      <p>{factoryWords(set.factory)}</p>
      <h2>Questions about its risk</h2>
      {questions.length === 0 && <p>There are none.</p>}
      <ul>
        {questions.map(({ id, text, answers }) => (
          <li key={id}>
            {text}
            <ul>
              {answers.map((answer) => (
                <li key={answer.text}>
                  {answer.text}: {likelihoodWords[answer.likelihood].toLowerCase()} that it goes wrong
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <h2>Risk by likelihood and impact</h2>
      <RiskTable cell={(likelihood, impact) => riskWords[matrix[likelihood - 1]?.[impact - 1] ?? 'high']} />
      <h2>Rules</h2>
      {rules.length === 0 && <p>There are none.</p>}
      <ul>
        {rules.map((rule) => (
          <li key={rule.name}>
            <bdi>{rule.name}</bdi>: {ruleWords(rule)}
          </li>
        ))}
      </ul>
    </div>
  );
}
