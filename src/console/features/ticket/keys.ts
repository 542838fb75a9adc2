/**
 * Single-key shortcuts. They act only when nobody is typing and no dialog is open, and each reader can turn
 * them off (WCAG 2.1.4), because speech input and a cat on the keyboard press letters too.
 */
import { useLocalStorage } from '@mantine/hooks';
import { useEffect, useEffectEvent } from 'react';

export type Key = {
  /** As `KeyboardEvent.key` says it. */
  keys: string[];
  /** What the help calls it. */
  does: string;
  /** Absent: known to the help, but handled elsewhere. */
  press?: (event: KeyboardEvent) => void;
};

export function useShortcutsOn() {
  return useLocalStorage({ key: 'deskbell.shortcuts', defaultValue: true, getInitialValueInEffect: false });
}

export function useKeys(keys: Key[]) {
  const [on] = useShortcutsOn();
  const listen = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event)) return;
    const key = keys.find((one) => one.press && one.keys.includes(event.key));
    if (!key?.press) return;
    event.preventDefault();
    key.press(event);
  });
  useEffect(() => {
    if (!on) return;
    const onKey = (event: KeyboardEvent) => listen(event);
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [on]);
}

/** Typing, or answering a dialog or a menu: the keys are theirs. */
function isBusy(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : document.body;
  const field = target.closest('input, textarea, select, [contenteditable="true"]');
  const isTicked = field instanceof HTMLInputElement && field.type === 'checkbox';
  return (
    (field !== null && !isTicked) ||
    target.closest('[role="menu"], [role="listbox"], [role="dialog"]') !== null ||
    document.querySelector('[role="dialog"][aria-modal="true"]') !== null
  );
}
