import { type Chosen, isEmpty, stateOf, usableIn } from './elements.ts';
import { type Around, common, newTrigger } from './interact.ts';
import { newHash, openView, readView } from './methods/views.ts';
import { SlackError } from './refuse.ts';
import { fileShape, viewShape } from './shapes.ts';
import type { Answer, Delivery, Json, View } from './types.ts';
import { isObject, lengthOf } from './validate.ts';

export type Submitted = {
  delivery: Delivery;
  answer: Answer;
  /** What became of the view; `failed`: it stands there with a word of trouble. */
  outcome: 'closed' | 'errors' | 'updated' | 'pushed' | 'cleared' | 'failed';
  /** By block. */
  errors: Record<string, string>;
};

/** By the id of the element or of its block. */
export type Values = Record<string, Chosen>;

/** The view that this person has before them. */
export const topView = ({ workspace, user }: Around): View | undefined =>
  [...workspace.views.values()].filter((one) => one.user === user.id && one.open).at(-1);

/** Fills in a view as the client does, and refuses what the client refuses. */
function fill({ state, workspace }: Around, view: View, values: Values): Json {
  const filled: Record<string, Json> = {};
  const used = new Set<string>();
  for (const { block, element } of usableIn(view.body)) {
    if (element.type === 'button' || element.type === 'overflow') continue;
    const [blockId, actionId] = [String(block.block_id), String(element.action_id)];
    const key = actionId in values ? actionId : blockId;
    used.add(key);
    const chosen = values[key];
    const files = [chosen ?? []].flat().map((id) => workspace.files.get(id));
    const is =
      element.type === 'file_input'
        ? {
            type: 'file_input',
            files: files.flatMap((file) => (file ? [fileShape(state, workspace, file)] : [])),
          }
        : stateOf(element, chosen);
    if (block.type === 'input') checkInput(block, element, is);
    if (element.type === 'file_input') for (const file of files) if (file) file.forApp = true;
    filled[blockId] = { ...filled[blockId], [actionId]: is };
  }
  const unknown = Object.keys(values).find((key) => !used.has(key));
  if (unknown) throw new Error(`the view has no field ${unknown}`);
  return filled;
}

function checkInput(block: Json, element: Json, is: Json): void {
  const name = String(element.action_id);
  if (isEmpty(is)) {
    if (block.optional !== true) throw new Error(`the client wants an answer to ${name}`);
    return;
  }
  if (typeof is.value !== 'string') return;
  const length = lengthOf(is.value);
  if (typeof element.max_length === 'number' && length > element.max_length)
    throw new Error(`${name} takes ${element.max_length} characters at most`);
  if (typeof element.min_length === 'number' && length < element.min_length)
    throw new Error(`${name} takes ${element.min_length} characters at least`);
  if (element.type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(is.value))
    throw new Error(`${name} wants an address`);
  if (element.type === 'number_input' && Number.isNaN(Number(is.value)))
    throw new Error(`${name} wants a number`);
}

export async function submit(around: Around, view: View, values: Values): Promise<Submitted> {
  const { state, workspace } = around;
  const standing = workspace.views.get(view.id);
  if (!standing?.open || topView(around) !== standing) throw new Error(`the view ${view.id} is not on top`);
  const payload = {
    type: 'view_submission',
    ...common(around),
    trigger_id: newTrigger(around),
    view: viewShape(state, workspace, standing, fill(around, standing, values)),
    response_urls: [],
  };
  const delivery = state.send(workspace, { kind: 'interactive', name: 'view_submission', payload });
  const answer = await delivery.answer;
  return { delivery, answer, ...apply(around, standing, answer) };
}

const failed = { outcome: 'failed', errors: {} } as const;

/** Does with the view what the app has answered. */
function apply(around: Around, view: View, answer: Answer): Pick<Submitted, 'outcome' | 'errors'> {
  const { state, workspace, user } = around;
  if (answer.status !== 200 || answer.late) return failed;
  const said = isObject(answer.body) ? answer.body : {};
  const wrong = (detail: string) => {
    const at = state.clock.now().getTime();
    state.violations.push({
      what: 'answered with what Slack refuses',
      method: 'view_submission',
      at,
      detail,
    });
    return failed;
  };
  try {
    switch (said.response_action) {
      case undefined:
        if (answer.text.trim() && Object.keys(said).length + (typeof answer.body === 'string' ? 1 : 0) > 0)
          return wrong(answer.text);
        view.open = false;
        return { outcome: 'closed', errors: {} };
      case 'errors': {
        const errors = isObject(said.errors) ? (said.errors as Record<string, string>) : {};
        const inputs = view.body.blocks.filter((one) => one.type === 'input').map((one) => one.block_id);
        const stray = Object.keys(errors).find((id) => !inputs.includes(id));
        if (stray || Object.keys(errors).length === 0) return wrong(`errors for ${stray ?? 'nothing'}`);
        return { outcome: 'errors', errors };
      }
      case 'update':
        Object.assign(view, { body: readView(state, said.view), hash: newHash(state) });
        return { outcome: 'updated', errors: {} };
      case 'push':
        openView(state, workspace, user.id, readView(state, said.view));
        return { outcome: 'pushed', errors: {} };
      case 'clear':
        for (const one of workspace.views.values()) if (one.user === user.id) one.open = false;
        return { outcome: 'cleared', errors: {} };
      default:
        return wrong(`response_action ${said.response_action}`);
    }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return wrong(`${error.code} ${JSON.stringify(error.extra)}`);
  }
}

/** The person closes a view; the app hears of it only if it has asked to. */
export function closeView(around: Around, view: View): Delivery | undefined {
  const { state, workspace } = around;
  const standing = workspace.views.get(view.id);
  if (!standing?.open) throw new Error(`the view ${view.id} is not open`);
  standing.open = false;
  if (standing.body.notify_on_close !== true) return undefined;
  const shape = viewShape(state, workspace, standing);
  const payload = { type: 'view_closed', ...common(around), view: shape, is_cleared: false };
  return state.send(workspace, { kind: 'interactive', name: 'view_closed', payload });
}
