import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { ApiProblem, wordsOf } from '../problem.ts';

/** Tells that something did not work. The same problem twice is told once. */
export function showProblem(error: unknown): void {
  // The page turns to the sign-in by itself.
  if (error instanceof ApiProblem && error.status === 401) return;
  const words = wordsOf(error);
  if (!(error instanceof ApiProblem)) console.error(error);
  const reference = error instanceof ApiProblem && error.status >= 500 && error.requestId;
  notifications.show({
    id: `problem ${words}`,
    color: 'red',
    message: reference ? `${words} Reference: ${reference}` : words,
    autoClose: 10_000,
  });
}

/** Tells that something worked, where the page does not show it anyway. */
export function showDone(message: string): void {
  notifications.show({ color: 'green', message });
}

/** Tells that something cannot be done as asked. */
export function showRefusal(message: string): void {
  notifications.show({ id: `refusal ${message}`, color: 'orange', message, autoClose: 10_000 });
}

/** Tells what follows from something that worked, and may not be meant. */
export function showWarning(message: string): void {
  notifications.show({ id: `warning ${message}`, color: 'orange', message, autoClose: 15_000 });
}

/** Tells that something was done at once, and takes it back if asked to. */
export function showUndo(message: string, undo: () => void): void {
  const id = `undo ${message}`;
  notifications.hide(id);
  notifications.show({
    id,
    message: (
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <span>{message}</span>
        <Button
          flex="none"
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
    autoClose: 10_000,
  });
}
