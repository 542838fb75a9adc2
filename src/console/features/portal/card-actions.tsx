import type { WebMessage } from '../../../contract/portal.ts';
import { CardView } from '../../ui/card.tsx';
import type { Answers } from './answers.tsx';
import { usePress } from './message.tsx';

/** This many messages below it, a card is out of sight. */
const FAR = 3;

/** The buttons of the desk's card again, where it has moved up and away. */
export function CardActions({ messages, take }: { messages: readonly WebMessage[]; take: Answers['take'] }) {
  const at = messages.findLastIndex((message) => message.card && !message.deletedAt);
  const message = messages[at];
  const press = usePress(message?.id ?? '', take);
  if (!message?.card || messages.length - at <= FAR) return null;
  return <CardView card={message.card} onPress={press} only="actions" />;
}
