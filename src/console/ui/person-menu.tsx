import { type MantineColorScheme, Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { api } from '../../contract/api.ts';
import type { Me } from '../../contract/session.ts';
import { useVerb } from '../call.ts';
import { isAgent, signOut, useMe } from '../session.tsx';
import { AvailabilityItems, availabilityWords } from './availability.tsx';
import { Avatar } from './avatar.tsx';
import { placeName } from './channels.ts';
import { AlertsIcon, SignOutIcon } from './icons.tsx';
import classes from './person-menu.module.css';
import { showDone, showProblem } from './tell.tsx';

const schemes: { value: MantineColorScheme; label: string }[] = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** Who is signed in, whether they are there, how the page looks, where one is written to, and the way out. */
export function PersonMenu() {
  const me = useMe();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = async () => {
    try {
      await signOut();
      await navigate({ to: '/sign-in' });
    } catch (error) {
      showProblem(error);
    }
  };
  const away = me.availability === 'available' ? '' : availabilityWords[me.availability];
  return (
    <Menu width={240}>
      <Menu.Target>
        <UnstyledButton
          className={classes.target}
          aria-label={`${me.name}: account menu${away && `. ${away}`}`}
        >
          {away && <span className={classes.away}>{away}</span>}
          <Avatar name={me.name} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label className={classes.who}>
          <Text size="sm" fw={600} c="var(--ink)" truncate>
            <bdi>{me.name}</bdi>
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {me.email}
          </Text>
        </Menu.Label>
        {isAgent(me) && <OwnAvailability />}
        {isAgent(me) && (
          <Menu.Item component={Link} to="/paging" leftSection={<AlertsIcon size={16} />}>
            How I am paged
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item component={Link} to="/approvals">
          My approvals
        </Menu.Item>
        <Menu.Item component={Link} to="/delegations">
          Delegations
        </Menu.Item>
        <Menu.Item component="a" href="/status/internal">
          How services are
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
        >
          {schemes.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <FirstChannel />
        <Menu.Divider />
        <Menu.Item leftSection={<SignOutIcon size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Whether tickets are given to one. */
function OwnAvailability() {
  const { availability } = useMe();
  const set = useVerb(api.availability.setOwn, {
    onSuccess: (me) =>
      showDone(
        me.availability === 'available'
          ? 'You are available: tickets are given to you again.'
          : 'You are away: no tickets are given to you.',
      ),
    invalidates: ['/session', '/availability', '/people'],
  });
  return (
    <>
      <Menu.Divider />
      <Menu.Label>Availability</Menu.Label>
      <AvailabilityItems
        value={availability}
        whose="your"
        onChange={(value) => set.mutate({ availability: value })}
      />
    </>
  );
}

/** Where Deskbell writes to one first; nothing for those whom it knows from the portal alone. */
function FirstChannel() {
  const { channels, firstChannel } = useMe();
  const prefer = useVerb(api.session.prefer, {
    onSuccess: (me) =>
      showDone(`From now on Deskbell writes to you first here: ${placeName(me.firstChannel)}.`),
  });
  if (channels.length < 2) return null;
  return (
    <>
      <Menu.Divider />
      <Menu.Label>Deskbell writes to you first in</Menu.Label>
      <Menu.RadioGroup
        value={firstChannel}
        onChange={(value) => prefer.mutate({ channel: value as Me['firstChannel'] })}
      >
        {channels.map((channel) => (
          <Menu.RadioItem key={channel} value={channel} closeMenuOnClick>
            {placeName(channel)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  );
}
