import { Alert, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import type { AutomationRule } from '../../../contract/automation.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import settings from '../settings/settings.module.css';
import { atFields, toFirstError } from '../ticket/form.ts';
import { ActionList } from './action-list.tsx';
import { ConditionEditor } from './condition-editor.tsx';
import { type Draft, draftErrors, draftOf, ruleOf } from './draft.ts';
import { useRuleNames } from './names.ts';
import { peopleIn, ruleWords } from './rule-words.ts';
import type { Group as Tree } from './tree.ts';
import { type DraftForm, TriggerFields } from './trigger-fields.tsx';
import { TryRule } from './try-rule.tsx';

type AutomationFormProps = { rule: AutomationRule | null; onDone: () => void };

export function AutomationForm({ rule, onDone }: AutomationFormProps) {
  const { timeZone } = useMe();
  const form = useForm<Draft>({ initialValues: draftOf(rule, timeZone), validate: draftErrors });
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: AutomationRule) => {
      showDone(`${name} was ${rule ? 'saved' : 'added'}.`);
      onDone();
    },
  };
  const create = useVerb(api.automations.create, options);
  const update = useVerb(api.automations.update, options);
  const submit = () => {
    const made = ruleOf(form.getValues());
    return rule ? update.mutate({ id: rule.id, ...made }) : create.mutate(made);
  };
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TriggerFields form={form} />
        <fieldset className={settings.group}>
          <legend>If</legend>
          <ConditionEditor
            tree={form.getValues().condition}
            onChange={(tree) => setTree(form, tree)}
            errors={form.errors}
          />
        </fieldset>
        <fieldset className={settings.group}>
          <legend>After</legend>
          <TextInput
            label="A delay"
            description="The condition must still hold then; empty: at once"
            placeholder="30m, 4h or 1h 30m"
            maw="22rem"
            {...form.getInputProps('delayMinutes')}
          />
        </fieldset>
        <ActionList form={form} />
        <InWords draft={form.getValues()} />
        <TryRule form={form} />
        {rule && (
          <p className={settings.sentence}>
            This makes version {rule.version + 1}. What the rule has still to do is done as version{' '}
            {rule.version} says.
          </p>
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

/** What was wrong stood at places that may be others now. */
function setTree(form: DraftForm, tree: Tree): void {
  form.setFieldValue('condition', tree);
  const rest = Object.entries(form.errors).filter(([path]) => !/^condition\b/.test(path));
  form.setErrors(Object.fromEntries(rest));
}

function InWords({ draft }: { draft: Draft }) {
  const isWhole = Object.keys(draftErrors(draft)).every((path) => path === 'name');
  const made = isWhole ? ruleOf(draft) : null;
  const names = useRuleNames(made ? peopleIn(made) : []);
  return (
    <Alert variant="light" color="accent" bg="var(--accent-soft)" title="In words" role="status">
      {made ? ruleWords(made, names) : 'Something is still to be filled in.'}
    </Alert>
  );
}
