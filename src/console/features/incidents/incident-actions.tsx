import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { incidentStateWords, isUnderWay, UnderWay, type WholeIncident } from '../../../contract/incidents.ts';
import { queryOf, useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { announce } from '../../ui/announce.tsx';
import { editing, ending, givingRole, type IncidentForm, resolving, updating } from './incident-forms.ts';
import classes from './incidents.module.css';

type IncidentActionsProps = { incident: WholeIncident; ask: (form: IncidentForm) => void };

/** What one can do with it, as far as it is. */
export function IncidentActions({ incident, ask }: IncidentActionsProps) {
  if (!incident.workable) return null;
  if (incident.state === 'proposed') return <Proposed incident={incident} ask={ask} />;
  return isUnderWay(incident.state) ? <Led incident={incident} ask={ask} /> : null;
}

function Proposed({ incident, ask }: IncidentActionsProps) {
  const { number } = incident;
  const accept = useVerb(api.incidents.accept, {
    onSuccess: () => announce(`${number} is a major incident now.`),
  });
  return (
    <div className={classes.actions}>
      <Button loading={accept.isPending} onClick={() => accept.mutate({ number })}>
        Accept
      </Button>
      <Button variant="default" onClick={() => ask(ending(incident, 'reject'))}>
        Reject …
      </Button>
    </div>
  );
}

function Led({ incident, ask }: IncidentActionsProps) {
  const { number, state, roles } = incident;
  const me = useMe();
  const services = useQuery(queryOf(api.services.list, {}));
  const settings = useQuery(queryOf(api.settings.get, {}));
  const take = useVerb(api.incidents.take, { onSuccess: (_, { role }) => announce(`You are ${role}.`) });
  const move = useVerb(api.incidents.move, {
    onSuccess: ({ state }) => announce(`${number}: ${incidentStateWords[state]}.`),
  });
  const mine = roles.filter(({ person }) => person.id === me.id).map(({ role }) => role);
  const led = roles.some(({ role }) => role === 'commander');
  const active = (services.data?.items ?? []).filter(({ archivedAt }) => archivedAt === null);
  return (
    <div className={classes.actions}>
      {!led && (
        <Button loading={take.isPending} onClick={() => take.mutate({ number, role: 'commander' })}>
          Take command
        </Button>
      )}
      <Button
        variant={led ? 'filled' : 'default'}
        loading={settings.isPending}
        onClick={() => ask(updating(incident, settings.data?.statusPage ?? null))}
      >
        Update …
      </Button>
      {!mine.includes('responder') && (
        <Button variant="default" onClick={() => take.mutate({ number, role: 'responder' })}>
          I respond
        </Button>
      )}
      <Button variant="default" onClick={() => ask(givingRole(incident))}>
        Give a role …
      </Button>
      <Button variant="default" onClick={() => ask(resolving(incident))}>
        Resolve …
      </Button>
      <Menu>
        <Menu.Target>
          <Button variant="default" aria-label="More">
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>State</Menu.Label>
          {UnderWay.options
            .filter((one) => one !== state)
            .map((one) => (
              <Menu.Item key={one} onClick={() => move.mutate({ number, state: one })}>
                {incidentStateWords[one]}
              </Menu.Item>
            ))}
          <Menu.Divider />
          <Menu.Item onClick={() => ask(editing(incident, active))}>Severity and services …</Menu.Item>
          <Menu.Item color="var(--bad)" onClick={() => ask(ending(incident, 'cancel'))}>
            No major incident …
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
