import type { Ctx } from '../../lib/context.ts';
import { audit } from '../audit/record.ts';
import { refreshMeeting } from './cards.ts';

/** What has happened to a meeting: in the audit log, and on every card. */
export async function noteMeeting(
  ctx: Ctx,
  id: string,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await audit(ctx, {
    action: `change_meeting.${action}`,
    subject: { type: 'change_meeting', id },
    detail,
  });
  await refreshMeeting(ctx, id);
  ctx.publish({ topic: 'directory' });
}
