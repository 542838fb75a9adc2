import { CloseButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { isUnderWay, type WholeIncident } from '../../../contract/incidents.ts';
import { useVerb } from '../../call.ts';
import { When } from '../../ui/when.tsx';
import { IncidentChanges } from './incident-changes.tsx';
import { IncidentRoomPart } from './incident-room.tsx';
import { roleWords } from './incident-words.ts';
import classes from './incidents.module.css';

/** Who leads it, what it is about, and what hangs on it. */
export function IncidentSide({ incident }: { incident: WholeIncident }) {
  const { number, services, declaredAt, declaredBy, identifiedAt, monitoringAt, resolvedAt } = incident;
  const leave = useVerb(api.incidents.leave);
  const times = [
    ['Declared', declaredAt],
    ['Identified', identifiedAt],
    ['Monitoring', monitoringAt],
    ['Resolved', resolvedAt],
  ] as const;
  return (
    <>
      <h2>Roles</h2>
      {incident.roles.length === 0 && <p>Nobody has one yet.</p>}
      <ul className={classes.people}>
        {incident.roles.map(({ role, person }) => (
          <li key={`${role} ${person.id}`}>
            <span>{roleWords[role]}</span> <bdi>{person.name}</bdi>
            {incident.workable && isUnderWay(incident.state) && (
              <CloseButton
                size="sm"
                aria-label={`${person.name} is no longer ${roleWords[role].toLowerCase()}`}
                onClick={() => leave.mutate({ number, role, personId: person.id })}
              />
            )}
          </li>
        ))}
      </ul>
      <IncidentRoomPart incident={incident} />
      <h2>Services</h2>
      <p>{services.length > 0 ? services.map(({ name }) => name).join(', ') : 'None is named.'}</p>
      <h2>Times</h2>
      <dl className={classes.times}>
        {times.map(([name, at]) =>
          at ? (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <When at={at} exact />
                {name === 'Declared' && declaredBy && (
                  <>
                    {' '}
                    by <bdi>{declaredBy.name}</bdi>
                  </>
                )}
              </dd>
            </div>
          ) : null,
        )}
      </dl>
      <h2>Ticket</h2>
      <p>
        <Link to="/tickets/$number" params={{ number }}>
          {number}
        </Link>
      </p>
      {incident.tickets.length > 0 && (
        <>
          <h2>Other tickets</h2>
          <ul className={classes.people}>
            {incident.tickets.map((ticket) => (
              <li key={ticket.number}>
                <Link to="/tickets/$number" params={{ number: ticket.number }}>
                  {ticket.number}
                </Link>{' '}
                <bdi>{ticket.title}</bdi>
                {ticket.child && ' · child'}
              </li>
            ))}
          </ul>
        </>
      )}
      <IncidentChanges incident={incident} />
      {incident.alerts.length > 0 && (
        <>
          <h2>Alerts</h2>
          <ul className={classes.people}>
            {incident.alerts.map(({ id, summary, state, service, ticket }) => (
              <li key={id}>
                <Link to="/alerts/$id" params={{ id }}>
                  <bdi>{summary}</bdi>
                </Link>{' '}
                · {state}
                {service && (
                  <>
                    {' · '}
                    <bdi>{service}</bdi>
                  </>
                )}
                {ticket && (
                  <>
                    {' · '}
                    <Link to="/tickets/$number" params={{ number: ticket }}>
                      {ticket}
                    </Link>
                  </>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
