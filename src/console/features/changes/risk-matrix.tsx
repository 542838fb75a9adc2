import { NativeSelect } from '@mantine/core';
import classes from '../settings/settings.module.css';
import { levelWords } from '../ticket/words.ts';
import { riskWords } from './change-words.ts';
import type { SettingsFormOf } from './settings-form.tsx';
import { likelihoodWords } from './settings-words.ts';

const levels = [1, 2, 3] as const;
const risks = Object.entries(riskWords).map(([value, label]) => ({ value, label }));

/** What likelihood and impact make. */
export function RiskMatrix({ form }: { form: SettingsFormOf }) {
  return (
    <fieldset className={classes.group}>
      <legend>Risk by likelihood and impact</legend>
      <div className={classes.scroll}>
        <table className={classes.matrix}>
          <thead>
            <tr>
              <th scope="col">It goes wrong ↓ Impact →</th>
              {levels.map((impact) => (
                <th key={impact} scope="col">
                  {levelWords[impact]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {levels.map((likelihood) => (
              <tr key={likelihood}>
                <th scope="row">{likelihoodWords[likelihood]}</th>
                {levels.map((impact) => (
                  <td key={impact}>
                    <NativeSelect
                      miw="9.5rem"
                      aria-label={`${likelihoodWords[likelihood]}, impact ${levelWords[impact].toLowerCase()}`}
                      data={risks}
                      {...form.getInputProps(`changes.risk.matrix.${likelihood - 1}.${impact - 1}`)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </fieldset>
  );
}
