import { Modal, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import type { Entry } from '../../../contract/tickets.ts';
import { queryOf } from '../../call.ts';
import { PlainText } from '../../ui/plain-text.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './ticket.module.css';

type EntryHistoryProps = { entry: Entry; opened: boolean; onClose: () => void };

/** What a message said before it was edited. */
export function EntryHistory({ entry, opened, onClose }: EntryHistoryProps) {
  const edits = useQuery({ ...queryOf(api.tickets.entryEdits, { id: entry.id }), enabled: opened });
  return (
    <Modal opened={opened} onClose={onClose} title="What this said before" size="lg">
      {edits.isPending && <Loading rows={3} />}
      {edits.isError && <Failed error={edits.error} retry={edits.refetch} />}
      {edits.data && (
        <Stack gap="md">
          {edits.data.items.map((edit) => (
            <div key={`${edit.at} ${edit.body.length}`} className={classes.version}>
              <Text size="xs" c="dimmed" mb={4}>
                Until <When at={edit.at} exact />
              </Text>
              <PlainText>{edit.body}</PlainText>
            </div>
          ))}
          <div className={classes.version} data-now>
            <Text size="xs" c="dimmed" mb={4}>
              Now
            </Text>
            <PlainText marks={entry.marks}>{entry.body}</PlainText>
          </div>
        </Stack>
      )}
    </Modal>
  );
}
