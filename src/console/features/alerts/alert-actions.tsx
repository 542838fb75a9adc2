import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Alert } from '../../../contract/alerts.ts';
import { api } from '../../../contract/api.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import classes from './alerts.module.css';

type AlertActionsProps = {
  alert: Alert;
  /** Where there are many: smaller, and each says which alert it is about. */
  inList?: boolean;
  children?: ReactNode;
};

/** What one can answer to an alert. */
export function AlertActions({ alert, inList = false, children }: AlertActionsProps) {
  const { id, summary, state } = alert;
  const acknowledge = useVerb(api.alerts.acknowledge, {
    onSuccess: () => announce(`${summary}: acknowledged. Nobody else is paged.`),
  });
  const resolve = useVerb(api.alerts.resolve, { onSuccess: () => announce(`${summary}: resolved.`) });
  const size = inList ? 'compact-sm' : undefined;
  const named = (name: string) => (inList ? `${name}: ${summary}` : undefined);
  if (state === 'resolved') return null;
  return (
    <div className={classes.actions}>
      {state === 'triggered' && (
        <Button
          size={size}
          loading={acknowledge.isPending}
          aria-label={named('Acknowledge')}
          onClick={() => acknowledge.mutate({ id })}
        >
          Acknowledge
        </Button>
      )}
      <Button
        size={size}
        variant="default"
        loading={resolve.isPending}
        aria-label={named('Resolve')}
        onClick={() => resolve.mutate({ id })}
      >
        Resolve
      </Button>
      {children}
    </div>
  );
}
