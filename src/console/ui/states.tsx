import { Button, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem, wordsOf } from '../problem.ts';
import { InfoIcon, RetryIcon, WarnIcon } from './icons.tsx';
import classes from './states.module.css';

/** Grey shapes in the place of what is coming. */
export function Loading({ rows = 4, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-busy="true">
      <VisuallyHidden>{label}</VisuallyHidden>
      <Stack gap="sm" aria-hidden="true">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
          <div key={row}>
            <Skeleton height={14} width={`${[62, 48, 70, 55][row % 4]}%`} radius="sm" />
            <Skeleton height={10} width={`${[34, 40, 28, 37][row % 4]}%`} radius="sm" mt={8} />
          </div>
        ))}
      </Stack>
    </div>
  );
}

type EmptyProps = {
  title: string;
  children?: ReactNode;
  /** The next step: a button or a link. */
  action?: ReactNode;
};

/** Nothing here: says why, and what one can do. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className={classes.state}>
      <span className={classes.mark}>
        <InfoIcon size={20} />
      </span>
      <Text fw={600}>{title}</Text>
      {children && (
        <Text size="sm" c="dimmed" component="div">
          {children}
        </Text>
      )}
      {action}
    </div>
  );
}

type FailedProps = { error: unknown; retry?: () => unknown; title?: string };

/** It could not be fetched: says what the server said, and tries again. */
export function Failed({ error, retry, title = 'This could not be loaded' }: FailedProps) {
  const requestId = error instanceof ApiProblem && error.status >= 500 ? error.requestId : '';
  return (
    <div className={classes.state} role="alert">
      <span className={classes.mark} data-bad>
        <WarnIcon size={20} />
      </span>
      <Text fw={600}>{title}</Text>
      <Text size="sm" c="dimmed">
        {wordsOf(error)}
      </Text>
      {requestId && (
        <Text size="xs" c="dimmed">
          Reference: <code>{requestId}</code>
        </Text>
      )}
      {retry && (
        <Button variant="default" leftSection={<RetryIcon size={16} />} onClick={() => void retry()}>
          Try again
        </Button>
      )}
    </div>
  );
}
