import { Button } from '@mantine/core';
import { api } from '../../../contract/api.ts';
import type { MeetingVerb, WholeMeeting } from '../../../contract/change-meetings.ts';
import { useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { confirm } from '../../ui/confirm.tsx';
import type { ChangeForm } from './change-forms.ts';
import classes from './changes.module.css';
import { addingTo, cancellingMeeting } from './meeting-forms.ts';

/** People who come a little before it begins are not asked. */
const EARLY_MS = 15 * 60_000;

type MeetingActionsProps = { meeting: WholeMeeting; ask: (form: ChangeForm) => void };

/** What one may do with the meeting now. */
export function MeetingActions({ meeting, ask }: MeetingActionsProps) {
  const { id, agenda, verbs } = meeting;
  const begin = useVerb(api.changeMeetings.begin, { onSuccess: () => announce('The meeting is under way.') });
  const end = useVerb(api.changeMeetings.end, { onSuccess: () => announce('The meeting is held.') });
  const can = (verb: MeetingVerb) => verbs.includes(verb);
  if (!verbs.some((verb) => verb !== 'minutes')) return null;
  const askBegin = async () => {
    const isEarly = Date.now() < Date.parse(meeting.at) - EARLY_MS;
    const text = 'Its time has not come. From now on nothing comes onto its agenda by itself.';
    if (isEarly && !(await confirm({ title: 'Begin the meeting already?', text, yes: 'Begin now' }))) return;
    begin.mutate({ id });
  };
  const askEnd = async () => {
    const without = agenda.filter(({ minutes }) => minutes === '').map(({ change }) => change.number);
    const text =
      without.length > 0
        ? `Without minutes: ${without.join(', ')}. They can still be written.`
        : 'Every change has its minutes.';
    if (await confirm({ title: 'End the meeting?', text, yes: 'End it' })) end.mutate({ id });
  };
  return (
    <section className={classes.actions} aria-label="What to do with it">
      {can('begin') && (
        <Button loading={begin.isPending} onClick={() => void askBegin()}>
          Begin
        </Button>
      )}
      {can('end') && (
        <Button loading={end.isPending} onClick={() => void askEnd()}>
          End …
        </Button>
      )}
      {can('add') && (
        <Button variant="default" onClick={() => ask(addingTo(meeting))}>
          Add a change …
        </Button>
      )}
      {can('cancel') && (
        <Button variant="default" c="var(--bad)" onClick={() => ask(cancellingMeeting(meeting))}>
          Cancel the meeting …
        </Button>
      )}
    </section>
  );
}
