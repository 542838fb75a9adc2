/** In which line each object of a JSON text begins; none where that cannot be said for sure. */
export function linesOf(text: string, tree: unknown): WeakMap<object, number> {
  const lines = new WeakMap<object, number>();
  const begins = beginnings(text);
  const objects = [...objectsIn(tree)];
  // A key that stands twice hides an object, and keys that are numbers are put in another order.
  if (objects.length !== begins.length) return lines;
  for (const [index, object] of objects.entries()) {
    if (Object.keys(object).some((key) => /^\d+$/.test(key))) return new WeakMap();
    lines.set(object, begins[index] ?? 0);
  }
  return lines;
}

function beginnings(text: string): number[] {
  const begins: number[] = [];
  let line = 1;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|\{|\n/gs)) {
    if (token === '\n') line += 1;
    else if (token === '{') begins.push(line);
  }
  return begins;
}

function* objectsIn(tree: unknown): Generator<object> {
  if (typeof tree !== 'object' || tree === null) return;
  if (!Array.isArray(tree)) yield tree;
  for (const part of Object.values(tree)) yield* objectsIn(part);
}
