import type { Ctx } from '../../lib/context.ts';
import { statement } from '../../lib/sql.ts';
import { directoryOf } from '../settings/directory.ts';
import type { Audience } from './facts.ts';

/** What is mailed because of the status page: to who wants to subscribe, and to all who subscribed or follow. */
export const MAIL_KINDS = ['status_confirm', 'status_update', 'status_maintenance'] as const;

/** What goes to all of them: drawn for each when it is sent. */
type Mailing = { kind: (typeof MAIL_KINDS)[1 | 2]; id: string };

/** Milliseconds from one mail to the next: what is said about tickets at the same time goes out between them. */
const PACE = 50;

/** Whoever follows the internal page reads more there, and is told once. */
const MAIL = statement<never>(
  'status-mail',
  `
WITH follower AS (
  SELECT p.id, p.email FROM status_follower f JOIN person p ON p.id = f.person_id
   WHERE p.active AND NOT p.guest AND NOT p.external
), wanted AS (
  SELECT id, email, id AS person_id FROM follower WHERE $3::boolean
   UNION ALL
  SELECT s.id, s.email, NULL
    FROM status_subscriber s
   WHERE $4::boolean AND s.confirmed_at IS NOT NULL
     AND NOT EXISTS (SELECT FROM follower f WHERE f.email = s.email)
), said AS (
  INSERT INTO announcement (id, kind, data, created_at)
  SELECT $1::uuid, $5::text, jsonb_build_object('id', $6::uuid), $2::timestamptz WHERE EXISTS (SELECT FROM wanted)
)
INSERT INTO notice (kind, channel, conversation, person_id, announcement_id, due_at, created_at)
SELECT 'announcement'::notice_kind, 'email', email, person_id, $1::uuid,
       $2::timestamptz + (row_number() OVER (ORDER BY id) - 1) * interval '${PACE} milliseconds', $2::timestamptz
  FROM wanted`,
);

export const mailUpdate = (ctx: Ctx, id: string, audiences: readonly Audience[]) =>
  mail(ctx, { kind: 'status_update', id }, audiences);
export const mailMaintenance = (ctx: Ctx, id: string, audiences: readonly Audience[]) =>
  mail(ctx, { kind: 'status_maintenance', id }, audiences);

/** In the transaction of what it tells. Nobody outside is sent anything while there is no public page. */
async function mail(ctx: Ctx, { kind, id }: Mailing, audiences: readonly Audience[]): Promise<void> {
  const { settings } = await directoryOf(ctx);
  const isPublic = settings.statusPage.public && audiences.includes('public');
  const isInternal = audiences.includes('internal');
  if (!isPublic && !isInternal) return;
  await MAIL(ctx, ctx.newId(), ctx.now().toISOString(), isInternal, isPublic, kind, id);
  ctx.publish({ topic: 'outbox' });
}
