import { Button, Text } from '@mantine/core';
import { useRef } from 'react';
import { PlusIcon } from '../../ui/icons.tsx';
import settings from '../settings/settings.module.css';
import type { ItemFormPart } from './item-form-part.ts';
import { newQuestion } from './item-values.ts';
import { MovedPart } from './moved-part.tsx';
import { QuestionFields } from './question-fields.tsx';

/** The contract's limit. */
const MOST = 30;

/** What is asked of those who want the item, in this order. */
export function QuestionList({ form }: { form: ItemFormPart }) {
  const adding = useRef<HTMLButtonElement>(null);
  const { fields } = form.getValues();
  return (
    <fieldset className={settings.group}>
      <legend>Questions</legend>
      {fields.length === 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          None: one click asks for it.
        </Text>
      )}
      {fields.map(({ key }, index) => (
        <MovedPart
          key={key}
          form={form}
          list="fields"
          what="question"
          index={index}
          onRemove={() => {
            adding.current?.focus();
            form.removeListItem('fields', index);
          }}
        >
          <QuestionFields form={form} index={index} />
        </MovedPart>
      ))}
      {fields.length < MOST && (
        <Button
          ref={adding}
          variant="default"
          size="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={() => form.insertListItem('fields', newQuestion())}
        >
          Add a question
        </Button>
      )}
    </fieldset>
  );
}
