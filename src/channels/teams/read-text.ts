import { Parser } from 'htmlparser2';
import { linkWords } from '../../chat/marked.ts';
import { type Mark, type Marked, MOST_MARKS } from '../../contract/marks.ts';

/**
 * Text on its way from Teams, which sends what somebody wrote as HTML:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-messages-with-resource-specific-consent
 */

export type Read = Marked & {
  /** The message that this one quotes, in a conversation without threads. */
  quoted: string | undefined;
};

const STYLES = new Map<string, Mark['type']>([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['s', 'strike'],
  ['strike', 'strike'],
  ['del', 'strike'],
  ['code', 'code'],
  ['pre', 'block'],
  ['codeblock', 'block'],
  ['blockquote', 'quote'],
]);

/** Each of them has lines of its own. */
const LINES = new Set([
  'p',
  'div',
  'li',
  'ul',
  'ol',
  'pre',
  'codeblock',
  'blockquote',
  'tr',
  'h1',
  'h2',
  'h3',
]);
/** Nothing in them is anybody's words. */
const SILENT = new Set(['script', 'style', 'attachment', 'systemeventmessage']);
const LINK = /^(?:https?|mailto|tel):/i;
const REPLY = 'http://schema.skype.com/Reply';

/** Deeper than this nobody nests; what does is read as if it went no deeper. */
const DEEPEST = 100;

/** Stands for the name of the desk until it is known where that stood. It can come in no other way. */
const DESK = '\ue000';

/** @param deskNames what the desk is called where it is mentioned */
export function readHtml(html: string, deskNames: readonly string[] = []): Read {
  let text = '';
  let quoted: string | undefined;
  let silent = 0;
  let mention: { depth: number; name: string } | undefined;
  const marks: Mark[] = [];
  const open: {
    name: string;
    mark: { type: Mark['type']; at: number } | undefined;
    link: { href: string; at: number } | undefined;
    silent: boolean;
  }[] = [];
  const lists: { next: number | undefined }[] = [];
  let verbatim = 0;

  const write = (words: string) => {
    if (silent === 0) text += words;
  };
  const newLine = () => {
    if (text !== '' && !text.endsWith('\n')) write('\n');
  };

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (open.length >= DEEPEST) return;
        if (name === 'br') return write('\n');
        if (name === 'img' || name === 'emoji') return write(attributes.alt?.slice(0, 64) ?? '');
        if (LINES.has(name)) newLine();
        const isReply = name === 'blockquote' && attributes.itemtype === REPLY;
        if (isReply && silent === 0) quoted = attributes.itemid;
        const isSilent = isReply || SILENT.has(name);
        if (isSilent) silent += 1;
        if (name === 'pre' || name === 'codeblock') verbatim += 1;
        if (name === 'ul') lists.push({ next: undefined });
        if (name === 'ol') lists.push({ next: Number(attributes.start) || 1 });
        if (name === 'li') write(bulletOf(lists));
        const type = isReply ? undefined : STYLES.get(name);
        const mark = type ? { type, at: text.length } : undefined;
        const href = name === 'a' ? attributes.href : undefined;
        const link = href && LINK.test(href) ? { href, at: text.length } : undefined;
        open.push({ name, mark, link, silent: isSilent });
        const isMention = name === 'at' || attributes.itemtype === 'http://schema.skype.com/Mention';
        if (isMention && !mention) mention = { depth: open.length, name: '' };
      },
      ontext(words) {
        if (mention) mention.name += words;
        else
          write(
            verbatim > 0
              ? words
              : words
                  .replace(/[\t\n\r ]+/g, ' ')
                  .replaceAll('\u00a0', ' ')
                  .replaceAll(DESK, ''),
          );
      },
      onclosetag(name) {
        const at = open.findLastIndex((one) => one.name === name);
        if (at < 0) return;
        if (mention && at < mention.depth) {
          write(deskNames.includes(mention.name.trim()) ? DESK : `@${mention.name.trim() || 'someone'}`);
          mention = undefined;
        }
        for (const { mark, link, silent: wasSilent, name: closed } of open.splice(at).reverse()) {
          if (closed === 'pre' || closed === 'codeblock') verbatim -= 1;
          if (closed === 'ul' || closed === 'ol') lists.pop();
          // Where a link leads is said in words: nothing that a text shows may hide it.
          if (link && silent === 0) text = text.slice(0, link.at) + linkWords(link.href, text.slice(link.at));
          const length = mark ? text.length - mark.at : 0;
          if (mark && silent === 0 && length > 0 && marks.length < MOST_MARKS)
            marks.push({ ...mark, length });
          if (wasSilent) silent -= 1;
        }
        if (LINES.has(name)) newLine();
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(html);
  return { ...tidied(text, marks), quoted };
}

function bulletOf(lists: { next: number | undefined }[]): string {
  const list = lists.at(-1);
  const indent = '  '.repeat(Math.max(0, Math.min(lists.length, 10) - 1));
  if (list?.next === undefined) return `${indent}• `;
  list.next += 1;
  return `${indent}${list.next - 1}. `;
}

/** Without the desk's own name, and without empty lines at the ends and several of them between. */
function tidied(text: string, marks: Mark[]): Marked {
  const cuts: [from: number, to: number][] = [];
  for (const { index, 0: found } of text.matchAll(
    /^\s*\ue000(?:[,:](?=\s))?\s*| ?\ue000|(?<![ \t])[ \t]+(?=\n)|\n(?=\n\n)/gu,
  )) {
    cuts.push([index, index + found.length]);
  }
  const trimmed = without({ text, marks }, cuts);
  const begin = trimmed.text.length - trimmed.text.trimStart().length;
  const end = trimmed.text.trimEnd().length;
  return without(trimmed, [
    [0, begin],
    [Math.max(begin, end), trimmed.text.length],
  ]);
}

/** The text without these parts, which follow each other, and the marks as they then stand. */
function without({ text, marks }: Marked, cuts: [from: number, to: number][]): Marked {
  if (cuts.length === 0) return { text, marks };
  let kept = '';
  let last = 0;
  const starts: number[] = [];
  const removed: number[] = [0];
  for (const [from, to] of cuts) {
    kept += text.slice(last, from);
    last = to;
    starts.push(from);
    removed.push((removed.at(-1) ?? 0) + to - from);
  }
  kept += text.slice(last);
  const moved = (at: number) => {
    const before = countBelow(starts, at);
    const cut = cuts[before - 1];
    const inside = cut && at < cut[1] ? cut[1] - at : 0;
    return at - (removed[before] ?? 0) + inside;
  };
  return {
    text: kept,
    marks: marks.flatMap((mark) => {
      const at = moved(mark.at);
      const length = moved(mark.at + mark.length) - at;
      return length > 0 ? [{ ...mark, at, length }] : [];
    }),
  };
}

/** How many of these ascending numbers are below `at`. */
function countBelow(numbers: number[], at: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What was sent without HTML: as it is, but for the names of those who are mentioned. */
export function readPlain(
  text: string,
  mentions: readonly { text: string; name: string; desk: boolean }[],
): Marked {
  let words = text.replaceAll(DESK, '');
  for (const { text: written, name, desk } of mentions) {
    if (written !== '') words = words.replaceAll(written, desk ? DESK : `@${name}`);
  }
  return tidied(words.replaceAll('\r\n', '\n'), []);
}
