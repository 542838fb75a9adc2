import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { directoryOf } from '../settings/directory.ts';

/** What is mailed because of the status page: to who wants to subscribe, and to all who have. */
export const MAIL_KINDS = ['status_confirm', 'status_update', 'status_maintenance'] as const;

/** What goes to everybody who subscribed: drawn for each of them when it is sent. */
type Mailing = { kind: (typeof MAIL_KINDS)[1 | 2]; id: string };

/** Milliseconds from one mail to the next: what is said about tickets at the same time goes out between them. */
const PACE = 50;

const MAIL = statement<never>(
  'status-mail',
  `
INSERT INTO notice (kind, channel, conversation, announcement_id, due_at, created_at)
SELECT 'announcement'::notice_kind, 'email', email, $1::uuid,
       $2::timestamptz + (row_number() OVER (ORDER BY id) - 1) * interval '${PACE} milliseconds', $2::timestamptz
  FROM status_subscriber WHERE confirmed_at IS NOT NULL`,
);

export const mailUpdate = (ctx: Ctx, id: string) => mail(ctx, { kind: 'status_update', id });
export const mailMaintenance = (ctx: Ctx, id: string) => mail(ctx, { kind: 'status_maintenance', id });

/** In the transaction of what it tells. Nothing is sent while there is no public page. */
async function mail(ctx: Ctx, { kind, id }: Mailing): Promise<void> {
  const { settings } = await directoryOf(ctx);
  if (!settings.statusPage.public) return;
  const announcementId = ctx.newId();
  await ctx.db.announcement.create({
    data: { id: announcementId, kind, ticketId: null, data: { id }, createdAt: ctx.now() },
  });
  await MAIL(ctx, announcementId, ctx.now().toISOString());
  ctx.publish({ topic: 'outbox' });
}
