const REMOVED = '(removed)';
/** Names of what nobody needs to see who looks for what went wrong. */
const SECRET =
  /pass(word|wd|phrase)?$|secret|token|authorization|cookie|credential|(api|routing|service|private|access)[-_ ]?key|^signature$/i;
/** The same in addresses, and in what is not JSON. Looked for from the beginning of a word only: so it takes no longer for long ones. */
const IN_TEXT =
  /(?<![\w-])((?:[\w-]*(?:password|passwd|secret|token|signature|api[-_]?key|routing[-_]?key))["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi;

/** What was sent, as text without what is secret by its name. */
export function withoutSecrets(text: string): string {
  try {
    const kept = (name: string, value: unknown) =>
      SECRET.test(name) && (typeof value === 'string' || typeof value === 'number')
        ? REMOVED
        : cleaned(value);
    return JSON.stringify(JSON.parse(text, kept));
  } catch {
    return inText(text);
  }
}

const cleaned = (value: unknown): unknown => (typeof value === 'string' ? inText(value) : value);
const inText = (text: string): string => text.replace(IN_TEXT, `$1${REMOVED}`);
