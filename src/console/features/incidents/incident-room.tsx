import { Button } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import { isUnderWay, type WholeIncident } from '../../../contract/incidents.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';

/** The way into the conversation that it has for itself in a chat. */
export function IncidentRoomLink({ room }: Pick<WholeIncident, 'room'>) {
  if (room?.state !== 'made' || !room.url) return null;
  return (
    <a href={room.url} target="_blank" rel="noreferrer">
      <bdi>{room.name}</bdi>
    </a>
  );
}

/** While it has none: why, and how it gets one. */
export function IncidentRoomPart({ incident }: { incident: WholeIncident }) {
  const { number, room, workable, state } = incident;
  const ask = useVerb(api.incidents.room, { onSuccess: () => announce('The room is being made.') });
  const mayAsk = workable && isUnderWay(state) && room?.state !== 'wanted';
  if (room?.state === 'made' || (!room && !mayAsk)) return null;
  return (
    <>
      <h2>Room</h2>
      {room?.state === 'wanted' && <p>{isUnderWay(state) ? 'It is being made.' : 'None was made.'}</p>}
      {room?.state === 'archived' && (
        <p>
          <bdi>{room.name}</bdi>, put away
        </p>
      )}
      {room?.state === 'failed' && <p role="status">It could not be made. {room.error}</p>}
      {mayAsk && (
        <Button
          size="compact-sm"
          mt={room ? '0.375rem' : undefined}
          variant="default"
          loading={ask.isPending}
          onClick={() => ask.mutate({ number })}
        >
          {room?.state === 'failed' ? 'Try again' : 'Make a room'}
        </Button>
      )}
    </>
  );
}
