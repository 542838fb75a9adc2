import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { MeetingItem } from '../../../contract/change-meetings.ts';
import { useVerb } from '../../call.ts';
import { keepDraft, readDraft } from '../../drafts.ts';
import { PlainText } from '../../ui/plain-text.tsx';
import { showDone } from '../../ui/tell.tsx';
import { When } from '../../ui/when.tsx';
import classes from './changes.module.css';

type MeetingMinutesProps = { meetingId: string; item: MeetingItem; mayWrite: boolean };

/** The minutes of a change: to be read and, by who may, written and corrected. What was typed is kept until it is saved. */
export function MeetingMinutes({ meetingId, item, mayWrite }: MeetingMinutesProps) {
  const { id, minutes, minutedBy, minutedAt, change } = item;
  // Whoever has begun to write goes on, also when somebody else was faster.
  const [isWriting, setWriting] = useState(() => readDraft(keyOf(id)) !== null);
  if (mayWrite && (isWriting || minutes === '')) {
    return <Editor meetingId={meetingId} item={item} isWriting={isWriting} setWriting={setWriting} />;
  }
  if (minutes === '') return null;
  return (
    <section aria-label={`Minutes of ${change.number}`} className={classes.minutes}>
      <PlainText>{minutes}</PlainText>
      <p className={classes.hint}>
        Minutes by <bdi>{minutedBy?.name ?? 'the desk'}</bdi>
        {minutedAt && (
          <>
            , <When at={minutedAt} />
          </>
        )}
      </p>
      {mayWrite && (
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: 'start' }}
          aria-label={`Correct the minutes of ${change.number}`}
          onClick={() => setWriting(true)}
        >
          Correct
        </Button>
      )}
    </section>
  );
}

const keyOf = (itemId: string) => `minutes ${itemId}`;

type EditorProps = {
  meetingId: string;
  item: MeetingItem;
  isWriting: boolean;
  setWriting: (isWriting: boolean) => void;
};

function Editor({ meetingId, item, isWriting, setWriting }: EditorProps) {
  const { id, change, minutes } = item;
  const [text, setText] = useState(() => readDraft(keyOf(id)) ?? minutes);
  /** Which minutes are corrected. */
  const [version, setVersion] = useState(item.version);
  const [error, setError] = useState<string>();
  const done = () => {
    keepDraft(keyOf(id), null);
    setWriting(false);
  };
  const write = useVerb(api.changeMeetings.minutes, {
    invalidates: ['/change-meetings', '/tickets', '/entries'],
    onSuccess: () => {
      done();
      showDone(`The minutes of ${change.number} are saved.`);
    },
    onProblem: (problem) => {
      setError(problem.fields.minutes ?? problem.message);
      return true;
    },
  });
  const typeIn = (typed: string) => {
    setText(typed);
    setError(undefined);
    setWriting(true);
    keepDraft(keyOf(id), typed);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') setError('Please write what was said.');
    else write.mutate({ id: meetingId, itemId: id, minutes: text, version });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="xs">
        {item.version !== version && (
          <section className={classes.votes} aria-label={`Minutes of ${change.number} meanwhile`}>
            <Text size="sm" fw={600}>
              Somebody else has written meanwhile
            </Text>
            <PlainText>{minutes}</PlainText>
            <Button
              mt="xs"
              size="xs"
              variant="default"
              onClick={() => {
                setVersion(item.version);
                setError(undefined);
              }}
            >
              Replace it by mine
            </Button>
          </section>
        )}
        <Textarea
          label={`Minutes of ${change.number}`}
          autosize
          minRows={2}
          maxLength={3000}
          dir="auto"
          value={text}
          error={error}
          onChange={(event) => typeIn(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" size="xs" loading={write.isPending}>
            Save the minutes
          </Button>
          {isWriting && (
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                setText(minutes);
                done();
              }}
            >
              Cancel
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
