import { refuse, refuseWith } from '../refuse.ts';
import { viewShape } from '../shapes.ts';
import type { Json, State, View, Workspace } from '../types.ts';
import { withIds } from '../validate-blocks.ts';
import { viewTrouble } from '../validate-view.ts';
import { type Method, words } from './method.ts';

const TRIGGER_MS = 3000;
/** Views on top of each other. */
const HIGHEST = 3;

/** Judges a view, and keeps it as Slack does. */
export function readView(state: State, view: unknown): View['body'] {
  const trouble = viewTrouble(view);
  if (trouble) {
    if (trouble.messages.length) refuseWith(trouble.code, trouble.messages);
    refuse(trouble.code);
  }
  const body = view as View['body'];
  return { ...body, blocks: withIds(body.blocks, () => state.nextId('b').slice(0, 12)) };
}

/** A trigger is good once, for three seconds. */
function takeTrigger(state: State, workspace: Workspace, id: string): string {
  const trigger = workspace.triggers.get(id);
  if (!trigger) refuse('invalid_trigger_id');
  if (trigger.used) refuse('exchanged_trigger_id');
  if (state.clock.now().getTime() - trigger.issued > TRIGGER_MS) refuse('expired_trigger_id');
  trigger.used = true;
  return trigger.user;
}

export const newHash = (state: State): string =>
  `${Math.floor(state.clock.now().getTime() / 1000)}.${state.nextId('h')}`;

/** Opens a view on top of those that the user has open. */
export function openView(state: State, workspace: Workspace, user: string, body: View['body']): View {
  const under = [...workspace.views.values()].filter((one) => one.user === user && one.open);
  if (under.length >= HIGHEST) refuse('push_limit_reached');
  unusedExternalId(workspace, body);
  const id = state.nextId('V');
  const view: View = {
    id,
    user,
    type: 'modal',
    hash: newHash(state),
    body,
    previous: under.at(-1)?.id ?? null,
    root: under[0]?.id ?? id,
    open: true,
  };
  workspace.views.set(id, view);
  return view;
}

function unusedExternalId(workspace: Workspace, body: Json, except?: View): void {
  if (!body.external_id) return;
  const taken = [...workspace.views.values()].some(
    (one) => one !== except && one.open && one.body.external_id === body.external_id,
  );
  if (taken) refuse('duplicate_external_id');
}

const open: Method = {
  required: ['trigger_id', 'view'],
  handle({ state, workspace, args }) {
    const body = readView(state, args.view);
    if (body.type !== 'modal')
      refuseWith('invalid_arguments', ['[ERROR] must be a modal [json-pointer:/view/type]']);
    const user = takeTrigger(state, workspace, words(args.trigger_id));
    return { view: viewShape(state, workspace, openView(state, workspace, user, body)) };
  },
};

const update: Method = {
  required: ['view'],
  handle({ state, workspace, args }) {
    const body = readView(state, args.view);
    const { view_id, external_id, hash } = args;
    if ((view_id === undefined) === (external_id === undefined))
      refuseWith('invalid_arguments', ['[ERROR] must provide either `view_id` or `external_id`']);
    const view = [...workspace.views.values()].find(
      (one) => one.open && (view_id ? one.id === view_id : one.body.external_id === external_id),
    );
    if (!view) refuse('not_found');
    if (hash !== undefined && hash !== view.hash) refuse('hash_conflict');
    unusedExternalId(workspace, body, view);
    Object.assign(view, { body, hash: newHash(state) });
    return { view: viewShape(state, workspace, view) };
  },
};

const publish: Method = {
  required: ['user_id', 'view'],
  handle({ state, workspace, args }) {
    const body = readView(state, args.view);
    if (body.type !== 'home')
      refuseWith('invalid_arguments', ['[ERROR] must be a home [json-pointer:/view/type]']);
    const user = workspace.users.get(words(args.user_id));
    if (!user || user.deleted || user.isBot) refuse('user_not_found');
    const before = workspace.homes.get(user.id);
    if (args.hash !== undefined && args.hash !== before?.hash) refuse('hash_conflict');
    const id = before?.id ?? state.nextId('V');
    const view: View = {
      id,
      user: user.id,
      type: 'home',
      hash: newHash(state),
      body,
      previous: null,
      root: id,
      open: true,
    };
    workspace.homes.set(user.id, view);
    return { view: viewShape(state, workspace, view) };
  },
};

export const viewMethods: Record<string, Method> = {
  'views.open': open,
  'views.update': update,
  'views.publish': publish,
};
