import type { State } from './state.ts';
import type { Conversation, Json } from './types.ts';

/** A file that somebody sends along. */
export type Sent = {
  name: string;
  bytes: Buffer;
  type?: string;
  /** A picture within the text. */
  inline?: boolean;
  /** Who put it there, where that is not who sends it: an object id in Entra. */
  by?: string;
  /** What SharePoint says of its size, where that is not so. */
  size?: number;
  /** Where Graph sends who fetches it, where that is elsewhere. */
  location?: string;
  /** The connection breaks before all of it is sent. */
  broken?: boolean;
};

/** How a bot is told of a file, and how Graph is asked for it. */
type Told = { attachment?: Json; html?: string; shared?: Json };

/** Puts a file where Teams puts it: bots get an address only of what is sent to them alone, and of pictures. */
export function keepFile(
  state: State,
  conversation: Conversation,
  author: string,
  {
    name,
    bytes,
    type = 'application/octet-stream',
    inline = false,
    broken = false,
    by = author,
    ...facts
  }: Sent,
): Told {
  const id = crypto.randomUUID();
  const path = `/files/${id}`;
  const location = state.url + path;
  state.files.set(path, { bytes, type, withToken: inline, broken });
  if (inline) return { attachment: { contentType: type, contentUrl: location } };
  if (conversation.kind === 'personal') {
    const content = { downloadUrl: location, uniqueId: `file-${id}`, fileType: 'bin' };
    const contentType = 'application/vnd.microsoft.teams.file.download.info';
    return { attachment: { contentType, content, name } };
  }
  const folder =
    conversation.kind === 'channel'
      ? `https://company.sharepoint.com/sites/Company/Shared Documents/${conversation.name}`
      : `https://company-my.sharepoint.com/personal/${author}/Documents/Microsoft Teams Chat Files`;
  const contentUrl = `${folder}/${id.slice(0, 8)}/${name}`;
  state.shared.set(contentUrl, { name, size: bytes.length, by, location, ...facts });
  return {
    html: `<attachment id="${id}"></attachment>`,
    shared: { id, contentType: 'reference', contentUrl, name, content: null, thumbnailUrl: null },
  };
}
