import { Checkbox, Group, NativeSelect, SimpleGrid, Text, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { Priority, priorityWords } from '../../ui/priority.tsx';
import type { EditValues } from './edit-values.ts';
import classes from './ticket.module.css';
import { kindWords, levelOptions, optionsOf } from './words.ts';

type PriorityFieldsProps = {
  form: Pick<
    ReturnType<typeof useForm<EditValues>>,
    'getInputProps' | 'getValues' | 'isDirty' | 'setFieldValue'
  >;
};

/** Kind, impact and urgency, the priority that follows, and the override of it. */
export function PriorityFields({ form }: PriorityFieldsProps) {
  const settings = useQuery(queryOf(api.settings.get, {}));
  const { impact, urgency, priority } = form.getValues();
  const byMatrix = settings.data?.priorityMatrix[impact - 1]?.[urgency - 1];
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
        <NativeSelect label="Kind" data={optionsOf(kindWords)} {...form.getInputProps('kind')} />
        <LevelField label="Impact" path="impact" form={form} />
        <LevelField label="Urgency" path="urgency" form={form} />
      </SimpleGrid>
      {form.isDirty('kind') && (
        <Text size="xs" c="dimmed" role="status">
          Another kind brings another number; the one it has goes on working.
        </Text>
      )}
      <div className={classes.priorityBox}>
        <Group gap="xs">
          <Text size="sm" fw={500}>
            Priority
          </Text>
          {priority === null &&
            (byMatrix ? <Priority value={byMatrix} /> : <Text size="sm">by the matrix</Text>)}
        </Group>
        <Checkbox
          size="xs"
          mt={6}
          label="Set it by hand"
          checked={priority !== null}
          onChange={(event) =>
            form.setFieldValue(
              'priority',
              event.currentTarget.checked ? { value: byMatrix ?? 3, reason: '' } : null,
            )
          }
        />
        {priority && (
          <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs">
            <NativeSelect
              label="Priority"
              data={[1, 2, 3, 4, 5].map((one) => ({
                value: String(one),
                label: `P${one} ${priorityWords[one]}`,
              }))}
              value={String(priority.value)}
              onChange={(event) => form.setFieldValue('priority.value', Number(event.currentTarget.value))}
            />
            <TextInput label="Why" required {...form.getInputProps('priority.reason')} />
          </SimpleGrid>
        )}
      </div>
    </>
  );
}

function LevelField({
  label,
  path,
  form,
}: PriorityFieldsProps & { label: string; path: 'impact' | 'urgency' }) {
  const { value, onChange, ...rest } = form.getInputProps(path);
  return (
    <NativeSelect
      label={label}
      data={levelOptions}
      value={String(value)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
      {...rest}
    />
  );
}
