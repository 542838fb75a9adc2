import type { WebMessage } from '../../../contract/portal.ts';
import { CardView } from '../../ui/card.tsx';
import type { Answers } from './answers.tsx';
import { usePress } from './message.tsx';

/** This many messages below it, a card is out of sight. */
const FAR = 3;

type CardActionsProps = { ticketId: string; messages: readonly WebMessage[]; take: Answers['take'] };

/** The buttons of the desk's card again, where it has moved up and away. */
export function CardActions({ ticketId, messages, take }: CardActionsProps) {
  const at = messages.findLastIndex((message) => isCardOf(ticketId, message));
  const message = messages[at];
  const press = usePress(message?.id ?? '', take);
  if (!message?.card || messages.length - at <= FAR) return null;
  return <CardView card={message.card} onPress={press} only="actions" />;
}

/** A thread can go on with a new ticket when its first is closed; each has its card. */
function isCardOf(ticketId: string, { card, deletedAt }: WebMessage): boolean {
  if (!card || deletedAt) return false;
  return card.blocks.some(
    (block) => block.type === 'actions' && block.buttons.some((button) => button.value === ticketId),
  );
}
