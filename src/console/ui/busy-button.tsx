import { Button, type ButtonProps, Loader } from '@mantine/core';
import type { ComponentPropsWithRef } from 'react';
import classes from './busy-button.module.css';

type BusyButtonProps = ButtonProps &
  Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps> & { busy?: boolean };

/**
 * A button that shows that it is at work, and does nothing meanwhile. Unlike a disabled one it keeps the focus,
 * so those who work by keyboard go on from where they were.
 */
export function BusyButton({ busy = false, onClick, children, ...rest }: BusyButtonProps) {
  return (
    <Button
      {...rest}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      data-busy={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      <span className={classes.words} data-busy={busy || undefined}>
        {children}
      </span>
      {busy && (
        <span className={classes.loader}>
          <Loader size={16} color="currentColor" />
        </span>
      )}
    </Button>
  );
}
