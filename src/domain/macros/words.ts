import type { RuleAction } from '../../contract/automation.ts';
import type { MacroAction } from '../../contract/macros.ts';
import type { Ctx } from '../../lib/context.ts';
import { directoryOf } from '../settings/directory.ts';

/** The action with whoever applies the macro for `me`. */
export const forPerson = (action: MacroAction, me: string): RuleAction =>
  action.do === 'assign' && action.to === 'me' ? { ...action, to: me } : (action as RuleAction);

/** What actions do, in plain words that go on a sentence: `move it to Network`. */
export async function actionsInWords(ctx: Ctx, actions: readonly MacroAction[]): Promise<string[]> {
  const { queues } = await directoryOf(ctx);
  const ids = actions.flatMap((action) =>
    action.do === 'assign' && action.to !== 'me' && action.to !== 'nobody' ? [action.to] : [],
  );
  const people = await ctx.db.person.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const queueName = (id: string) => queues.get(id)?.name ?? 'a queue that is gone';
  return actions.map((action) => inWords(action, (id) => names.get(id) ?? 'somebody who is gone', queueName));
}

function inWords(
  action: MacroAction,
  personName: (id: string) => string,
  queueName: (id: string) => string,
): string {
  switch (action.do) {
    case 'assign':
      if (action.to === 'nobody') return 'put it back to unassigned';
      return `assign it to ${action.to === 'me' ? 'you' : personName(action.to)}`;
    case 'move':
      return `move it to ${queueName(action.queueId)}`;
    case 'set': {
      const { do: _, ...fields } = action;
      return `set its ${and.format(Object.keys(fields))}`;
    }
    case 'tag':
      return `change its tags: ${[...action.add.map((tag) => `+${tag}`), ...action.remove.map((tag) => `−${tag}`)].join(', ')}`;
    case 'note':
      return 'write an internal note';
    case 'hold':
      return `put it on hold, ${action.reason.replace('awaiting_', 'waiting for the ')}`;
    case 'resume':
      return 'take it off hold';
    case 'resolve':
      return 'resolve it';
    case 'close':
      return 'close it';
    case 'cancel':
      return 'cancel it';
    case 'open_child':
      return action.queueId ? `open a part of it in ${queueName(action.queueId)}` : 'open a part of it';
    case 'link':
      return `link it to ${action.to}`;
  }
}

const and = new Intl.ListFormat('en', { type: 'conjunction' });
