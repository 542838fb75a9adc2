import type { Json, Workspace } from './types.ts';

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const FOUND =
  /(?<url>https?:\/\/[^\s]+?)(?=[.,;:!?)]*(?:\s|$))|(?<![\w.+-])(?<mail>[\w.+-]+@[\w-]+\.[\w.-]*\w)|(?<site>\bwww\.[^\s]*\w)|(?<![^\s(])@(?<name>[\w.-]*\w)|(?<![^\s(])#(?<channel>[\w-]+)/g;

/**
 * What becomes of the words that a person types: escaped, with links and mentions as Slack writes them. In commands
 * mentions bear the name too.
 */
export function typed(workspace: Workspace, text: string, named = false): string {
  return escaped(text).replace(FOUND, (whole, ...rest) => {
    const found = rest.at(-1) as Record<string, string | undefined>;
    if (found.url) return `<${found.url}>`;
    if (found.mail) return `<mailto:${found.mail}|${found.mail}>`;
    if (found.site) return `<http://${found.site}|${found.site}>`;
    if (found.channel) {
      const there = [...workspace.conversations.values()].find((one) => one.name === found.channel);
      return there ? `<#${there.id}|${there.name}>` : whole;
    }
    if (['here', 'channel', 'everyone'].includes(found.name ?? '')) return `<!${found.name}>`;
    const user = [...workspace.users.values()].find((one) => one.name === found.name);
    return user ? `<@${user.id}${named ? `|${user.name}` : ''}>` : whole;
  });
}

/** Slack's editor sends the same as blocks too. */
export const typedBlocks = (text: string, id: string): Json[] =>
  text === ''
    ? []
    : [
        {
          type: 'rich_text',
          block_id: id,
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
        },
      ];
