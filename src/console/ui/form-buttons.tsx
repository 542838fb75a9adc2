import { Button, Group } from '@mantine/core';

type FormButtonsProps = {
  /** What sending the form does: `Save`. */
  submit: string;
  loading: boolean;
  disabled?: boolean;
  onCancel: () => void;
};

/** How a form in a dialog ends. */
export function FormButtons({ submit, loading, disabled = false, onCancel }: FormButtonsProps) {
  return (
    <Group justify="flex-end" gap="xs">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" loading={loading} disabled={disabled}>
        {submit}
      </Button>
    </Group>
  );
}

type SaveOrUndoProps = { isChanged: boolean; loading: boolean; onUndo: () => void };

/** How a form on a page ends, which is there all the time. */
export function SaveOrUndo({ isChanged, loading, onUndo }: SaveOrUndoProps) {
  return (
    <Group>
      <Button type="submit" loading={loading} disabled={!isChanged}>
        Save
      </Button>
      {isChanged && (
        <Button variant="subtle" onClick={onUndo}>
          Undo my changes
        </Button>
      )}
    </Group>
  );
}
