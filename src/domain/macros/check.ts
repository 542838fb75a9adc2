import type { Macro } from '../../contract/macros.ts';
import type { Ctx } from '../../lib/context.ts';
import { failField } from '../../lib/errors.ts';
import { checkAutomation } from '../automation/check.ts';
import { checkTemplate } from '../automation/template.ts';
import { forPerson } from './words.ts';

/**
 * Refuses a macro that could do nothing, or not what it says.
 * @throws `invalid`
 */
export async function checkMacro(
  ctx: Ctx,
  { reach, teamIds, reply, actions }: Pick<Macro, 'reach' | 'teamIds' | 'reply' | 'actions'>,
): Promise<void> {
  if (reply === null && actions.length === 0) {
    failField('reply', 'A macro needs a reply, or something to do.');
  }
  if (reach === 'teams' && teamIds.length === 0) failField('teamIds', 'Please choose at least one team.');
  if ((await ctx.db.team.count({ where: { id: { in: teamIds } } })) < teamIds.length) {
    failField('teamIds', 'There is no such team.');
  }
  if (reply !== null) checkTemplate(reply, 'reply');
  await checkAutomation(ctx, { actions: actions.map((action) => forPerson(action, 'nobody')) });
}
