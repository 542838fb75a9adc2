import { Textarea, UnstyledButton } from '@mantine/core';
import { type ComponentProps, useRef } from 'react';
import { flushSync } from 'react-dom';
import { TEMPLATE_VARIABLES, type TemplateVariable } from '../../contract/templates.ts';
import classes from './template-field.module.css';

type TemplateFieldProps = Omit<ComponentProps<typeof Textarea>, 'value' | 'onChange' | 'ref'> & {
  value?: string;
  onChange: (text: string) => void;
  /** What has no meaning here. */
  without?: readonly TemplateVariable[];
};

/** A text that may name things of the ticket, with what there is to name below it. */
export function TemplateField({ value = '', onChange, without = [], ...rest }: TemplateFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const insert = (variable: string) => {
    const area = field.current;
    if (!area) return;
    const { selectionStart: from, selectionEnd: to } = area;
    const words = `{{${variable}}}`;
    flushSync(() => onChange(value.slice(0, from) + words + value.slice(to)));
    area.focus();
    area.setSelectionRange(from + words.length, from + words.length);
  };
  const variables = Object.entries(TEMPLATE_VARIABLES).filter(
    ([name]) => !without.some((one) => one === name),
  );
  return (
    <div>
      <Textarea
        {...rest}
        ref={field}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <details className={classes.help}>
        <summary>Insert what differs from ticket to ticket</summary>
        <ul>
          {variables.map(([name, meaning]) => (
            <li key={name}>
              <UnstyledButton className={classes.variable} onClick={() => insert(name)}>
                {`{{${name}}}`}
              </UnstyledButton>{' '}
              {meaning}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
