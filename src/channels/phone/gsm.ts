/** What fits into an SMS: 3GPP TS 23.038, section 6.2.1. */

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Each takes the place of two. */
const EXTENDED = new Set('^{}\\[~]|€');
/** One SMS of GSM’s own letters; in any other script two of them, less what joins them, in UTF-16 units. */
const GSM_ROOM = 160;
const OTHER_ROOM = 134;

const LIKE: Record<string, string> = {
  ...{ '“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '‘': "'", '’': "'", '‚': "'", '`': "'" },
  ...{ '–': '-', '—': '-', '‐': '-', '−': '-', '…': '...', '·': '-', '•': '-', '→': '->', '\u00a0': ' ' },
};

/** The text with GSM’s own letters, as far as another one says the same: what has one that is not takes twice the room. */
export const asGsm = (text: string): string =>
  [...text].map((sign) => LIKE[sign] ?? (isGsm(sign) ? sign : unaccented(sign))).join('');

function unaccented(sign: string): string {
  const bare = sign.normalize('NFD').replace(/\p{M}/gu, '');
  return bare !== '' && isGsm(bare) ? bare : sign;
}

const isGsm = (text: string): boolean => [...text].every((sign) => BASIC.has(sign) || EXTENDED.has(sign));

/** How much room is left in what is sent for one page; below 0: it is too long. */
export function roomLeft(text: string): number {
  if (!isGsm(text)) return OTHER_ROOM - text.length;
  return GSM_ROOM - [...text].reduce((sum, sign) => sum + (EXTENDED.has(sign) ? 2 : 1), 0);
}
