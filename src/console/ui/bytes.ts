const K = 1024;

/** A size in bytes as file managers show it. */
export function sizeWords(bytes: number): string {
  if (bytes < K) return `${bytes} B`;
  if (bytes < K * K) return `${Math.round(bytes / K)} kB`;
  return `${(bytes / K / K).toFixed(bytes < 10 * K * K ? 1 : 0)} MB`;
}
