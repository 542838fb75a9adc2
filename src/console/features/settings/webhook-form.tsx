import { Checkbox, MultiSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { type Webhook, WebhookKind } from '../../../contract/webhooks.ts';
import { useVerb } from '../../call.ts';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { showDone } from '../../ui/tell.tsx';
import { atFields, dirtyPart, toFirstError } from '../ticket/form.ts';
import { useNames } from './names.ts';
import { headersIn, inputOf, problemsOf, valuesOf, type WebhookValues } from './webhook-values.ts';
import { kindWords } from './webhook-words.ts';

type WebhookFormProps = {
  /** Null: a new one. */
  webhook: Webhook | null;
  onMade: (secret: string) => void;
  onDone: () => void;
};

export function WebhookForm({ webhook, onMade, onDone }: WebhookFormProps) {
  const { queues } = useNames();
  const form = useForm<WebhookValues>({ initialValues: valuesOf(webhook), validate: problemsOf });
  const onProblem = atFields(form, 'name');
  const create = useVerb(api.webhooks.create, { onProblem, onSuccess: ({ secret }) => onMade(secret) });
  const update = useVerb(api.webhooks.update, {
    onProblem,
    onSuccess: ({ name }) => {
      showDone(`${name} was saved.`);
      onDone();
    },
  });
  const submit = (values: WebhookValues) => {
    if (!webhook) return create.mutate(inputOf(values));
    const { headers, keepsHeaders, ...changed } = dirtyPart(form);
    return update.mutate({
      id: webhook.id,
      ...changed,
      ...(values.keepsHeaders ? {} : { headers: headersIn(values.headers) }),
    });
  };
  const { keepsHeaders } = form.getValues();
  return (
    <form onSubmit={form.onSubmit(submit, toFirstError(form))} noValidate>
      <Stack gap="md">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput
          label="Address"
          description="Public, or of a host of your own network that is allowed at the end of the page"
          placeholder="https://example.com/hook"
          type="url"
          required
          {...form.getInputProps('url')}
        />
        <Checkbox.Group label="What it hears of" required {...form.getInputProps('kinds')}>
          <Stack gap={6} mt={6}>
            {WebhookKind.options.map((kind) => (
              <Checkbox
                key={kind}
                value={kind}
                label={kindWords[kind]}
                description={kind === 'noted' ? 'With their text, which requesters never see' : undefined}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <MultiSelect
          label="Of which queues"
          description="None chosen: of all that are open. A private queue is chosen by its own team"
          searchable
          data={queues}
          {...form.getInputProps('queueIds')}
        />
        {webhook && webhook.headerNames.length > 0 && (
          <Checkbox
            label={`Keep the headers ${webhook.headerNames.join(', ')}`}
            description="Their values are not shown again"
            {...form.getInputProps('keepsHeaders', { type: 'checkbox' })}
          />
        )}
        {!keepsHeaders && (
          <Textarea
            label="Headers to send with it"
            description="One a line. They are kept encrypted and not shown again"
            placeholder="authorization: Bearer …"
            autosize
            minRows={2}
            {...form.getInputProps('headers')}
          />
        )}
        <FormButtons
          submit={webhook ? 'Save' : 'Add'}
          loading={create.isPending || update.isPending}
          onCancel={onDone}
        />
      </Stack>
    </form>
  );
}
