import { z } from 'zod';
import { homeOf } from '../../chat/home.ts';
import type { Home, HomeLine, HomeSection } from '../../chat/views/home.ts';
import type { Ctx } from '../../lib/context.ts';
import { cut, shown } from '../../lib/text.ts';
import type { HomeView, SlackBlock } from './blocks.ts';
import { actionsBlocks, linkButton } from './buttons.ts';
import { LIMITS, SHOWN } from './limits.ts';
import { senderOf } from './senders.ts';
import { context, plain, section } from './text.ts';
import type { Workspace } from './workspaces.ts';

const Opened = z.object({
  type: z.literal('app_home_opened'),
  user: z.string().min(1).max(64),
  tab: z.string(),
});

/** Who looks at their home tab; Slack tells of the other tabs as well. */
export function homeOpenedBy(event: { type: string }): string | undefined {
  if (event.type !== 'app_home_opened') return undefined;
  const { user, tab } = Opened.parse(event);
  return tab === 'home' ? user : undefined;
}

/** Shows somebody their home as things are now. It stays so until it is published again. */
export async function publishHome(
  ctx: Ctx,
  workspace: Workspace,
  user: string,
  publicUrl: string,
): Promise<void> {
  const home = await homeOf(ctx, { channel: 'slack', sender: senderOf(workspace, user), publicUrl });
  await workspace.api.call('views.publish', { user_id: user, view: renderHome(home) });
}

export function renderHome({ text, buttons, sections }: Home): HomeView {
  const blocks = [
    ...section(text ?? '', SHOWN.block),
    ...actionsBlocks(buttons, 0),
    ...sections.flatMap(sectionBlocks),
  ];
  const fits = blocks.length <= LIMITS.homeBlocks;
  return {
    type: 'home',
    blocks: fits
      ? blocks
      : [...blocks.slice(0, LIMITS.homeBlocks - 1), ...context('There is more than fits here.', SHOWN.block)],
  };
}

function sectionBlocks({ title, lines, note }: HomeSection, at: number): SlackBlock[] {
  return [
    { type: 'header', text: plain(title, LIMITS.header) },
    ...lines.map((line, index) => lineBlock(line, `${at}.${index}`)),
    ...context(note ?? '', SHOWN.block),
  ];
}

/** One block a line, with its link beside it, so that many fit. */
function lineBlock({ text, detail, link }: HomeLine, at: string): SlackBlock {
  const button = linkButton(link.text, link.url, at);
  const words = [text, detail, button ? '' : link.url].map((part) => cut(shown(part), SHOWN.line));
  return {
    type: 'section',
    text: plain(words.filter((part) => part !== '').join('\n'), SHOWN.block),
    ...(button ? { accessory: button } : {}),
  };
}
