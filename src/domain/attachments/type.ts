import { fileTypeFromBuffer } from 'file-type';

/** How much of a file is looked at, in bytes. */
export const SNIFFED = 4_100;
const UNKNOWN = 'application/octet-stream';
const TEXT = 'text/plain';

/**
 * The type of a file by what is in it, whatever its sender calls it. Anything that a browser might run (HTML, SVG,
 * XML) is text to us.
 * @param head its first {@link SNIFFED} bytes
 */
export async function typeOf(head: Uint8Array): Promise<string> {
  const known = await fileTypeFromBuffer(head).catch(() => undefined);
  if (known) return /xml|html|svg|script/.test(known.mime) ? TEXT : known.mime;
  return isText(head) ? TEXT : UNKNOWN;
}

/** Whether these bytes are UTF-8 without controls that no text has. The last character may be cut off. */
function isText(head: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
    return !/[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text);
  } catch {
    return false;
  }
}
