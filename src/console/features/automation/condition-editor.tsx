import { ActionIcon, Button, NativeSelect, Group as Row, Text } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { CloseIcon, PlusIcon } from '../../ui/icons.tsx';
import { optionsOf } from '../ticket/words.ts';
import classes from './automation.module.css';
import { CheckFields } from './check-fields.tsx';
import {
  added,
  changed,
  type Group,
  isGroup,
  type Match,
  newCheck,
  newGroup,
  type Part,
  placesOf,
} from './tree.ts';

type ConditionEditorProps = {
  tree: Group;
  onChange: (tree: Group) => void;
  /** By place, as in {@link placesOf}. */
  errors: Record<string, ReactNode>;
  /** What it says while it asks nothing. */
  empty?: string;
};

/** What the groups of a tree share. */
type Editor = Required<Pick<ConditionEditorProps, 'errors' | 'empty'>> & {
  places: Map<number, string>;
  /** What was just added takes the focus. */
  fresh: number | null;
  add: (group: Group, part: Part) => void;
  change: (part: Part, next: Part | null) => void;
};

const matchWords: Record<Match, string> = {
  all: 'All of these hold',
  any: 'At least one of these holds',
  none: 'None of these holds',
  not_all: 'Not all of these hold',
};

/** Builds a condition: comparisons, in groups within groups. */
export function ConditionEditor({
  tree,
  onChange,
  errors,
  empty = 'Whenever it happens.',
}: ConditionEditorProps) {
  const [fresh, setFresh] = useState<number | null>(null);
  const editor: Editor = {
    errors,
    empty,
    places: placesOf(tree),
    fresh,
    add(group, part) {
      setFresh(isGroup(part) ? (part.parts[0]?.key ?? null) : part.key);
      onChange(added(tree, group.key, part));
    },
    change: (part, next) => onChange(changed(tree, part.key, () => next)),
  };
  return <GroupFields group={tree} place="" editor={editor} />;
}

type GroupFieldsProps = {
  group: Group;
  /** Among the others, as people count: `2.1`; empty for the whole. */
  place: string;
  editor: Editor;
  onRemove?: () => void;
};

function GroupFields({ group, place, editor, onRemove }: GroupFieldsProps) {
  const adding = useRef<HTMLButtonElement>(null);
  const name = place ? `Group ${place}` : 'Condition';
  const error = editor.errors[editor.places.get(group.key) ?? ''];
  return (
    <fieldset className={classes.tree} data-inner={onRemove ? true : undefined} aria-label={name}>
      {(group.parts.length > 0 || onRemove) && (
        <div className={classes.match}>
          <NativeSelect
            aria-label={`${name}: what must hold`}
            data={optionsOf(matchWords)}
            value={group.match}
            onChange={(event) =>
              editor.change(group, { ...group, match: event.currentTarget.value as Match })
            }
          />
          {onRemove && (
            <ActionIcon aria-label={`Remove group ${place}`} onClick={onRemove}>
              <CloseIcon size={16} />
            </ActionIcon>
          )}
        </div>
      )}
      {group.parts.length === 0 && !onRemove && <Text size="sm">{editor.empty}</Text>}
      {group.parts.map((part, index) => {
        const inner = place ? `${place}.${index + 1}` : String(index + 1);
        const remove = () => {
          adding.current?.focus();
          editor.change(part, null);
        };
        if (isGroup(part)) {
          return <GroupFields key={part.key} group={part} place={inner} editor={editor} onRemove={remove} />;
        }
        const path = `${editor.places.get(part.key)}.value`;
        return (
          <CheckFields
            key={part.key}
            check={part}
            name={`Condition ${inner}`}
            path={path}
            error={editor.errors[path]}
            isFresh={editor.fresh === part.key}
            onChange={(next) => editor.change(part, next)}
            onRemove={remove}
          />
        );
      })}
      {error && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {place ? `This group ${error}.` : error}
        </Text>
      )}
      <Row gap="xs">
        <Button
          ref={adding}
          variant="default"
          size="xs"
          leftSection={<PlusIcon size={14} />}
          onClick={() => editor.add(group, newCheck())}
          aria-label={place ? `Add a condition to group ${place}` : undefined}
        >
          Add a condition
        </Button>
        {group.parts.length > 0 && (
          <Button
            variant="subtle"
            size="xs"
            onClick={() => editor.add(group, newGroup())}
            aria-label={place ? `Add a group to group ${place}` : undefined}
          >
            Add a group
          </Button>
        )}
      </Row>
    </fieldset>
  );
}
