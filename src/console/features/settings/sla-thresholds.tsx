import { ActionIcon, Button, Group, MultiSelect, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { optionsOf } from '../ticket/words.ts';
import { sentence } from './rule-words.ts';
import classes from './settings.module.css';
import styles from './sla.module.css';
import type { SlaValues, ThresholdValues } from './sla-values.ts';
import { audienceWords } from './sla-words.ts';

type SlaForm = Pick<
  ReturnType<typeof useForm<SlaValues>>,
  'errors' | 'getInputProps' | 'getValues' | 'insertListItem' | 'removeListItem'
>;

const audiences = optionsOf(audienceWords).map(({ value, label }) => ({ value, label: sentence(label) }));
const kinds = [
  { value: 'percent', label: '% of the time' },
  { value: 'after', label: 'after it was due' },
];
const fresh: ThresholdValues = { at: 'percent', value: '50', tell: ['assignee'] };
/** The contract's limit. */
const MOST = 12;

/** Who is told when, as time goes by. */
export function ThresholdFields({ form }: { form: SlaForm }) {
  const { thresholds } = form.getValues().terms;
  return (
    <fieldset className={classes.group}>
      <legend>Who is told</legend>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          Once each, on the chat that they have; whoever has several such messages gets them in one. Where
          nobody has the ticket, the queue’s agents are told in place of the assignee.
        </Text>
        {thresholds.map((threshold, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields are controlled, the place is all they have
          <div key={index} className={styles.threshold}>
            <TextInput
              aria-label={`When, ${index + 1}`}
              placeholder={threshold.at === 'percent' ? '75' : '1 h'}
              {...form.getInputProps(`terms.thresholds.${index}.value`)}
            />
            <NativeSelect
              aria-label={`Of what, ${index + 1}`}
              data={kinds}
              {...form.getInputProps(`terms.thresholds.${index}.at`)}
            />
            <MultiSelect
              aria-label={`Whom to tell, ${index + 1}`}
              placeholder={threshold.tell.length === 0 ? 'Whom to tell' : undefined}
              data={audiences}
              {...form.getInputProps(`terms.thresholds.${index}.tell`)}
            />
            <ActionIcon
              aria-label={`Tell nobody then, ${index + 1}`}
              onClick={() => form.removeListItem('terms.thresholds', index)}
            >
              <CloseIcon size={16} />
            </ActionIcon>
          </div>
        ))}
        {thresholds.length === 0 && (
          <Text size="sm">Nobody is told. Cards and lists still change their colour.</Text>
        )}
        {form.errors['terms.thresholds'] && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {form.errors['terms.thresholds']}
          </Text>
        )}
        {thresholds.length < MOST && (
          <Group>
            <Button
              variant="default"
              size="xs"
              leftSection={<PlusIcon size={14} />}
              onClick={() => form.insertListItem('terms.thresholds', fresh)}
            >
              Tell somebody
            </Button>
          </Group>
        )}
      </Stack>
    </fieldset>
  );
}
