import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { WebMessage } from '../../../contract/portal.ts';
import { call } from '../../call.ts';
import { Composer, type Outgoing } from '../../ui/composer.tsx';
import { ChevronDownIcon, ChevronRightIcon, LockIcon } from '../../ui/icons.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import type { Answers } from './answers.tsx';
import { Message } from './message.tsx';
import classes from './triage-page.module.css';
import { useMessages } from './use-messages.ts';

type TriageThreadProps = { root: WebMessage; conversation: string; take: Answers['take'] };

/** A card and, when opened, what the agents say about it. */
export function TriageThread({ root, conversation, take }: TriageThreadProps) {
  const [open, setOpen] = useState(false);
  const region = useId();
  return (
    <>
      <Message message={root} take={take} />
      <div className={classes.below}>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-expanded={open}
          aria-controls={region}
          leftSection={open ? <ChevronDownIcon size={14} /> : <ChevronRightIcon size={14} />}
          onClick={() => setOpen(!open)}
        >
          Thread
        </Button>
        <div id={region}>{open && <Thread root={root} conversation={conversation} take={take} />}</div>
      </div>
    </>
  );
}

function Thread({ root, conversation, take }: TriageThreadProps) {
  const { messages, complete, pages } = useMessages(conversation, root.id);
  const replies = messages.filter((message) => message.id !== root.id);
  const send = async (message: Outgoing) => {
    const { answer } = await call(api.portal.send, { ...message, conversation, thread: root.id });
    take(answer);
    return answer.type === 'refused' ? 'keep' : undefined;
  };
  if (pages.isError && !pages.data) return <Failed error={pages.error} retry={pages.refetch} />;
  if (!complete) return <Loading rows={2} label="Loading the thread" />;
  return (
    <div className={classes.thread}>
      {replies.length > 0 && (
        <ol aria-label="Thread">
          {replies.map((reply) => (
            <li key={reply.id}>
              <Message message={reply} take={take} />
            </li>
          ))}
        </ol>
      )}
      <Composer
        label="Internal note"
        placeholder="Write an internal note …"
        draftKey={`triage ${root.id}`}
        tone="note"
        sendLabel="Add note"
        tools={<LockIcon size={16} />}
        hint="Agents only; the requester does not see it"
        send={send}
      />
    </div>
  );
}
