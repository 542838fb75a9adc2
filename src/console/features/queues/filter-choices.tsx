import { Checkbox, Stack } from '@mantine/core';
import { FilterButton } from './filter-button.tsx';

type FilterChoicesProps<Value extends string> = {
  label: string;
  /** On the button while nothing is chosen. */
  otherwise: string;
  words: Record<Value, string>;
  order: readonly Value[];
  value: Value[] | undefined;
  onChange: (value: Value[] | undefined) => void;
};

/** Some of a few; none chosen: as if there were no filter. */
export function FilterChoices<Value extends string>({
  label,
  otherwise,
  words,
  order,
  value,
  onChange,
}: FilterChoicesProps<Value>) {
  return (
    <FilterButton
      label={value ? label : otherwise}
      value={value ? value.map((one) => words[one]).join(', ') : null}
    >
      <Checkbox.Group
        label={label}
        value={value ?? []}
        onChange={(chosen) =>
          onChange(chosen.length > 0 ? order.filter((one) => chosen.includes(one)) : undefined)
        }
      >
        <Stack gap={8} mt={8}>
          {order.map((one) => (
            <Checkbox key={one} size="xs" value={one} label={words[one]} />
          ))}
        </Stack>
      </Checkbox.Group>
    </FilterButton>
  );
}
