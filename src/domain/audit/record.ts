import { type Ctx, personOf } from '../../lib/context.ts';
import { sha256, sixteenRandomBytes } from '../../lib/crypto.ts';

export type AuditRecord = {
  /** What was done, in the words of the verbs: `ticket.resolve`. */
  action: string;
  subject: { type: string; id: string };
  /** Before and after. May hold personal text; it is hashed into the chain, not written into it. */
  detail?: Record<string, unknown>;
};

/** The row for a record: who, what, when, from where. Salt and hash let `detail` be erased later. */
export function auditRow(ctx: Ctx, record: AuditRecord) {
  const detail = JSON.stringify(record.detail ?? {});
  const salt = new Uint8Array(sixteenRandomBytes());
  return {
    at: (ctx.replay ?? ctx).now(),
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx),
    action: record.action,
    subjectType: record.subject.type,
    subjectId: record.subject.id,
    channel: ctx.origin.channel,
    requestId: ctx.origin.requestId,
    detail,
    salt,
    detailHash: new Uint8Array(sha256(salt, detail)),
  };
}

/** Writes records in the transaction of the change that they tell of. */
export async function audit(ctx: Ctx, ...records: AuditRecord[]): Promise<void> {
  await ctx.db.auditEntry.createMany({ data: records.map((record) => auditRow(ctx, record)) });
  ctx.publish({ topic: 'audit' });
}

function actorId(ctx: Ctx): string | null {
  const { actor } = ctx;
  if (actor.kind === 'token') return `${actor.tokenId}/${actor.person.id}`;
  if (actor.kind === 'source' || actor.kind === 'system') return actor.name;
  return personOf(actor)?.id ?? null;
}
