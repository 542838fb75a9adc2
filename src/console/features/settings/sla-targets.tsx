import { Text, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { SlaMetric, type SlaTerms } from '../../../contract/sla.ts';
import { metricWords } from '../../ui/clock-badge.tsx';
import { durationTyped, durationWords, minutesTyped } from '../../ui/duration.ts';
import { Priority } from '../../ui/priority.tsx';
import classes from './settings.module.css';
import styles from './sla.module.css';
import type { SlaValues } from './sla-values.ts';

type SlaForm = Pick<ReturnType<typeof useForm<SlaValues>>, 'errors' | 'getInputProps' | 'setFieldValue'>;

const all = [1, 2, 3, 4, 5];

/** The times for each priority, as they are typed. */
export function TargetFields({ form }: { form: SlaForm }) {
  return (
    <fieldset className={classes.group}>
      <legend>Times</legend>
      <table className={styles.targetFields}>
        <thead>
          <tr>
            <th scope="col">Priority</th>
            {SlaMetric.options.map((metric) => (
              <th key={metric} scope="col">
                {metricWords[metric]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map((priority, index) => (
            <tr key={priority}>
              <th scope="row">
                <Priority value={priority} short />
              </th>
              {SlaMetric.options.map((metric) => (
                <td key={metric}>
                  <TargetField form={form} metric={metric} index={index} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {form.errors['terms.targets'] && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {form.errors['terms.targets']}
        </Text>
      )}
      <dl className={styles.help}>
        <div>
          <dt>First response</dt>
          <dd>
            From when the ticket was opened until an agent first answers its requester. Only a person counts:
            what bots and Deskbell itself write does not.
          </dd>
        </div>
        <div>
          <dt>Next response</dt>
          <dd>From each further message of the requester until an agent answers it.</dd>
        </div>
        <div>
          <dt>Resolution</dt>
          <dd>
            From when the ticket was opened until it is resolved. If it is reopened, the time goes on where it
            was.
          </dd>
        </div>
        <div>
          <dt>An empty field</dt>
          <dd>promises nothing.</dd>
        </div>
      </dl>
    </fieldset>
  );
}

type TargetFieldProps = { form: SlaForm; metric: SlaMetric; index: number };

function TargetField({ form, metric, index }: TargetFieldProps) {
  const path = `terms.targets.${metric}.${index}`;
  const { onBlur, ...input } = form.getInputProps(path);
  return (
    <TextInput
      aria-label={`${metricWords[metric]}, P${index + 1}`}
      placeholder="none"
      {...input}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={(event) => {
        // As it was understood.
        const minutes = minutesTyped(event.currentTarget.value);
        if (minutes !== undefined) form.setFieldValue(path, durationTyped(minutes));
        onBlur?.(event);
      }}
    />
  );
}

type TargetTableProps = { targets: SlaTerms['targets']; priorities: readonly number[] | undefined };

/** The times for each priority that the policy is for, to be read. */
export function TargetTable({ targets, priorities = all }: TargetTableProps) {
  const shown = SlaMetric.options.filter((metric) => targets[metric]);
  return (
    <table className={styles.targets}>
      <thead>
        <tr>
          <th scope="col">Priority</th>
          {shown.map((metric) => (
            <th key={metric} scope="col">
              {metricWords[metric]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {priorities.map((priority) => (
          <tr key={priority}>
            <th scope="row">P{priority}</th>
            {shown.map((metric) => {
              const minutes = targets[metric]?.[priority - 1] ?? null;
              return <td key={metric}>{minutes === null ? '–' : durationWords(minutes)}</td>;
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
