import { visible } from '../../lib/text.ts';

const LONGEST = 150;
const UNNAMED = 'file';

/**
 * A file's name that is safe to show and to save under: no folders, no control or bidi characters, nothing that
 * a file system reserves, at most 150 characters with its ending kept.
 */
export function safeName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  const name = visible(last.normalize('NFC'))
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"|?*]/gu, '')
    .replace(/\s+/gu, ' ')
    // Leading dots hide a file, trailing ones and spaces are dropped by some systems.
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  return shorten(name) || UNNAMED;
}

function shorten(name: string): string {
  if (name.length <= LONGEST) return name;
  const ending = /\.[^.]{1,20}$/u.exec(name)?.[0] ?? '';
  // By code point, so that no character is cut in two.
  let kept = '';
  for (const character of name) {
    if (kept.length + character.length > LONGEST - ending.length) break;
    kept += character;
  }
  return kept.trimEnd() + ending;
}
