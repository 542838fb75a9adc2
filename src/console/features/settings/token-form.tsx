import { Checkbox, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { api } from '../../../contract/api.ts';
import { CreateToken } from '../../../contract/tokens.ts';
import { useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { FormButtons } from '../../ui/form-buttons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';

const scopes = [
  { value: 'read', label: 'Read', description: 'See what its person sees' },
  { value: 'write', label: 'Write', description: 'Open and work tickets' },
  { value: 'admin', label: 'Admin', description: 'Change how the desk is set up' },
];

type Values = { name: string; scopes: ('read' | 'write' | 'admin')[]; personId: string; until: string };

/** `until` is a day; the token works to the end of it. */
const inputOf = ({ until, ...values }: Values) => ({
  ...values,
  expiresAt: until === '' ? undefined : new Date(`${until}T23:59:59`).toISOString(),
});

export function TokenForm({ onMade, onCancel }: { onMade: (secret: string) => void; onCancel: () => void }) {
  const me = useMe();
  const form = useForm<Values>({
    initialValues: { name: '', scopes: ['read'], personId: me.id, until: '' },
    validate: (values) => checkedBy(CreateToken)(inputOf(values)),
  });
  const create = useVerb(api.tokens.create, {
    onProblem: (problem) => {
      const isPlaced = atFields(form)(problem);
      if (problem.fields.expiresAt) form.setFieldError('until', problem.fields.expiresAt);
      return isPlaced || problem.fields.expiresAt !== undefined;
    },
    onSuccess: ({ secret }) => onMade(secret),
  });
  const submit = form.onSubmit((values) => create.mutate(inputOf(values)), toFirstError(form));
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label="Name"
          description="What uses it, so that you know it again"
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Checkbox.Group label="Scopes" required {...form.getInputProps('scopes')}>
          <Stack gap={6} mt={6}>
            {scopes.map((scope) => (
              <Checkbox key={scope.value} {...scope} />
            ))}
          </Stack>
        </Checkbox.Group>
        <PersonPicker
          label="Acts as"
          required
          chosen={{ id: me.id, name: me.name }}
          value={form.getValues().personId}
          onChange={(id) => form.setFieldValue('personId', id ?? me.id)}
          error={form.errors.personId}
        />
        <TextInput
          label="Works until the end of"
          description="Empty: until it is revoked"
          type="date"
          {...form.getInputProps('until')}
        />
        <FormButtons submit="Make it" loading={create.isPending} onCancel={onCancel} />
      </Stack>
    </form>
  );
}
