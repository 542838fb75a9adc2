import { ActionIcon } from '@mantine/core';
import { ChevronDownIcon } from './icons.tsx';

type MoveButtonProps = {
  label: string;
  className?: string;
  /** Absent: it cannot go there. */
  onMove: ((button: HTMLButtonElement) => void) | undefined;
};

/** Moves something in a list. Where it cannot go there it stays, so that the focus does. */
export function MoveButton({ label, className, onMove }: MoveButtonProps) {
  return (
    <ActionIcon
      aria-label={label}
      aria-disabled={!onMove}
      data-disabled={!onMove || undefined}
      onClick={(event) => onMove?.(event.currentTarget)}
      className={className}
    >
      <ChevronDownIcon />
    </ActionIcon>
  );
}
