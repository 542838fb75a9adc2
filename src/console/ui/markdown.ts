/**
 * Reads as much of Markdown (https://spec.commonmark.org/0.31.2/) as people write in a report. What is not understood
 * is shown as it was typed; HTML never is anything but text.
 */

export type Inline =
  | { is: 'text'; text: string }
  | { is: 'code'; text: string }
  | { is: 'strong' | 'em'; of: Inline[] }
  | { is: 'link'; url: string; of: Inline[] };
export type Block =
  | { is: 'heading'; level: number; of: Inline[] }
  | { is: 'paragraph' | 'quote'; of: Inline[] }
  | { is: 'list'; ordered: boolean; items: { depth: number; of: Inline[] }[] }
  | { is: 'code'; text: string };

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?\s*$/;
const ITEM = /^(\s*)(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/;
const QUOTE = /^ {0,3}> ?(.*)$/;

export function readMarkdown(markdown: string): Block[] {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  /** The lines from here on that are alike. */
  const take = (isOne: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && isOne(lines[at] ?? '')) at += 1;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const fence = FENCE.exec(line)?.[1];
    const heading = HEADING.exec(line);
    if (fence) {
      at += 1;
      const code = take((line) => !line.trim().startsWith(fence));
      at += 1;
      blocks.push({ is: 'code', text: code.join('\n') });
    } else if (heading) {
      at += 1;
      blocks.push({ is: 'heading', level: heading[1]?.length ?? 1, of: readInline(heading[2] ?? '') });
    } else if (QUOTE.test(line)) {
      const quoted = take((line) => QUOTE.test(line)).map((line) => line.replace(QUOTE, '$1'));
      blocks.push({ is: 'quote', of: readInline(quoted.join('\n')) });
    } else if (ITEM.test(line)) {
      const items = take((line) => ITEM.test(line) || /^\s+\S/.test(line));
      blocks.push({ is: 'list', ordered: /^\s*\d/.test(line), items: itemsOf(items) });
    } else if (line.trim() === '') {
      at += 1;
    } else {
      const words = take((line) => line.trim() !== '' && !beginsOther(line));
      blocks.push({ is: 'paragraph', of: readInline(words.join('\n')) });
    }
  }
  return blocks;
}

const beginsOther = (line: string) => [FENCE, HEADING, QUOTE, ITEM].some((start) => start.test(line));

/** Lines that are further in and begin no item go on with the one before. */
function itemsOf(lines: readonly string[]) {
  const items: { depth: number; text: string }[] = [];
  for (const line of lines) {
    const [, space = '', , text] = ITEM.exec(line) ?? [];
    const last = items.at(-1);
    if (text !== undefined) items.push({ depth: Math.min(3, Math.floor(space.length / 2)), text });
    else if (last) last.text += `\n${line.trim()}`;
  }
  return items.map(({ depth, text }) => ({ depth, of: readInline(text) }));
}

// One of: an escaped mark; code; strong; emphasis; a link; an address.
const MARK =
  /\\([!-/:-@[-`{-~])|(`+)(?!`)(.+?)(?<!`)\2(?!`)|\*\*(?=\S)(.+?\S?)\*\*|(?<![\w*])[*_](?=[^\s*_])([^*_\n]+?)(?<!\s)[*_](?!\w)|\[([^\]\n]{1,500})\]\((https?:\/\/[^\s()]+)\)|<(https?:\/\/[^\s<>]+)>|(https?:\/\/[^\s<>()\\]*[^\s<>()\\.,;:!?'"])/s;

export function readInline(text: string): Inline[] {
  const parts: Inline[] = [];
  const say = (words: string) => {
    const last = parts.at(-1);
    if (last?.is === 'text') last.text += words;
    else if (words !== '') parts.push({ is: 'text', text: words });
  };
  let rest = text;
  while (rest !== '') {
    const found = MARK.exec(rest);
    if (!found) break;
    say(rest.slice(0, found.index));
    rest = rest.slice(found.index + found[0].length);
    const [, escaped, , code, strong, em, label, url, angled, bare] = found;
    const address = url ?? angled ?? bare;
    if (escaped !== undefined) say(escaped);
    else if (code !== undefined) parts.push({ is: 'code', text: code.trim() });
    else if (strong !== undefined) parts.push({ is: 'strong', of: readInline(strong) });
    else if (em !== undefined) parts.push({ is: 'em', of: readInline(em) });
    else if (address) {
      const of: Inline[] = label === undefined ? [{ is: 'text', text: address }] : readInline(label);
      parts.push({ is: 'link', url: address, of });
    }
  }
  say(rest);
  return parts;
}
