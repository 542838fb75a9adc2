import type { ReactNode } from 'react';
import classes from '../settings/settings.module.css';
import { levelWords } from '../ticket/words.ts';
import { likelihoodWords } from './settings-words.ts';

type Level = 1 | 2 | 3;
const levels: readonly Level[] = [1, 2, 3];

/** A table by likelihood and impact. @param cell what stands where they meet */
export const RiskTable = ({ cell }: { cell: (likelihood: Level, impact: Level) => ReactNode }) => (
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
            <td key={impact}>{cell(likelihood, impact)}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
