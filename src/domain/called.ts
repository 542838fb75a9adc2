/** Something that people call by its name; `also` are other words for it, such as an address. */
export type Called = { name: string; also?: readonly string[] };

/** Without what people leave out when they type: capitals, accents, the sign of a mention. */
const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/^["“'@]+|["”':,]+$/gu, '')
    .replace(/\s+/g, ' ')
    .trim();

/** Those that are called so. */
export function calledExactly<One extends Called>(words: string, all: readonly One[]): One[] {
  const wanted = folded(words);
  if (wanted === '') return [];
  return all.filter(({ name, also = [] }) => [name, ...also].some((one) => folded(one) === wanted));
}

/** Those that are called so or, where none is, those in whose names the words stand as whole words. */
export function calledAlike<One extends Called>(words: string, all: readonly One[]): One[] {
  const exact = calledExactly(words, all);
  const wanted = folded(words);
  if (exact.length > 0 || wanted === '') return exact;
  return all.filter(({ name }) => ` ${folded(name)} `.includes(` ${wanted} `));
}
