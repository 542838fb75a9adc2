import { NumberInput, type NumberInputProps } from '@mantine/core';

type CapacityInputProps = Omit<NumberInputProps, 'value' | 'onChange'> & {
  /** Null: an empty box. */
  value?: number | null;
  onChange?: (value: number | null) => void;
};

/** How many open tickets somebody is given at most; empty: as the placeholder says. */
export function CapacityInput({ value = null, onChange, ...rest }: CapacityInputProps) {
  return (
    <NumberInput
      {...rest}
      min={0}
      max={1_000}
      allowDecimal={false}
      clampBehavior="none"
      value={value ?? ''}
      onChange={(next) => onChange?.(next === '' ? null : Number(next))}
    />
  );
}
