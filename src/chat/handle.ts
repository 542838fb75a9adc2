import { actingAs, type Ctx } from '../lib/context.ts';
import { isDeskbellError } from '../lib/errors.ts';
import { ACTIONS } from './actions.ts';
import type { Inbound } from './channel.ts';
import { isToTheDesk, runCommand } from './commands.ts';
import { continued } from './flat.ts';
import { breakingLoops, type Quiet } from './loops.ts';
import { handleDeleted, handleEdited, handleForced, handleMessage, isForTheDesk } from './messages.ts';
import { DONE, type Outcome, refused, said } from './outcome.ts';
import { personBehind } from './people.ts';
import { handlePinned, handleUnpinned } from './pins.ts';
import { handleReacted } from './reactions.ts';

/**
 * Does what an event from any channel asks for. When it returns, everything is committed, so the channel may
 * acknowledge. What somebody may not do, or did too late, is answered in words; only faults of ours are thrown,
 * and then nothing was done and the platform's repeat is welcome.
 */
export async function handle(ctx: Ctx, received: Inbound): Promise<Outcome> {
  if (received.sender.bot) return DONE;
  const { event } = received;
  if (event.type !== 'message' || !event.flat) return handlePlaced(ctx, received);
  // Who writes is remembered for a moment, so asking at the same time saves waiting for one after the other.
  const asked = received.direct && !received.sender.person;
  const [talk, person] = await Promise.all([
    continued(ctx, received, event),
    asked ? personBehind(ctx, received.channel, received.sender) : received.sender.person,
  ]);
  const quotes = event.thread !== event.message;
  const { thread, guessed } =
    received.direct && !quotes && isToTheDesk(person, event.text)
      ? { thread: event.message, guessed: false }
      : talk;
  const outcome = await handlePlaced(ctx, { ...received, event: { ...event, thread } });
  if (!guessed || outcome.answer.type !== 'done' || !outcome.ticket) return outcome;
  return { ...said(`Added to ${outcome.ticket}. For something else, write “new”.`), ticket: outcome.ticket };
}

async function handlePlaced(ctx: Ctx, inbound: Inbound): Promise<Outcome> {
  // People who only talk where the desk listens are none of its business: it does not even ask who they are.
  if (!inbound.sender.person && !(await isForTheDesk(ctx, inbound))) return DONE;
  const { event } = inbound;
  if (event.type !== 'message') return answer(ctx, inbound);
  return breakingLoops(ctx, inbound, event, (quiet) => answer(ctx, inbound, quiet));
}

async function answer(ctx: Ctx, inbound: Inbound, quiet?: Quiet): Promise<Outcome> {
  const person = inbound.sender.person ?? (await personBehind(ctx, inbound.channel, inbound.sender));
  if (!person) return refused('The desk does not know this account, or it is no longer active.');
  const acting: Ctx = {
    ...actingAs(ctx, { kind: 'person', person }),
    origin: { channel: inbound.channel, requestId: ctx.origin.requestId },
  };
  try {
    return await respond(acting, inbound, quiet);
  } catch (error) {
    if (!isDeskbellError(error) || error.code === 'unavailable') throw error;
    const errors = error.details.problems;
    if (inbound.event.type === 'submitted' && errors?.length) {
      return { answer: { type: 'form_errors', errors }, ticket: null };
    }
    return refused(error.message);
  }
}

function respond(ctx: Ctx, inbound: Inbound, quiet?: Quiet): Promise<Outcome> {
  const { event } = inbound;
  switch (event.type) {
    case 'message':
      return handleMessage(ctx, inbound, event, quiet);
    case 'edited':
      return handleEdited(ctx, inbound, event);
    case 'deleted':
      return handleDeleted(ctx, inbound, event);
    case 'forced':
      return handleForced(ctx, inbound, event);
    case 'reacted':
      return handleReacted(ctx, inbound, event);
    case 'pinned':
      return handlePinned(ctx, inbound, event);
    case 'unpinned':
      return handleUnpinned(ctx, inbound, event);
    case 'command':
      return runCommand(ctx, inbound, event.text);
    case 'pressed': {
      const action = ACTIONS.get(event.action);
      return action?.press ? action.press(ctx, event.value, inbound) : stale();
    }
    case 'submitted': {
      const action = ACTIONS.get(event.action);
      return action?.submit ? action.submit(ctx, event.value, event, inbound) : stale();
    }
  }
}

const stale = async () => refused('This button is no longer in use. Please open the ticket in the portal.');
