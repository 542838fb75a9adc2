import { Button, Group, Modal, Text } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';

type Question = { title: string; text: string; yes: string; no?: string; danger?: boolean };
type Asked = Question & { answer: (yes: boolean) => void };

let asked: Asked | null = null;
const watchers = new Set<() => void>();

function become(next: Asked | null): void {
  asked = next;
  for (const watcher of watchers) watcher();
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** Asks before something that is hard to take back. True: go on. */
export function confirm(question: Question): Promise<boolean> {
  asked?.answer(false);
  return new Promise((resolve) => {
    become({
      ...question,
      answer: (yes) => {
        become(null);
        resolve(yes);
      },
    });
  });
}

/** Before all dialogs, since this listens from the start: Escape answers the question, not the dialog below it. */
function answerByEscape(event: KeyboardEvent): void {
  if (!asked || event.key !== 'Escape' || event.isComposing) return;
  event.stopImmediatePropagation();
  asked.answer(false);
}
window.addEventListener('keydown', answerByEscape, { capture: true });

/** Where the questions appear; one on the page. */
export function ConfirmHost() {
  const now = useSyncExternalStore(watch, () => asked);
  // The words stay while the dialog fades.
  const [shown, setShown] = useState(now);
  if (now && now !== shown) setShown(now);
  return (
    <Modal
      opened={now !== null}
      onClose={() => now?.answer(false)}
      closeOnEscape={false}
      title={shown?.title}
      size="sm"
      zIndex={400}
    >
      <Text size="sm">{shown?.text}</Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={() => now?.answer(false)}>
          {shown?.no ?? 'Cancel'}
        </Button>
        <Button color={shown?.danger ? 'red.8' : undefined} data-autofocus onClick={() => now?.answer(true)}>
          {shown?.yes}
        </Button>
      </Group>
    </Modal>
  );
}
