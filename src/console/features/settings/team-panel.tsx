import { ActionIcon, Button, Group, Menu, Switch, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { RenameTeam, type Team } from '../../../contract/teams.ts';
import { useVerb } from '../../call.ts';
import { confirm } from '../../ui/confirm.tsx';
import { CloseIcon, MoreIcon } from '../../ui/icons.tsx';
import { PersonPicker } from '../../ui/person-picker.tsx';
import { atFields, checkedBy, toFirstError } from '../ticket/form.ts';
import classes from './settings.module.css';

const touched = ['/teams', '/people', '/queues', '/session'];

/** One team: its name, who is in it, and who leads. */
export function TeamPanel({ team }: { team: Team }) {
  const [isRenaming, setRenaming] = useState(false);
  const remove = useVerb(api.teams.remove, { invalidates: touched });
  const setMember = useVerb(api.teams.setMember, { invalidates: touched });
  const removeMember = useVerb(api.teams.removeMember, { invalidates: touched });

  const askRemove = async () => {
    const yes = await confirm({
      title: `Remove the team ${team.name}?`,
      text: 'Its members stay people of the desk. A team that still has a queue cannot be removed.',
      yes: 'Remove',
      danger: true,
    });
    if (yes) remove.mutate({ id: team.id });
  };

  return (
    <section className={classes.panel} aria-label={`Team ${team.name}`}>
      <div className={classes.panelHead}>
        {isRenaming ? (
          <Rename team={team} onDone={() => setRenaming(false)} />
        ) : (
          <>
            <Title order={2} size="h5">
              <bdi>{team.name}</bdi>
            </Title>
            <Menu>
              <Menu.Target>
                <ActionIcon aria-label={`Actions for the team ${team.name}`}>
                  <MoreIcon />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => setRenaming(true)}>Rename</Menu.Item>
                <Menu.Item color="var(--bad)" onClick={() => void askRemove()}>
                  Remove
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        )}
      </div>
      <ul className={classes.members}>
        {team.members.map((member) => (
          <li key={member.id} className={classes.member}>
            <Text size="sm" flex="1 1 auto" miw={0}>
              <bdi>{member.name}</bdi>
            </Text>
            <Switch
              label="Leads"
              aria-label={`${member.name} leads`}
              size="xs"
              checked={member.lead}
              disabled={setMember.isPending}
              onChange={(event) =>
                setMember.mutate({ id: team.id, personId: member.id, lead: event.currentTarget.checked })
              }
            />
            <ActionIcon
              aria-label={`Take ${member.name} out of the team`}
              onClick={() => removeMember.mutate({ id: team.id, personId: member.id })}
            >
              <CloseIcon size={16} />
            </ActionIcon>
          </li>
        ))}
        {team.members.length === 0 && (
          <li className={classes.member}>
            <Text size="sm" c="dimmed">
              Nobody is in this team yet.
            </Text>
          </li>
        )}
      </ul>
      <div className={classes.panelFoot}>
        <PersonPicker
          // A fresh one after each, so that the box is empty again.
          key={team.members.length}
          label="Add an agent"
          agentsOnly
          value={null}
          onChange={(personId) => personId && setMember.mutate({ id: team.id, personId, lead: false })}
        />
      </div>
    </section>
  );
}

function Rename({ team, onDone }: { team: Team; onDone: () => void }) {
  const form = useForm({
    initialValues: { name: team.name },
    validate: checkedBy(RenameTeam.pick({ name: true })),
  });
  const rename = useVerb(api.teams.rename, {
    onProblem: atFields(form, 'name'),
    onSuccess: onDone,
    invalidates: touched,
  });
  const submit = form.onSubmit(({ name }) => rename.mutate({ id: team.id, name }), toFirstError(form));
  return (
    <form onSubmit={submit} noValidate className={classes.grow}>
      <Group gap="xs" align="flex-start">
        <TextInput
          aria-label={`New name for ${team.name}`}
          flex="1 1 auto"
          autoFocus
          {...form.getInputProps('name')}
        />
        <Button type="submit" loading={rename.isPending}>
          Rename
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
