import { Alert, Checkbox, NumberInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { type ApprovalPolicy, CreateApprovalPolicy } from '../../../contract/approvals.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { sentence } from '../settings/rule-words.ts';
import settings from '../settings/settings.module.css';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import { AutoList } from './auto-list.tsx';
import { autoErrors, fieldOf, type PolicyValues, policyOf, valuesOf } from './policy-values.ts';
import { policyWords } from './policy-words.ts';
import { StageList } from './stage-list.tsx';
import { useApproverNames } from './use-policy-names.ts';

type PolicyFormProps = { policy: ApprovalPolicy | null; onDone: () => void };

export function PolicyForm({ policy, onDone }: PolicyFormProps) {
  const form = useForm<PolicyValues>({
    initialValues: valuesOf(policy),
    validate: (values) => {
      const wrong = Object.entries(checkedBy(CreateApprovalPolicy)(policyOf(values)))
        // What is wrong with a condition stands at its parts.
        .filter(([path]) => !path.startsWith('auto'));
      const isUnfinished = Object.values(autoErrors(values)).some((one) => Object.keys(one).length > 0);
      return {
        ...Object.fromEntries(wrong.map(([path, words]) => [fieldOf(path), words])),
        ...(isUnfinished ? { auto: 'Please finish the conditions.' } : {}),
      };
    },
  });
  const made = policyOf(form.getValues());
  const names = useApproverNames([made]);
  const options = {
    onProblem: atFields(form, 'name'),
    onSuccess: ({ name }: ApprovalPolicy) => {
      showDone(`${name} was ${policy ? 'saved' : 'added'}.`);
      onDone();
    },
  };
  const create = useVerb(api.approvalPolicies.create, options);
  const update = useVerb(api.approvalPolicies.update, options);
  const submit = () => (policy ? update.mutate({ id: policy.id, ...made }) : create.mutate(made));
  const isWhole = CreateApprovalPolicy.shape.stages.safeParse(made.stages).success;
  const hours = (label: string, description: string, field: keyof PolicyValues) => (
    <NumberInput
      label={label}
      description={description}
      placeholder="Never"
      min={1}
      allowDecimal={false}
      {...form.getInputProps(field)}
    />
  );
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="lg">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <StageList form={form} />
        <Checkbox
          label="One rejection is enough"
          description="Otherwise it is rejected once too few are left who could approve"
          {...form.getInputProps('oneRejects', { type: 'checkbox' })}
        />
        <AutoList form={form} />
        <div className={settings.fields}>
          {hours('Remind after hours', 'Who has not voted, once in a stage', 'remindHours')}
          {hours('Ask managers after hours', 'Of those who have not voted', 'escalateHours')}
          {hours('Expires after hours', 'Of every day', 'expireHours')}
        </div>
        <TextInput
          label="Why requester and assignee may vote on their own"
          description="Empty: they may not, which is right nearly always. The reason stands beside each such vote."
          {...form.getInputProps('selfApproval')}
        />
        {isWhole && (
          <Alert variant="light" color="accent" bg="var(--accent-soft)" title="In words" role="status">
            {sentence(policyWords(made, names))}.
          </Alert>
        )}
        {policy && (
          <p className={settings.sentence}>
            What is under way goes on by the policy as it was when it was asked for.
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
