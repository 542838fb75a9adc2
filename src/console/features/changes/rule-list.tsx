import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { ChangeType } from '../../../contract/changes.ts';
import { PlusIcon, TrashIcon } from '../../ui/icons.tsx';
import classes from '../settings/settings.module.css';
import { riskWords, typeWords } from './change-words.ts';
import own from './changes.module.css';
import type { SettingsFormOf } from './settings-form.tsx';
import { newRule } from './settings-values.ts';

/** The contract's limit. */
const MOST = 50;
const TIERS = ['1', '2', '3', '4', '5'];
const risks = Object.entries(riskWords).map(([value, label]) => ({ value, label }));

/** How risky certain changes are at least, whatever was answered. */
export function RuleList({ form }: { form: SettingsFormOf }) {
  const path = 'changes.risk.rules';
  const { rules } = form.getValues().changes.risk;
  return (
    <fieldset className={classes.group}>
      <legend>Rules</legend>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          How risky a change is at least. The highest wins, and the page of the change says what decided.
        </Text>
        {rules.map((_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the fields are controlled, the place is all they have
          <Rule key={index} form={form} index={index} onRemove={() => form.removeListItem(path, index)} />
        ))}
        {rules.length < MOST && (
          <div>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<PlusIcon size={14} />}
              onClick={() => form.insertListItem(path, newRule())}
            >
              Add a rule
            </Button>
          </div>
        )}
      </Stack>
    </fieldset>
  );
}

type RuleProps = { form: SettingsFormOf; index: number; onRemove: () => void };

function Rule({ form, index, onRemove }: RuleProps) {
  const path = `changes.risk.rules.${index}`;
  const rule = form.getValues().changes.risk.rules[index];
  if (!rule) return null;
  const boxes = (
    label: string,
    description: string,
    field: 'types' | 'tiers',
    options: [string, string][],
  ) => (
    <Checkbox.Group
      label={label}
      description={description}
      value={rule[field]}
      onChange={(chosen) =>
        form.setFieldValue(
          `${path}.${field}`,
          options.map(([value]) => value).filter((value) => chosen.includes(value)),
        )
      }
    >
      <Group gap="sm" mt={8}>
        {options.map(([value, words]) => (
          <Checkbox key={value} size="xs" value={value} label={words} />
        ))}
      </Group>
    </Checkbox.Group>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset within one would be said with each field
    <div role="group" aria-label={`Rule ${index + 1}`} className={own.editor}>
      <div className={own.editorHead}>
        <TextInput label={`Rule ${index + 1}`} placeholder="Name" {...form.getInputProps(`${path}.name`)} />
        <ActionIcon aria-label={`Remove rule ${index + 1}`} onClick={onRemove}>
          <TrashIcon size={16} />
        </ActionIcon>
      </div>
      <div className={own.ruleFields}>
        {boxes(
          'Types',
          'None: all of them',
          'types',
          ChangeType.options.map((type) => [type, typeWords[type]]),
        )}
        {boxes(
          'Tiers that it touches',
          'None: all of them',
          'tiers',
          TIERS.map((tier) => [tier, tier]),
        )}
        <NumberInput
          label="Services"
          description="So many or more"
          placeholder="However many"
          min={1}
          max={50}
          allowDecimal={false}
          clampBehavior="none"
          {...form.getInputProps(`${path}.services`)}
        />
        <NativeSelect
          label="Risk"
          description="At least"
          data={risks}
          {...form.getInputProps(`${path}.risk`)}
        />
      </div>
    </div>
  );
}
