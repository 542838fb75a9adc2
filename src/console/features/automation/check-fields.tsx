import { ActionIcon, MultiSelect, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { CloseIcon } from '../../ui/icons.tsx';
import { PeoplePicker } from '../../ui/people-picker.tsx';
import { useNames } from '../settings/names.ts';
import classes from './automation.module.css';
import { FIELD_OPTIONS, FIELDS, type Field } from './fields.ts';
import { type Check, withField } from './tree.ts';

type CheckFieldsProps = {
  check: Check;
  /** How it is called: `Condition 2.1`. */
  name: string;
  /** Where its value stands in what is sent. */
  path: string;
  error: ReactNode;
  /** It was just added, so one goes on with it. */
  isFresh: boolean;
  onChange: (check: Check) => void;
  onRemove: () => void;
};

/** One comparison: what, how, and with which value. */
export function CheckFields({ check, name, path, error, isFresh, onChange, onRemove }: CheckFieldsProps) {
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => {
    if (isFresh) first.current?.focus();
  }, [isFresh]);
  return (
    <div className={classes.check}>
      <NativeSelect
        ref={first}
        aria-label={`${name}: what`}
        data={FIELD_OPTIONS}
        value={check.field}
        onChange={(event) => onChange(withField(check, event.currentTarget.value as Field))}
      />
      <NativeSelect
        aria-label={`${name}: how`}
        data={FIELDS[check.field].operators}
        value={check.operator}
        onChange={(event) => onChange({ ...check, operator: event.currentTarget.value })}
      />
      <div className={classes.checkValue}>
        <ValueField
          check={check}
          onChange={(values) => onChange({ ...check, values })}
          aria-label={`${name}: value`}
          data-path={path}
          error={error}
        />
      </div>
      <ActionIcon
        className={classes.checkRemove}
        aria-label={`Remove ${name.toLowerCase()}`}
        onClick={onRemove}
      >
        <CloseIcon size={16} />
      </ActionIcon>
    </div>
  );
}

type ValueFieldProps = {
  check: Check;
  onChange: (values: string[]) => void;
  'aria-label': string;
  'data-path': string;
  error: ReactNode;
};

function ValueField({ check: { field, values }, onChange, ...rest }: ValueFieldProps) {
  const names = useNames();
  const { kind, options = [] } = FIELDS[field];
  const [first = ''] = values;
  const list = { ...rest, value: values, onChange };
  const hint = values.length === 0 ? 'One or several' : undefined;
  switch (kind) {
    case 'none':
      return null;
    case 'one':
      return (
        <NativeSelect
          {...rest}
          data={[{ value: '', label: 'Choose …' }, ...options]}
          value={first}
          onChange={(event) => onChange([event.currentTarget.value])}
        />
      );
    case 'hours':
      return (
        <TextInput
          {...rest}
          inputMode="decimal"
          placeholder="Hours"
          value={first}
          onChange={(event) => onChange([event.currentTarget.value])}
        />
      );
    case 'words':
      return (
        <TagsInput
          {...list}
          data={options.map(({ value }) => value)}
          splitChars={[',']}
          acceptValueOnBlur
          placeholder={values.length === 0 ? 'Enter or a comma ends each' : undefined}
        />
      );
    case 'people':
    case 'agents':
      return <PeoplePicker {...list} agentsOnly={kind === 'agents'} />;
    case 'options':
      return <MultiSelect {...list} data={options} placeholder={hint} />;
    case 'queues':
      return <MultiSelect {...list} data={names.queues} searchable placeholder={hint} />;
    case 'teams':
      return <MultiSelect {...list} data={names.teams} searchable placeholder={hint} />;
  }
}
