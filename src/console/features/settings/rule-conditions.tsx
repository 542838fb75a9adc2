import { MultiSelect, TagsInput, TextInput } from '@mantine/core';
import type { useForm } from '@mantine/form';
import { kindWords, optionsOf, sourceWords } from '../ticket/words.ts';
import { RequesterFields } from './requester-fields.tsx';
import type { RuleValues } from './rule-values.ts';
import { sentence } from './rule-words.ts';
import classes from './settings.module.css';

type ConditionFieldsProps = {
  form: Pick<ReturnType<typeof useForm<RuleValues>>, 'getInputProps'>;
  teams: { value: string; label: string }[];
};

const sources = optionsOf(sourceWords).map(({ value, label }) => ({ value, label: sentence(label) }));
/** When the rule holds. Everything that is filled in must hold; a list holds when one of its items does. */
export function ConditionFields({ form, teams }: ConditionFieldsProps) {
  const list = (path: string) => ({ splitChars: [','], ...form.getInputProps(path) });
  return (
    <>
      <fieldset className={classes.group}>
        <legend>When the text</legend>
        <div className={classes.fields}>
          <TagsInput
            label="Has any of"
            description="Words or phrases, found whole, in any case"
            {...list('conditions.words.any')}
          />
          <TagsInput
            label="Has all of"
            description="Enter or a comma ends each"
            {...list('conditions.words.all')}
          />
          <TagsInput label="Has none of" {...list('conditions.words.none')} />
          <TextInput
            label="Matches the pattern"
            placeholder="\bvpn[- ]?\d+\b"
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            {...form.getInputProps('conditions.pattern')}
          />
        </div>
      </fieldset>
      <fieldset className={classes.group}>
        <legend>And it comes from</legend>
        <div className={classes.fields}>
          <TagsInput
            label="Channel"
            data={['web', 'slack', 'teams', 'api']}
            {...list('conditions.channels')}
          />
          <TagsInput label="Conversation" {...list('conditions.conversations')} />
          <MultiSelect label="Kind" data={optionsOf(kindWords)} {...form.getInputProps('conditions.kinds')} />
          <MultiSelect label="Raised by" data={sources} {...form.getInputProps('conditions.sources')} />
        </div>
      </fieldset>
      <RequesterFields form={form} teams={teams} />
    </>
  );
}
