import { Select, Text } from '@mantine/core';
import type { Macro } from '../../../contract/macros.ts';

type MacroSelectProps = {
  macros: readonly Macro[];
  value: string | null;
  onChange: (macro: Macro) => void;
};

/** Finds a macro by a part of its name or description; those that are used most come first. */
export function MacroSelect({ macros, value, onChange }: MacroSelectProps) {
  const sorted = macros.toSorted((one, other) => other.uses - one.uses);
  return (
    <Select
      label="Macro"
      placeholder="A part of its name"
      searchable
      selectFirstOptionOnChange
      required
      data-autofocus
      // The dialog may have opened before there was anything to choose.
      autoFocus
      defaultDropdownOpened
      allowDeselect={false}
      value={value}
      data={sorted.map(({ id, name }) => ({ value: id, label: name }))}
      // The list itself scrolls: a scrolling box around it is one that a keyboard cannot reach.
      withScrollArea={false}
      styles={{ options: { maxHeight: '14rem', overflowY: 'auto' } }}
      filter={({ options, search }) =>
        options.filter((option) => 'value' in option && isMeant(macros, option.value, search))
      }
      onChange={(id) => {
        const macro = macros.find((one) => one.id === id);
        if (macro) onChange(macro);
      }}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">
            <bdi>{option.label}</bdi>
          </Text>
          {/* Not a grey of its own: the option that is chosen is on a dark ground. */}
          <Text size="xs" opacity={0.85}>
            {hintOf(macros.find(({ id }) => id === option.value))}
          </Text>
        </div>
      )}
      nothingFoundMessage="No such macro"
    />
  );
}

function isMeant(macros: readonly Macro[], id: string, search: string): boolean {
  const macro = macros.find((one) => one.id === id);
  const words = `${macro?.name} ${macro?.description}`.toLowerCase();
  return search
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

/** What it is for or, where nobody has said that, what kind it is. */
function hintOf(macro: Macro | undefined): string {
  if (!macro) return '';
  const { description, reply, actions } = macro;
  if (description) return description;
  if (actions.length === 0) return 'Canned reply';
  const does = actions.length === 1 ? '1 action' : `${actions.length} actions`;
  return reply === null ? does : `Reply and ${does}`;
}
