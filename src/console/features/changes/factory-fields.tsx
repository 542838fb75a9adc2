import { NativeSelect, NumberInput, Select } from '@mantine/core';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import { useNames } from '../settings/names.ts';
import classes from '../settings/settings.module.css';
import { optionsOf } from '../ticket/words.ts';
import type { SettingsFormOf } from './settings-form.tsx';
import { managerKinds } from './settings-words.ts';

const whole = { allowDecimal: false, clampBehavior: 'none' } as const;

/** After how many changes that went well a template is proposed, and to whom. */
export function FactoryFields({ form }: { form: SettingsFormOf }) {
  const { teams } = useNames();
  const { manager } = form.getValues().changes.factory;
  return (
    <fieldset className={classes.group}>
      <legend>Proposed templates</legend>
      <div className={classes.fields}>
        <NumberInput
          label="After so many that went well"
          description="Normal changes that are alike; 0: never"
          min={0}
          max={50}
          {...whole}
          {...form.getInputProps('changes.factory.after')}
        />
        <NumberInput
          label="Within days"
          description="None of them may have gone wrong since"
          min={1}
          max={3_650}
          {...whole}
          {...form.getInputProps('changes.factory.days')}
        />
        <NativeSelect
          label="Change manager"
          description="Is told, and decides; admins may, too"
          data={optionsOf(managerKinds)}
          {...form.getInputProps('changes.factory.manager.who')}
        />
        {manager.who === 'people' && (
          <PeoplePicker
            label="Which people"
            description="Any of them is enough"
            value={manager.personIds}
            onChange={(people) => form.setFieldValue('changes.factory.manager.personIds', people)}
            data-path="changes.factory.manager.personIds"
            error={form.errors['changes.factory.manager.personIds']}
          />
        )}
        {manager.who === 'team' && (
          <Select
            label="Which team"
            description="Anybody of it is enough"
            data={teams}
            searchable
            {...form.getInputProps('changes.factory.manager.teamId')}
            value={manager.teamId || null}
          />
        )}
      </div>
    </fieldset>
  );
}
