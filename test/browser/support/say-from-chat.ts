import { runCommand } from '../../../src/commands/command.ts';
import type { Marked } from '../../../src/contract/marks.ts';
import { actingPerson } from '../../../src/domain/people/acting.ts';
import { replyToTicket } from '../../../src/domain/tickets/reply.ts';
import { actingAs } from '../../../src/lib/context.ts';

/** Replies as somebody does from Slack, with looks: `say-from-chat.ts <person> <number> <marked text as JSON>`. */
await runCommand('say-from-chat', async (ctx) => {
  const [id = '', number = '', json = ''] = process.argv.slice(2);
  const person = await actingPerson(ctx, id);
  if (!person) return 1;
  const { text, marks } = JSON.parse(json) as Marked;
  const acting = {
    ...actingAs(ctx, { kind: 'person', person }),
    origin: { ...ctx.origin, channel: 'slack' },
  };
  await replyToTicket(acting, { number, body: text }, { delivery: ctx.newId(), marks });
  return 0;
});
