import type { Message } from '../../chat/channel.ts';
import { authorInWords } from '../../chat/words.ts';
import { cut, shown } from '../../lib/text.ts';
import { LIMITS } from './limits.ts';

/** In whose name a message is posted, as `chat.postMessage` takes it; without a picture it has the app's. */
export type Persona = { username: string; icon_url?: string };

/**
 * Whose name and picture what was said is posted with: “Grace (Teams)”. `undefined`: it is posted by the desk, which says
 * the name in words. So it is with names that might pass for the desk's own, and with those in which nothing can be seen.
 */
export function personaOf(message: Message): Persona | undefined {
  if (message.type !== 'said' || !message.author) return undefined;
  const name = inert(message.author.name);
  if (name === '' || posesAsDesk(name)) return undefined;
  // A long name is cut, the chat never.
  const chat = authorInWords({ name: '' }, message.via);
  const { picture } = message.author;
  return {
    username: cut(name, LIMITS.username - chat.length) + chat,
    ...(picture ? { icon_url: picture } : {}),
  };
}

/**
 * On one line, without what nobody sees. Slack does not say what it reads in a name, so what begins a mention or a link
 * elsewhere, and what encloses an emoji, looks the same here and is another character.
 */
const inert = (name: string): string =>
  shown(name).replace(/\s+/gu, ' ').replaceAll('<', '‹').replaceAll('>', '›').replaceAll(':', '∶').trim();

/** Letters and digits that are taken for each other. */
const ALIKE: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', '3': 'e', '5': 's', i: 'l', '|': 'l' };

/** What a reader in a hurry sees of a name. */
const glimpse = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[0135i|]/g, (found) => ALIKE[found] ?? found)
    .replace(/[^\p{L}\p{N}]/gu, '');

const OFFICIAL = ['Deskbell', 'Slackbot', 'Help desk', 'Service desk'].map(glimpse);
const OFFICIAL_ALONE = new Set(['The desk', 'Desk', 'Slack', 'IT', 'IT support', 'Support'].map(glimpse));
/** Letters that look like Latin ones, among Latin ones. */
const MIXED =
  /(?=.*\p{Script=Latin})(?=.*[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}])/u;

/** Better one too many: the name then stands in words, below that of the desk. */
function posesAsDesk(name: string): boolean {
  const seen = glimpse(name);
  return MIXED.test(name) || OFFICIAL_ALONE.has(seen) || OFFICIAL.some((official) => seen.includes(official));
}
