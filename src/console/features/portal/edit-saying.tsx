import { Button, Group, Textarea } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { Mark } from '../../../contract/marks.ts';
import { wordsOf } from '../../problem.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { looksGo } from '../../ui/marked.ts';

type EditSayingProps = {
  text: string;
  marks: readonly Mark[];
  save: (text: string) => Promise<unknown>;
  onDone: () => void;
};

/** Changes what one said, in its place. Escape leaves it as it was. */
export function EditSaying({ text, marks, save, onDone }: EditSayingProps) {
  const [value, setValue] = useState(text);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async () => {
    if (busy || value.trim() === '') return;
    if (value === text) return onDone();
    setBusy(true);
    setProblem(null);
    try {
      await save(value);
      onDone();
    } catch (error) {
      setProblem(wordsOf(error));
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onDone();
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) void submit();
  };
  return (
    <div>
      <Textarea
        aria-label="Your message"
        description={looksGo(marks)}
        autoFocus
        minRows={2}
        dir="auto"
        w="min(36rem, 80vw)"
        maw="100%"
        value={value}
        error={problem}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Group gap="xs" justify="flex-end" mt="xs">
        <Button size="xs" variant="default" onClick={onDone}>
          Cancel
        </Button>
        <BusyButton size="xs" busy={busy} disabled={value.trim() === ''} onClick={() => void submit()}>
          Save
        </BusyButton>
      </Group>
    </div>
  );
}
