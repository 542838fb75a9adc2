import { Alert, NumberInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { CreateEscalationPolicy, type EscalationPolicy } from '../../../contract/escalation.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { sentence } from '../settings/rule-words.ts';
import settings from '../settings/settings.module.css';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { fieldOf, type PolicyValues, policyOf, valuesOf } from './policy-values.ts';
import { policyWords } from './policy-words.ts';
import { StepList } from './step-list.tsx';
import { usePolicyNames } from './use-policy-names.ts';

type PolicyFormProps = { policy: EscalationPolicy | null; onDone: () => void };

export function PolicyForm({ policy, onDone }: PolicyFormProps) {
  const form = useForm<PolicyValues>({
    initialValues: valuesOf(policy),
    validate: (values) =>
      Object.fromEntries(
        Object.entries(checkedBy(CreateEscalationPolicy)(policyOf(values))).map(([path, words]) => [
          fieldOf(path),
          words,
        ]),
      ),
  });
  const made = policyOf(form.getValues());
  const names = usePolicyNames([made]);
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: EscalationPolicy) => {
      showDone(`${name} was ${policy ? 'saved' : 'added'}.`);
      onDone();
    },
  };
  const create = useVerb(api.escalationPolicies.create, options);
  const update = useVerb(api.escalationPolicies.update, options);
  const submit = () => (policy ? update.mutate({ id: policy.id, ...made }) : create.mutate(made));
  const isWhole = CreateEscalationPolicy.shape.steps.safeParse(made.steps).success;
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <StepList form={form} />
        <div className={settings.fields}>
          <NumberInput
            label="Repeat all of it"
            description="So many times, when nobody has answered"
            min={0}
            allowDecimal={false}
            {...form.getInputProps('repeat')}
          />
          <NumberInput
            label="An acknowledgement holds for minutes"
            description="Empty: until it is resolved"
            min={1}
            allowDecimal={false}
            {...form.getInputProps('acknowledgedMinutes')}
          />
        </div>
        {isWhole && (
          <Alert variant="light" color="accent" bg="var(--accent-soft)" title="In words" role="status">
            {sentence(policyWords(made, names))}.
          </Alert>
        )}
        {policy && (
          <p className={settings.sentence}>
            What is under way goes on by the policy as it was when it began.
          </p>
        )}
        <FormButtons
          submit={policy ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
