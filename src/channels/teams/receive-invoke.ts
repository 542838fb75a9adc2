import type { Sender } from '../../chat/channel.ts';
import { takeFilesAlong } from '../../chat/files.ts';
import type { Outcome } from '../../chat/outcome.ts';
import { personBehind } from '../../chat/people.ts';
import { cardAt } from '../../chat/views/load.ts';
import type { Answer, Card } from '../../contract/card.ts';
import { directoryOf } from '../../domain/settings/directory.ts';
import { SECOND } from '../../lib/clock.ts';
import { actingAs } from '../../lib/context.ts';
import { fail, isDeskbellError, messageOf } from '../../lib/errors.ts';
import { parse } from '../../lib/parse.ts';
import { dialogAnswer, formWithErrors, type InvokeAnswer, pressAnswer, wordsDialog } from './answer.ts';
import { readPress } from './buttons.ts';
import { filledIn, readSubmission } from './form.ts';
import { inbound } from './inbound.ts';
import { CardAction, ExtensionAction, Task } from './payloads.ts';
import { accountOf } from './places.ts';
import { readHtml } from './read-text.ts';
import { REFRESH } from './render-message.ts';
import { memberOf } from './senders.ts';
import { filesOfMessage } from './shared-files.ts';
import { type Deps, handle, type Turn } from './turn.ts';

/** Teams waits ten seconds for the answer to an invoke and shows an error of its own then. Milliseconds. */
const PATIENCE = 8 * SECOND;

const CREATE_TICKET = 'create_ticket';
const ADD_TO_TIMELINE = 'add_to_timeline';

/** One kind of invoke: how it is answered, and in what form words are. */
type Invoke = {
  answer(deps: Deps, turn: Turn): Promise<InvokeAnswer>;
  words(text: string): InvokeAnswer;
};

const INVOKES = new Map<string, Invoke>([
  ['adaptiveCard/action', { answer: pressOnCard, words: pressAnswer.words }],
  ['task/fetch', { answer: dialogOpened, words: wordsDialog }],
  ['task/submit', { answer: dialogSent, words: wordsDialog }],
  ['composeExtension/fetchTask', { answer: extensionOpened, words: wordsDialog }],
  ['composeExtension/submitAction', { answer: dialogSent, words: wordsDialog }],
]);

/** Those that come from where the app may not be. */
export const isFromAnywhere = (name: string | null | undefined): boolean =>
  name?.startsWith('composeExtension/') ?? false;

/**
 * Buttons, dialogs and the message extension. Whatever happens, there is an answer in time, in words that its reader
 * can make something of.
 * @returns `undefined`: it is no invoke that we know
 */
export async function answerInvoke(deps: Deps, turn: Turn): Promise<InvokeAnswer | undefined> {
  const invoke = INVOKES.get(turn.activity.name ?? '');
  if (!invoke) return undefined;
  const { ctx } = turn;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<InvokeAnswer>((resolve) => {
    timer = setTimeout(
      () =>
        resolve(
          invoke.words('This takes longer than usual. Look at the ticket in a moment, before you try again.'),
        ),
      PATIENCE,
    );
  });
  const work = invoke.answer(deps, turn).catch((error: unknown) => {
    if (isDeskbellError(error) && error.code !== 'unavailable') return invoke.words(error.message);
    ctx.log.error({ error: messageOf(error), invoke: turn.activity.name }, 'an invoke of Teams failed');
    return invoke.words(
      `That did not work, and nothing was changed. Please try again; should it stay so, tell whoever runs the desk: ${ctx.origin.requestId}`,
    );
  });
  deps.later('an invoke', work);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function pressOnCard(deps: Deps, turn: Turn): Promise<InvokeAnswer> {
  const { scene, activity, sender } = turn;
  const { action } = parse(CardAction, activity.value);
  const message = activity.replyToId ?? '';
  if (action.verb === REFRESH) {
    const card = await cardOf(deps, turn, message);
    return card ? pressAnswer.card(card) : pressAnswer.words('This card is no longer in use.');
  }
  const pressed = readPress(action.data) ?? fail('invalid', 'This button is no longer in use.');
  const key = ['pressed', activity.id ?? activity.timestamp ?? ''];
  const { answer } = await handle(
    deps,
    turn,
    inbound(scene, sender, key, { type: 'pressed', message, ...pressed }),
  );
  if (answer.type === 'said' || answer.type === 'refused') return pressAnswer.words(answer.text);
  const card = await cardOf(deps, turn, message);
  return card ? pressAnswer.card(card) : pressAnswer.words('Done.');
}

/** The card that was pressed, as it is now, for who pressed it. */
async function cardOf(
  { publicUrl }: Deps,
  { ctx, scene, sender }: Turn,
  message: string,
): Promise<Card | undefined> {
  const person = await personBehind(ctx, 'teams', sender);
  const { settings } = await directoryOf(ctx);
  const acting = person ? actingAs(ctx, { kind: 'person', person }) : ctx;
  const at = { channel: 'teams', conversation: scene.conversation, message };
  return cardAt(acting, at, { publicUrl: publicUrl(), graceDays: settings.graceDays });
}

async function dialogOpened(deps: Deps, turn: Turn): Promise<InvokeAnswer> {
  const { scene, activity, sender } = turn;
  const { data } = parse(Task, activity.value);
  const pressed = readPress(data) ?? fail('invalid', 'This button is no longer in use.');
  const opened = activity.id ?? activity.timestamp ?? '';
  const event = { type: 'pressed', message: activity.replyToId ?? '', ...pressed } as const;
  const { answer } = await handle(deps, turn, inbound(scene, sender, ['opened', opened], event));
  return dialogAnswer(answer, opened);
}

async function dialogSent(deps: Deps, turn: Turn): Promise<InvokeAnswer> {
  const { ctx, scene, activity, sender } = turn;
  const { form, opened, fields, users } = readSubmission(parse(Task, activity.value).data);
  const again = (errors: Extract<Answer, { type: 'form_errors' }>['errors']) =>
    formWithErrors(filledIn(form, fields), opened, errors);
  const people: Record<string, string> = {};
  for (const [field, user] of Object.entries(users)) {
    const member = memberOf(deps.framework, scene, accountOf(scene.tenant, user), user);
    const person = await personBehind(ctx, 'teams', member);
    if (!person) return again([{ field, message: 'The desk does not know this account.' }]);
    people[field] = person.id;
  }
  const outcome = await handle(
    deps,
    turn,
    // Whoever was left without an answer sends it once more, and means it once.
    inbound(scene, sender, ['submitted', sender.account, opened, form.action], {
      ...{ type: 'submitted', action: form.action, value: form.value, attachmentIds: [] },
      fields: { ...fields, ...people },
    }),
  );
  const { answer } = outcome;
  return answer.type === 'form_errors' ? again(answer.errors) : dialogAnswer(answer, opened);
}

/**
 * “Create ticket”: of a message, at once; beside one that is being written, by the form. “Add to timeline”: of a message
 * in the room of a major incident.
 */
async function extensionOpened(deps: Deps, turn: Turn): Promise<InvokeAnswer> {
  const { scene, activity, sender } = turn;
  const asked = parse(ExtensionAction, activity.value);
  if (asked.commandId === ADD_TO_TIMELINE && asked.messagePayload) {
    const id = activity.id ?? activity.timestamp ?? '';
    return dialogAnswer((await pinned(deps, turn, asked.messagePayload, id)).answer, id);
  }
  if (asked.commandId !== CREATE_TICKET) fail('invalid', 'This command is no longer in use.');
  const key = activity.id ?? activity.timestamp ?? '';
  if (!asked.messagePayload) {
    const event = { type: 'pressed', message: '', action: 'raise', value: '' } as const;
    const { answer } = await handle(deps, turn, inbound(scene, sender, ['opened', key], event));
    return dialogAnswer(answer, key);
  }
  const outcome = await forced(deps, turn, asked.messagePayload, key);
  return dialogAnswer(outcome.answer, key);
}

type MessagePayload = NonNullable<ExtensionAction['messagePayload']>;

async function pinned(
  deps: Deps,
  turn: Turn,
  { id, body, from, attachments, createdDateTime }: MessagePayload,
  key: string,
): Promise<Outcome> {
  const { ctx, scene, sender } = turn;
  const files = filesOfMessage(deps.drive, { from, attachments });
  const event = inbound(scene, sender, ['pinned', id, key], {
    ...{ type: 'pinned', source: 'shortcut', message: id },
    text: readHtml(body?.content ?? '').text || files.map(({ name }) => name).join(', '),
    at: createdDateTime ? new Date(createdDateTime) : ctx.now(),
    author: authorOf(deps, turn, from),
  });
  return handle(deps, turn, event);
}

/** Whoever wrote it, if that is a person. */
function authorOf({ framework }: Deps, { scene, sender }: Turn, from: MessagePayload['from']): Sender {
  const user = from?.user;
  if (!user) return { ...sender, bot: true };
  return memberOf(framework, scene, accountOf(scene.tenant, user.id), user.id);
}

async function forced(
  deps: Deps,
  turn: Turn,
  { id, replyToId, body, from, attachments }: MessagePayload,
  key: string,
): Promise<Outcome> {
  const { ctx, scene, sender } = turn;
  const files = filesOfMessage(deps.drive, { from, attachments });
  const text = readHtml(body?.content ?? '').text || files.map(({ name }) => name).join(', ');
  const author = authorOf(deps, turn, from);
  const known = await ctx.db.teamsConversation.findUnique({ where: { conversation: scene.conversation } });
  const isThere = known !== null && known.removedAt === null;
  const event = inbound(scene, sender, ['forced', id, key], {
    ...{ type: 'forced', source: 'shortcut', message: id, text, author },
    thread: scene.thread ?? replyToId ?? id,
    ...(isThere ? {} : { elsewhere: true }),
  });
  const outcome = await handle(deps, turn, event);
  const at = { ...event, sender: author, message: id };
  if (from?.user && outcome.ticket)
    deps.later('taking files along', takeFilesAlong(ctx, at, { dataDir: deps.dataDir, files }));
  return outcome;
}
