import { Radio, Select, Stack } from '@mantine/core';
import type { ChangeTemplate } from '../../../contract/change-templates.ts';
import type { ChangeType } from '../../../contract/changes.ts';
import { typeWords } from './change-words.ts';
import classes from './changes.module.css';
import type { PlanFormValues } from './plan-form.tsx';

const meanings: Record<ChangeType, string> = {
  normal: 'It is assessed, then approved',
  standard: 'By a template that was agreed to once for all',
  emergency: 'It cannot wait to be assessed',
};

type TypeFieldsProps = {
  form: PlanFormValues;
  /** Absent: it is new. */
  number: string | undefined;
  isDraft: boolean;
  /** Those that may be used. */
  templates: ChangeTemplate[];
  onTemplate: (template: ChangeTemplate | undefined) => void;
};

/** What it goes through: its type, and the template of a standard one. */
export function TypeFields({ form, number, isDraft, templates, onTemplate }: TypeFieldsProps) {
  const { type, templateId } = form.getValues();
  if (!isDraft)
    return <p className={classes.hint}>{typeWords[type]} change. A draft may be of another type.</p>;
  const hasStandard = number ? templateId !== '' : templates.length > 0;
  const types = (Object.keys(typeWords) as ChangeType[]).filter((one) => one !== 'standard' || hasStandard);
  const choose = (chosen: string) => {
    if (number || chosen !== 'standard') form.setFieldValue('type', chosen as ChangeType);
    else onTemplate(templates[0]);
  };
  return (
    <>
      <Radio.Group label="Type" value={type} error={form.errors.type} onChange={choose}>
        <Stack gap={8} mt={8}>
          {types.map((one) => (
            <Radio key={one} value={one} label={typeWords[one]} description={meanings[one]} />
          ))}
        </Stack>
      </Radio.Group>
      {!number && type === 'standard' && (
        <Select
          label="Template"
          searchable
          data={templates.map(({ id, name }) => ({ value: id, label: name }))}
          value={templateId}
          error={form.errors.templateId}
          onChange={(id) => onTemplate(templates.find((one) => one.id === id))}
        />
      )}
    </>
  );
}
