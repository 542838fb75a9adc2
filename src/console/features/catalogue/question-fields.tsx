import { Checkbox, MultiSelect, NativeSelect, NumberInput, Stack, TagsInput, TextInput } from '@mantine/core';
import settings from '../settings/settings.module.css';
import { optionsOf } from '../ticket/words.ts';
import { typeWords } from './catalogue-words.ts';
import type { ItemFormPart } from './item-form-part.ts';
import { freeName } from './item-values.ts';

type QuestionFieldsProps = { form: ItemFormPart; index: number };

/** What a question asks, how it is answered, and when it is asked. */
export function QuestionFields({ form, index }: QuestionFieldsProps) {
  const { fields } = form.getValues();
  const question = fields[index];
  if (!question) return null;
  const path = `fields.${index}`;
  const others = fields.filter((_, at) => at !== index).map(({ name }) => name);
  const rename = (label: string) => {
    const follows = question.name === '' || question.name === freeName(question.label, others);
    if (follows) form.setFieldValue(`${path}.name`, label === '' ? '' : freeName(label, others));
    form.setFieldValue(`${path}.label`, label);
  };
  const isChosen = question.type === 'choice' || question.type === 'choices';
  return (
    <Stack gap="xs">
      <div className={settings.fields}>
        <TextInput
          label="Question"
          required
          {...form.getInputProps(`${path}.label`)}
          onChange={(event) => rename(event.currentTarget.value)}
        />
        <NativeSelect
          label="Answer"
          data={optionsOf(typeWords)}
          {...form.getInputProps(`${path}.type`)}
          onChange={(event) => {
            // The bounds of a text are none of a number.
            const type = event.currentTarget.value as typeof question.type;
            form.setFieldValue(path, { ...question, type, min: '', max: '' });
          }}
        />
      </div>
      {isChosen && (
        <TagsInput
          label="Options"
          placeholder={question.options.length === 0 ? 'Enter ends each' : undefined}
          splitChars={[]}
          acceptValueOnBlur
          {...form.getInputProps(`${path}.options`)}
        />
      )}
      <Bounds form={form} index={index} />
      <div className={settings.fields}>
        <TextInput label="Hint" placeholder="May be left empty" {...form.getInputProps(`${path}.hint`)} />
        <TextInput
          label="Name"
          placeholder="Answers are kept by it"
          {...form.getInputProps(`${path}.name`)}
        />
      </div>
      <WhenFields form={form} index={index} />
      <Checkbox
        label="Must be answered"
        {...form.getInputProps(`${path}.required`, { type: 'checkbox' })}
        checked={question.required}
      />
    </Stack>
  );
}

function Bounds({ form, index }: QuestionFieldsProps) {
  const path = `fields.${index}`;
  const bound = (label: string, part: 'min' | 'max') => (
    <NumberInput label={label} placeholder="Any" {...form.getInputProps(`${path}.${part}`)} />
  );
  switch (form.getValues().fields[index]?.type) {
    case 'number':
      return (
        <div className={settings.fields}>
          {bound('At least', 'min')}
          {bound('At most', 'max')}
        </div>
      );
    case 'text':
    case 'paragraph':
      return <div className={settings.fields}>{bound('At most so many characters', 'max')}</div>;
    default:
      return null;
  }
}

/** By which answer to a question before it this one is asked. */
function WhenFields({ form, index }: QuestionFieldsProps) {
  const { fields } = form.getValues();
  const path = `fields.${index}`;
  const chosen = fields[index]?.whenKey ?? '';
  // One that has moved below stays to be seen until something else is chosen.
  const offered = fields.filter(({ key }, at) => at < index || (key === chosen && at !== index));
  const before = offered.find(({ key }) => key === chosen);
  if (offered.length === 0) return null;
  const is = { label: 'is one of', ...form.getInputProps(`${path}.whenIs`) };
  return (
    <div className={settings.fields}>
      <NativeSelect
        label="Asked"
        data={[
          { value: '', label: 'Always' },
          ...offered.map(({ key, label }) => ({ value: key, label: `Only if “${label || '…'}”` })),
        ]}
        {...form.getInputProps(`${path}.whenKey`)}
        value={before ? chosen : ''}
        onChange={(event) => {
          form.setFieldValue(`${path}.whenIs`, []);
          form.setFieldValue(`${path}.whenKey`, event.currentTarget.value);
        }}
      />
      {before && before.options.length > 0 && <MultiSelect searchable data={before.options} {...is} />}
      {before && before.options.length === 0 && <TagsInput splitChars={[]} acceptValueOnBlur {...is} />}
    </div>
  );
}
