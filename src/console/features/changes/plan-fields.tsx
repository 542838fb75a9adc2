import { Textarea } from '@mantine/core';
import type { ChangeTemplate } from '../../../contract/change-templates.ts';
import { PlainText } from '../../ui/plain-text.tsx';
import { planParts } from './change-words.ts';
import classes from './changes.module.css';
import type { PlanFormValues } from './plan-form.tsx';

const hints: Record<(typeof planParts)[number][0], string> = {
  reason: 'Why it is done, and what happens if it is not',
  plan: 'Step by step, so that another one could do it',
  testPlan: 'How one sees that it worked',
  backoutPlan: 'How all becomes as it was, and when that is decided',
};

type PlanFieldsProps = {
  form: PlanFormValues;
  /** Of a standard change: it says what is done. */
  template: ChangeTemplate | undefined;
};

export function PlanFields({ form, template }: PlanFieldsProps) {
  if (template) {
    return (
      <section aria-label={`What the template “${template.name}” says`} className={classes.fixed}>
        {planParts.map(
          ([field, name]) =>
            template.content[field] && (
              <div key={field}>
                <h2 className={classes.part}>{name}</h2>
                <PlainText>{template.content[field]}</PlainText>
              </div>
            ),
        )}
      </section>
    );
  }
  return planParts.map(([field, name]) => (
    <Textarea key={field} label={name} description={hints[field]} dir="auto" {...form.getInputProps(field)} />
  ));
}
