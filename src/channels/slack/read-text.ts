import { linkWords } from '../../chat/marked.ts';

/**
 * Text on its way from Slack, where `&`, `<` and `>` are escaped, so that angle brackets hold what Slack has
 * recognised: https://docs.slack.dev/messaging/formatting-message-text. Each expression below reads on from where it
 * failed, so all of it is linear in the length of the text.
 */

/** What people wrote, as plain text. Signs of formatting stay as they were typed. */
export function plainText(slackText: string, names: ReadonlyMap<string, string>): string {
  return slackText.replace(/<([^<>]+)>|&(?:amp|lt|gt);/g, (found, reference: string | undefined) =>
    reference === undefined ? decoded(found) : (wordsFor(reference, names) ?? found),
  );
}

const decoded = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** Nothing for what is no reference: the brackets are somebody's own. */
function wordsFor(reference: string, names: ReadonlyMap<string, string>): string | undefined {
  const bar = reference.indexOf('|');
  const target = decoded(bar < 0 ? reference : reference.slice(0, bar));
  const label = bar < 0 ? '' : decoded(reference.slice(bar + 1));
  switch (target[0]) {
    case '@':
      return `@${names.get(target.slice(1)) ?? (label || 'someone')}`;
    case '#':
      return `#${label || 'somewhere'}`;
    case '!':
      return /^!(?:here|channel|everyone)$/.test(target) ? `@${target.slice(1)}` : label || '@someone';
    default:
      return /^[a-z][a-z0-9+.-]*:/i.test(target) ? linkWords(target, label) : undefined;
  }
}

const MENTION = /<@([A-Z0-9]+)(?:\|[^<>]*)?>/g;

/** The accounts that a text mentions, each once. */
export function mentions(slackText: string): string[] {
  return [...new Set(Array.from(slackText.matchAll(MENTION), ([, id = '']) => id))];
}

/** The text without the desk's own name: "<@U1>: my mouse" and "my mouse <@U1>" are about a mouse. */
export function withoutMention(slackText: string, botUserId: string): string {
  const mine = (id: string) => id === botUserId;
  return slackText
    .replace(/^\s*<@([A-Z0-9]+)(?:\|[^<>]*)?>(?:[,:](?=\s))?/, (found, id) => (mine(id) ? '' : found))
    .replace(/ ?<@([A-Z0-9]+)(?:\|[^<>]*)?>/g, (found, id) => (mine(id) ? '' : found))
    .trim();
}
