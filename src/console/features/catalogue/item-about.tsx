import type { FormItem } from '../../../contract/catalogue-form.ts';
import classes from './catalogue.module.css';
import { costWords } from './catalogue-words.ts';

type ItemAboutProps = { item: Pick<FormItem, 'description' | 'cost' | 'needsApproval'> };

/** What one reads of an item before one asks for it. */
export function ItemAbout({ item: { description, cost, needsApproval } }: ItemAboutProps) {
  return (
    <>
      {description && (
        <span className={classes.description} dir="auto">
          {description}
        </span>
      )}
      {(cost || needsApproval) && (
        <span className={classes.marks}>
          {cost && <span>{costWords(cost)}</span>}
          {needsApproval && <span>Needs approval</span>}
        </span>
      )}
    </>
  );
}
