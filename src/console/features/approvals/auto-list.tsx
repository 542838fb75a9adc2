import { ActionIcon, Button, NativeSelect, Text } from '@mantine/core';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { ConditionEditor } from '../automation/condition-editor.tsx';
import settings from '../settings/settings.module.css';
import classes from './approvals.module.css';
import type { PolicyFormPart } from './group-fields.tsx';
import { autoErrors, newAuto } from './policy-values.ts';

/** The contract's limit. */
const MOST = 10;
const decisions = [
  { value: 'approve', label: 'Approve without a vote' },
  { value: 'reject', label: 'Reject without a vote' },
];

/** What is decided at once, by the first condition that holds. */
export function AutoList({ form }: { form: PolicyFormPart }) {
  const { auto } = form.getValues();
  // Said once one wants to save it.
  const errors = form.errors.auto ? autoErrors(form.getValues()) : {};
  return (
    <fieldset className={settings.group}>
      <legend>Without asking anybody</legend>
      {auto.map(({ key, tree }, index) => (
        <section key={key} className={classes.stage} aria-label={`Decision ${index + 1}`}>
          <div className={classes.stageHead}>
            <NativeSelect
              aria-label={`Decision ${index + 1}: what`}
              data={decisions}
              {...form.getInputProps(`auto.${index}.decide`)}
            />
            <ActionIcon
              aria-label={`Remove decision ${index + 1}`}
              onClick={() => form.removeListItem('auto', index)}
            >
              <CloseIcon size={16} />
            </ActionIcon>
          </div>
          <ConditionEditor
            tree={tree}
            onChange={(next) => form.setFieldValue(`auto.${index}.tree`, next)}
            errors={errors[key] ?? {}}
            empty="Never, as long as it asks nothing."
          />
        </section>
      ))}
      {form.errors.auto && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" mb="xs">
          {form.errors.auto}
        </Text>
      )}
      {auto.length < MOST && (
        <Button
          variant="default"
          size="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={() => form.insertListItem('auto', newAuto())}
          data-path="auto"
        >
          Decide by a condition
        </Button>
      )}
    </fieldset>
  );
}
