import { Alert } from '@mantine/core';
import type { ReactNode } from 'react';
import { InfoIcon } from '../../ui/icons.tsx';
import classes from './ticket.module.css';

/** Something to know before working on the ticket. */
export function Notice({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <Alert
      variant="light"
      color="accent"
      bg="var(--accent-soft)"
      icon={<InfoIcon />}
      role="note"
      title={title}
      className={classes.notice}
    >
      {children}
    </Alert>
  );
}
