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
