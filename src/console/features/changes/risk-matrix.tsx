import { NativeSelect } from '@mantine/core';
import classes from '../settings/settings.module.css';
import { levelWords } from '../ticket/words.ts';
import { riskWords } from './change-words.ts';
import { RiskTable } from './risk-table.tsx';
import type { SettingsFormOf } from './settings-form.tsx';
import { likelihoodWords } from './settings-words.ts';

const risks = Object.entries(riskWords).map(([value, label]) => ({ value, label }));

/** What likelihood and impact make. */
export function RiskMatrix({ form }: { form: SettingsFormOf }) {
  return (
    <fieldset className={classes.group}>
      <legend>Risk by likelihood and impact</legend>
      <div className={classes.scroll}>
        <RiskTable
          cell={(likelihood, impact) => (
            <NativeSelect
              miw="9.5rem"
              aria-label={`${likelihoodWords[likelihood]}, impact ${levelWords[impact].toLowerCase()}`}
              data={risks}
              {...form.getInputProps(`changes.risk.matrix.${likelihood - 1}.${impact - 1}`)}
            />
          )}
        />
      </div>
    </fieldset>
  );
}
