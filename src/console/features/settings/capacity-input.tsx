import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';

type CapacityInputProps = {
  label: string;
  description: string;
  placeholder: string;
  /** Null: an empty box. */
  value?: number | null;
  onChange?: (value: number | null) => void;
  error?: ReactNode;
};

/** How many open tickets somebody is given at most; empty: as the placeholder says. */
export function CapacityInput({ value = null, onChange, ...rest }: CapacityInputProps) {
  return (
    <NumberInput
      {...rest}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      min={0}
      max={1_000}
      allowDecimal={false}
      clampBehavior="none"
      maw="20rem"
      value={value ?? ''}
      onChange={(next) => onChange?.(next === '' ? null : Number(next))}
    />
  );
}
