import { Button } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { IncidentEvent, WholeIncident } from '../../../contract/incidents.ts';
import { useVerb } from '../../call.ts';
import { EditMenu } from '../../ui/edit-menu.tsx';
import { When } from '../../ui/when.tsx';
import { adding, correcting, type IncidentForm } from './incident-forms.ts';
import classes from './incidents.module.css';

type IncidentTimelineProps = { incident: WholeIncident; ask: (form: IncidentForm) => void };

/** What happened, the oldest first; what people have added may be put right. */
export function IncidentTimeline({ incident, ask }: IncidentTimelineProps) {
  return (
    <section aria-labelledby="timeline">
      <div className={classes.titled}>
        <h2 id="timeline">Timeline</h2>
        {incident.workable && (
          <Button size="compact-sm" variant="default" onClick={() => ask(adding(incident))}>
            Add …
          </Button>
        )}
      </div>
      <ol className={classes.events}>
        {incident.timeline.map((event) => (
          <Line key={event.id} event={event} incident={incident} ask={ask} />
        ))}
      </ol>
    </section>
  );
}

const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

function Line({ event, incident, ask }: IncidentTimelineProps & { event: IncidentEvent }) {
  const { id, kind, by, at, text, editable, edited } = event;
  const remove = useVerb(api.incidents.removeNote);
  return (
    <li data-kind={kind}>
      <div className={classes.line}>
        <p className={classes.when}>
          <When at={at} exact />
          {' · '}
          <bdi>{by?.name ?? 'Deskbell'}</bdi>
          {edited && ' · edited'}
        </p>
        <p className={classes.said}>{text}</p>
      </div>
      {editable && incident.workable && (
        <EditMenu
          name={cut(text)}
          consequence="It is taken off the timeline. The audit log keeps it."
          isRemoving={remove.isPending}
          onEdit={() => ask(correcting(incident, { id, text }))}
          onRemove={() => remove.mutate({ number: incident.number, id })}
        />
      )}
    </li>
  );
}
