import { Alert, NativeSelect, Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { CreateRule, type RoutingRule } from '../../../contract/rules.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { kindWords, levelOptions, optionsOf } from '../ticket/words.ts';
import { useNames } from './names.ts';
import { ConditionFields } from './rule-conditions.tsx';
import { type RuleValues, ruleOf, valuesOf } from './rule-values.ts';
import { actionWords, conditionWords, sentence } from './rule-words.ts';
import classes from './settings.module.css';

const unchanged = { value: '', label: 'As the queue says' };

export function RuleForm({ rule, onDone }: { rule: RoutingRule | null; onDone: () => void }) {
  const names = useNames();
  const form = useForm<RuleValues>({
    initialValues: valuesOf(rule),
    validate: (values) => checkedBy(CreateRule)(ruleOf(values)),
  });
  const options = { onProblem: atFields(form), onSuccess: onDone };
  const create = useVerb(api.routingRules.create, options);
  const update = useVerb(api.routingRules.update, options);
  const made = ruleOf(form.getValues());
  const submit = () => (rule ? update.mutate({ id: rule.id, ...made }) : create.mutate(made));
  const general = form.errors.actions ?? form.errors.conditions;

  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <ConditionFields form={form} teams={names.teams} />
        <fieldset className={classes.group}>
          <legend>Then</legend>
          <div className={classes.fields}>
            <Select
              label="Send it to"
              data={names.queues}
              placeholder="Where its conversation says"
              clearable
              searchable
              {...form.getInputProps('actions.queueId')}
            />
            <NativeSelect
              label="Kind"
              data={[unchanged, ...optionsOf(kindWords)]}
              {...form.getInputProps('actions.kind')}
            />
            <NativeSelect
              label="Impact"
              data={[unchanged, ...levelOptions]}
              {...form.getInputProps('actions.impact')}
            />
            <NativeSelect
              label="Urgency"
              data={[unchanged, ...levelOptions]}
              {...form.getInputProps('actions.urgency')}
            />
            <TextInput label="Category" {...form.getInputProps('actions.category')} />
            <TagsInput label="Tags to add" {...form.getInputProps('actions.tags')} />
          </div>
        </fieldset>
        <Alert variant="light" color="accent" bg="var(--accent-soft)" title="In words" role="status">
          {sentence(conditionWords(made.conditions, names))}: {actionWords(made.actions, names)}.
        </Alert>
        {general && (
          <Alert variant="light" color="red" bg="var(--bad-soft)" role="alert">
            {general}
          </Alert>
        )}
        <FormButtons
          submit={rule ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
