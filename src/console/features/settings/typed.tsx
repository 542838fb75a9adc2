import { Autocomplete } from '@mantine/core';
import { useEffect, useState } from 'react';

type TypedProps = {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  data?: string[];
  placeholder?: string;
};

/** Narrows when one leaves the field, presses Enter or picks, rather than at every letter. */
export function Typed({ label, value = '', onChange, data = [], placeholder }: TypedProps) {
  const [words, setWords] = useState(value);
  useEffect(() => setWords(value), [value]);
  const settle = (text: string) => {
    if (text.trim() !== value) onChange(text.trim() || undefined);
  };
  return (
    <Autocomplete
      label={label}
      placeholder={placeholder}
      data={data}
      value={words}
      onChange={setWords}
      onOptionSubmit={settle}
      onBlur={() => settle(words)}
      onKeyDown={(event) => event.key === 'Enter' && settle(words)}
    />
  );
}
