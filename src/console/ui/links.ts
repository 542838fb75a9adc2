const candidate = /\bhttps?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]{3,2000}/giu;
const closing = new Set('.,;:!?…»”’*_~');
const pairs: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

export type FoundLink = { start: number; end: number; url: string };

/** Where http(s) addresses stand in a text. Punctuation after one belongs to the sentence, not to the address. */
export function linksIn(text: string): FoundLink[] {
  const found: FoundLink[] = [];
  for (const match of text.matchAll(candidate)) {
    const address = trimmed(match[0]);
    if (!URL.canParse(address)) continue;
    const url = new URL(address);
    // `https://bank.example@evil.example` reads as one place and leads to another.
    if (url.username || url.password || !url.hostname) continue;
    found.push({ start: match.index, end: match.index + address.length, url: url.href });
  }
  return found;
}

function trimmed(address: string): string {
  let end = address.length;
  while (end > 0) {
    const last = address[end - 1] ?? '';
    const opener = pairs[last];
    const unmatched = opener !== undefined && count(address, last, end) > count(address, opener, end);
    if (!closing.has(last) && !unmatched) break;
    end -= 1;
  }
  return address.slice(0, end);
}

const count = (text: string, mark: string, end: number): number => text.slice(0, end).split(mark).length - 1;
