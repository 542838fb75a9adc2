import { api } from '../../../contract/api.ts';
import type { Button } from '../../../contract/card.ts';
import type { WebMessage } from '../../../contract/portal.ts';
import { call } from '../../call.ts';
import { useIntents } from '../../intent.ts';
import { useMe } from '../../session.tsx';
import { CardView } from '../../ui/card.tsx';
import type { Answers } from './answers.tsx';
import { Saying } from './saying.tsx';

/** A message of the web channel: its card with live buttons, or its words. */
export function Message({ message, take }: { message: WebMessage; take: Answers['take'] }) {
  const me = useMe();
  const press = usePress(message.id, take);
  const edit = async (text: string) =>
    take((await call(api.portal.editMessage, { id: message.id, text })).answer);
  const remove = async () => take((await call(api.portal.deleteMessage, { id: message.id })).answer);
  return (
    <Saying
      author={message.author}
      own={message.mine || message.author?.id === me.id}
      text={message.text}
      marks={message.marks}
      attachments={message.attachments}
      createdAt={message.createdAt}
      editedAt={message.editedAt}
      deletedAt={message.deletedAt}
      internal={message.internal}
      card={message.card && <CardView card={message.card} onPress={press} />}
      // What came here from another channel is changed there.
      onEdit={message.mine && message.text ? edit : undefined}
      onDelete={message.mine ? remove : undefined}
    />
  );
}

/** Presses a button of this message's card. */
export function usePress(message: string, take: Answers['take']) {
  const intents = useIntents();
  return async ({ action, value }: Button) => {
    const press = { message, action, value };
    const { answer } = await intents.once(press, (delivery) =>
      call(api.portal.press, { delivery, ...press }),
    );
    take(answer);
  };
}
