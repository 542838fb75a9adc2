import { audit } from '../../domain/audit/record.ts';
import { requireAdmin } from '../../domain/people/policy.ts';
import { type Ctx, inTransaction } from '../../lib/context.ts';
import { encrypt } from '../../lib/crypto.ts';

/** What Slack says of an installation in a workspace. */
export type Installed = {
  team: string;
  enterprise: string | null;
  name: string;
  appId: string;
  botUser: string;
  botId: string;
  scopes: string[];
  token: string;
  /** The user of Slack who allowed it. */
  by: string;
};

/** Keeps an installation; one that there was before in the workspace, live or ended, is replaced with its token. */
export async function keepInstallation(ctx: Ctx, key: Buffer, installed: Installed): Promise<void> {
  requireAdmin(ctx);
  const { team, token, enterprise, by, ...facts } = installed;
  await inTransaction(ctx, async (ctx) => {
    const row = {
      ...facts,
      enterpriseId: enterprise,
      botToken: new Uint8Array(encrypt(key, token, team)),
      installedBy: by,
      installedAt: ctx.now(),
      endedAt: null,
    };
    await ctx.db.slackInstallation.upsert({
      where: { teamId: team },
      create: { teamId: team, ...row },
      update: row,
    });
    await audit(ctx, {
      action: 'slack.install',
      subject: { type: 'slack_workspace', id: team },
      detail: { name: facts.name, scopes: facts.scopes, by },
    });
    ctx.publish({ topic: 'directory' });
  });
}

/**
 * Ends the installation that was made then; its token is of no more use and is forgotten.
 * @returns false when it has ended before, or there is another by now
 */
export async function endInstallation(
  ctx: Ctx,
  { team, installedAt }: { team: string; installedAt: Date },
  why: string,
): Promise<boolean> {
  // Slack itself says so, or an admin of the desk.
  if (!(ctx.actor.kind === 'source' && ctx.actor.name === 'slack')) requireAdmin(ctx);
  return inTransaction(ctx, async (ctx) => {
    const { count } = await ctx.db.slackInstallation.updateMany({
      where: { teamId: team, installedAt, endedAt: null },
      data: { endedAt: ctx.now(), botToken: null },
    });
    if (count === 0) return false;
    await audit(ctx, {
      action: 'slack.end',
      subject: { type: 'slack_workspace', id: team },
      detail: { why },
    });
    ctx.publish({ topic: 'directory' });
    return true;
  });
}
