import { Button, Menu } from '@mantine/core';
import type { Alert } from '../../../contract/alerts.ts';
import { api } from '../../../contract/api.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';

/** In minutes. */
const CHOICES = [
  [60, '1 hour'],
  [240, '4 hours'],
  [1_440, '1 day'],
  [10_080, '1 week'],
] as const;

/** Lets an alert page nobody for some time, or again. */
export function SilenceButton({ alert: { id, summary, silencedUntil } }: { alert: Alert }) {
  const silence = useVerb(api.alerts.silence, {
    onSuccess: () => announce(`${summary}: silenced. It pages nobody for now.`),
  });
  const unsilence = useVerb(api.alerts.unsilence, {
    onSuccess: () => announce(`${summary}: its silence is over.`),
  });
  if (silencedUntil) {
    return (
      <Button variant="default" loading={unsilence.isPending} onClick={() => unsilence.mutate({ id })}>
        End the silence
      </Button>
    );
  }
  return (
    <Menu>
      <Menu.Target>
        <Button variant="default" loading={silence.isPending}>
          Silence …
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Pages nobody for</Menu.Label>
        {CHOICES.map(([minutes, words]) => (
          <Menu.Item key={minutes} onClick={() => silence.mutate({ id, minutes })}>
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
