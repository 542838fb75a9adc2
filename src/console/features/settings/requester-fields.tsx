import { MultiSelect, NativeSelect, TagsInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { zoneOptions } from '../../ui/zones.ts';
import type { RequesterValues } from './requester-values.ts';
import classes from './settings.module.css';

type Values = { conditions: { requester: RequesterValues } };

type RequesterFieldsProps<V extends Values> = {
  form: Pick<ReturnType<typeof useForm<V>>, 'getInputProps'>;
  teams: { value: string; label: string }[];
};

const either = [
  { value: '', label: 'Does not matter' },
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

/** What must hold of who asks. */
export function RequesterFields<V extends Values>({ form, teams }: RequesterFieldsProps<V>) {
  const at = (field: keyof RequesterValues) => form.getInputProps(`conditions.requester.${field}`);
  return (
    <fieldset className={classes.group}>
      <legend>And the requester</legend>
      <div className={classes.fields}>
        <TagsInput label="Has the e-mail" splitChars={[',']} {...at('emails')} />
        <TagsInput
          label="Has an e-mail at"
          placeholder="example.com"
          splitChars={[',']}
          {...at('emailDomains')}
        />
        <MultiSelect label="Is in the team" data={teams} searchable {...at('teams')} />
        <TagsInput label="Speaks" placeholder="de, pt-BR" splitChars={[',']} {...at('locales')} />
        <MultiSelect
          label="Is in the time zone"
          data={zoneOptions}
          searchable
          limit={60}
          {...at('timeZones')}
        />
        <NativeSelect label="Is a guest" data={either} {...at('guest')} />
        <NativeSelect label="Is external" data={either} {...at('external')} />
      </div>
    </fieldset>
  );
}
