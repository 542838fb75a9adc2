import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { changeStateWords } from '../../../contract/changes.ts';
import type { WholeIncident } from '../../../contract/incidents.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { When } from '../../ui/when.tsx';
import classes from './incidents.module.css';

const invalidates = ['/incidents', '/tickets', '/changes'];

/** What was changed shortly before, and which of it is the cause. */
export function IncidentChanges({ incident: { number, changes, workable } }: { incident: WholeIncident }) {
  const name = useVerb(api.tickets.link, {
    onSuccess: (_, { to }) => announce(`${to} is named as the cause.`),
    invalidates,
  });
  const unname = useVerb(api.tickets.unlink, {
    onSuccess: (_, { to }) => announce(`${to} is not named as the cause any more.`),
    invalidates,
  });
  if (changes.length === 0) return null;
  return (
    <>
      <h2>Changes since the day before</h2>
      <ul className={classes.people}>
        {changes.map((change) => {
          const { title, state, startedAt, isCause } = change;
          const verb = isCause ? unname : name;
          return (
            <li key={change.number} className={classes.suspect} data-cause={isCause || undefined}>
              <div>
                {isCause && <strong>Caused by </strong>}
                <Link to="/changes/$number" params={{ number: change.number }}>
                  {change.number}
                </Link>{' '}
                <bdi>{title}</bdi> · {changeStateWords[state].toLowerCase()}
                {startedAt && (
                  <>
                    {' · '}
                    <When at={startedAt} />
                  </>
                )}
              </div>
              {workable && (
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={verb.isPending}
                  onClick={() => verb.mutate({ number, kind: 'caused_by', to: change.number })}
                  aria-label={isCause ? `Not caused by ${change.number}` : `Caused by ${change.number}`}
                >
                  {isCause ? 'Not the cause' : 'Caused by this'}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}
