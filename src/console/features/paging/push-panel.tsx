import { Button, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Push, PushDevice } from '../../../contract/push.ts';
import { useVerb } from '../../call.ts';
import { BusyButton } from '../../ui/busy-button.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { showDone, showRefusal } from '../../ui/tell.tsx';
import { When } from '../../ui/when.tsx';
import settings from '../settings/settings.module.css';
import { ownFingerprint, subscribe, takesPushes, unsubscribe } from './browser-push.ts';
import classes from './paging.module.css';

/** The browsers in which one is paged: this one is turned on and off, others are taken away. */
export function PushPanel({ push }: { push: Push }) {
  const queries = useQueryClient();
  const { data: fingerprint } = useQuery({ queryKey: ['this browser'], queryFn: ownFingerprint });
  const [turningOn, setTurningOn] = useState(false);
  const looked = () => queries.invalidateQueries({ queryKey: ['this browser'] });
  const add = useVerb(api.push.add, {
    onSuccess: ({ name }) => showDone(`Pushes come to ${name}. Name “Browser” among your ways below.`),
  });
  const remove = useVerb(api.push.remove, { onSuccess: () => showDone('No pushes come there any more.') });
  const own = push.devices.find((one) => one.fingerprint === fingerprint);
  const turnOn = async () => {
    setTurningOn(true);
    try {
      add.mutate(await subscribe(push.publicKey), { onSettled: looked });
    } catch (error) {
      showRefusal(error instanceof Error ? error.message : String(error));
    } finally {
      setTurningOn(false);
    }
  };
  const askRemove = async (device: PushDevice) => {
    const title = `No pushes to ${device.name}?`;
    const text = 'You are not paged there any more, until you turn it on again.';
    if (!(await confirm({ title, text, yes: 'Remove', danger: true }))) return;
    if (device === own) await unsubscribe();
    remove.mutate({ id: device.id }, { onSettled: looked });
  };
  return (
    <fieldset className={settings.group}>
      <legend>Browsers</legend>
      <Text size="sm" c="dimmed" mb="xs">
        A push shows the alert on the screen, also while Deskbell is closed, and can be acknowledged there.
      </Text>
      <ul aria-label="Browsers in which you are paged" className={classes.devices}>
        {push.devices.map((device) => (
          <li key={device.id}>
            <Text size="sm">
              <bdi>{device.name}</bdi>
              {device === own && ' (this one)'} ·{' '}
              {device.pushedAt ? (
                <>
                  last push <When at={device.pushedAt} />
                </>
              ) : (
                'no push yet'
              )}
            </Text>
            <Button
              variant="default"
              size="compact-xs"
              aria-label={`Remove ${device.name}`}
              onClick={() => void askRemove(device)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {!takesPushes() && (
        <Text size="sm">
          This browser takes no pushes here. They need HTTPS; on an iPhone or iPad, add Deskbell to the Home
          Screen first.
        </Text>
      )}
      {takesPushes() && !own && (
        <BusyButton
          variant="default"
          size="xs"
          busy={turningOn || add.isPending}
          onClick={() => void turnOn()}
        >
          Turn on in this browser
        </BusyButton>
      )}
    </fieldset>
  );
}
