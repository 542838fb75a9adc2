import { VisuallyHidden } from '@mantine/core';
import { useSyncExternalStore } from 'react';

type Spoken = { polite: string; assertive: string };

let spoken: Spoken = { polite: '', assertive: '' };
const watchers = new Set<() => void>();

/** Says something to those who listen to the page: a new message, an answer, a result. */
export function announce(text: string, how: keyof Spoken = 'polite'): void {
  // The same words again must differ, or a screen reader stays silent.
  const again = spoken[how] === text ? `${text}\u00a0` : text;
  spoken = { ...spoken, [how]: again };
  for (const watcher of watchers) watcher();
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
};

/** The live regions; one on the page. */
export function Announcer() {
  const { polite, assertive } = useSyncExternalStore(watch, () => spoken);
  return (
    <VisuallyHidden>
      <div role="status" aria-live="polite">
        {polite}
      </div>
      <div role="alert" aria-live="assertive">
        {assertive}
      </div>
    </VisuallyHidden>
  );
}
