import type { Inbound } from '../../chat/channel.ts';
import { following } from '../../chat/follow.ts';
import type { Outcome } from '../../chat/outcome.ts';
import type { Answer } from '../../contract/card.ts';
import { SECOND } from '../../lib/clock.ts';
import { afterMessage } from './after-message.ts';
import { formOffer } from './answer.ts';
import { readPress } from './buttons.ts';
import { inbound as inboundFrom, inboundOf } from './inbound.ts';
import { renderWords } from './render-message.ts';
import { addressOf, type Deps, handle, type Turn } from './turn.ts';

/** Whoever is kept waiting for longer sees that somebody writes. */
const UNANSWERED = SECOND;
/** How many events are remembered that somebody was answered for. */
const MOST_ANSWERED = 1_000;

/** Messages, what was changed or deleted of them, and reactions. When it returns, everything is committed. */
export function createMessageReceiver(deps: Deps): (turn: Turn) => Promise<void> {
  const answered = new Set<string>();

  /** Any event may come again: who caused it is answered once. */
  function isFirst(delivery: string): boolean {
    if (answered.has(delivery)) return false;
    if (answered.size >= MOST_ANSWERED) answered.clear();
    answered.add(delivery);
    return true;
  }

  return async (turn) => {
    const inbound = eventOf(turn);
    if (!inbound || inbound.sender.bot) return;
    const { event } = inbound;
    const speaksToUs = event.type === 'message' && (inbound.direct || event.mentioned);
    const done = speaksToUs ? typingAfter(deps, turn) : () => {};
    let outcome: Outcome;
    try {
      outcome = await handle(deps, turn, inbound);
    } finally {
      done();
    }
    const { answer } = outcome;
    if (answer.type !== 'done' && isFirst(inbound.delivery))
      deps.later('answering on Teams', say(deps, turn, answer));
    const follow = await following(turn.ctx, inbound, outcome, turn.activity, (ticket) =>
      afterMessage(deps, turn, inbound, ticket),
    );
    if (follow)
      deps.later(
        'what comes after a message',
        follow().then((words) => tell(deps, turn, words)),
      );
  };
}

/** A message with a value is the press of a button, by a client that knows no other way. */
function eventOf(turn: Turn): Inbound | undefined {
  const { scene, activity, sender } = turn;
  const pressed = activity.type === 'message' ? readPress(activity.value) : undefined;
  if (!pressed) return inboundOf(scene, activity, sender);
  const key = ['pressed', activity.id ?? activity.timestamp ?? ''];
  return inboundFrom(scene, sender, key, { type: 'pressed', message: activity.replyToId ?? '', ...pressed });
}

async function say({ framework }: Deps, turn: Turn, answer: Answer): Promise<void> {
  const at = addressOf(turn);
  if (answer.type === 'form') await framework.send(at, formOffer(answer.form));
  // What works once and for its reader alone is shown to nobody else.
  const isPrivate = answer.type === 'said' && answer.link !== undefined;
  if (isPrivate && turn.scene.kind !== 'personal') return;
  if (answer.type === 'said' || answer.type === 'refused') await framework.send(at, renderWords(answer));
}

async function tell(deps: Deps, turn: Turn, words: string[]): Promise<void> {
  if (words.length > 0) await say(deps, turn, { type: 'said', text: words.join('\n') });
}

function typingAfter({ framework, later }: Deps, turn: Turn): () => void {
  const timer = setTimeout(
    () => later('showing that somebody writes', framework.send(addressOf(turn), { type: 'typing' })),
    UNANSWERED,
  );
  return () => clearTimeout(timer);
}
