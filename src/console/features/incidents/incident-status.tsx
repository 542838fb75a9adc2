import { api } from '../../../contract/api.ts';
import type { WholeIncident } from '../../../contract/incidents.ts';
import { useVerb } from '../../call.ts';
import { EditMenu } from '../../ui/edit-menu.tsx';
import { When } from '../../ui/when.tsx';
import { correctingStatus, type IncidentForm } from './incident-forms.ts';
import classes from './incidents.module.css';

type IncidentStatusProps = { incident: WholeIncident; ask: (form: IncidentForm) => void };

/** What the status page says of it, the oldest first; what was published may be put right, and taken off. */
export function IncidentStatus({ incident, ask }: IncidentStatusProps) {
  const { number, statusUpdates, workable } = incident;
  const remove = useVerb(api.incidents.removeStatus);
  if (statusUpdates.length === 0) return null;
  return (
    <section aria-labelledby="status-page">
      <div className={classes.titled}>
        <h2 id="status-page">On the status page</h2>
      </div>
      <ol className={classes.events}>
        {statusUpdates.map((update) => (
          <li key={update.id}>
            <div className={classes.line}>
              <p className={classes.when}>
                <When at={update.at} exact />
                {' · '}
                {update.public ? 'public' : 'for whoever is signed in'}
                {update.edited && ' · edited'}
              </p>
              <p className={classes.said}>
                <strong>{update.title}</strong>
                {' · '}
                {update.text || 'It is over.'}
              </p>
            </div>
            {workable && update.text && (
              <EditMenu
                name={update.title}
                consequence="It is taken off the status page. Who was told by e-mail keeps what they got."
                isRemoving={remove.isPending}
                onEdit={() => ask(correctingStatus(incident, update))}
                onRemove={() => remove.mutate({ number, id: update.id })}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
