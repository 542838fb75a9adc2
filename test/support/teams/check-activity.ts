import { createRequire } from 'node:module';
import { Parser } from 'htmlparser2';
import type { Json } from './types.ts';

/** Microsoft's own reading of Adaptive Cards; its build for modules cannot be loaded outside of a bundler. */
const cards = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof import('adaptivecards');

const MOST_BYTES = 28 * 1024;
const MOST_BUTTONS = 6;
const ELEMENTS = new Set([
  'b',
  'i',
  'a',
  'br',
  'strong',
  'em',
  's',
  'code',
  'pre',
  'blockquote',
  'ul',
  'ol',
  'li',
  'p',
]);

/** What Teams has against an activity, as a code and words; undefined: nothing. */
export function refusalOf(activity: Json): { status: number; code: string; message: string } | undefined {
  const bad = (message: string) => ({ status: 400, code: 'BadSyntax', message });
  if (Buffer.byteLength(JSON.stringify(activity)) > MOST_BYTES) {
    return { status: 413, code: 'MessageSizeTooBig', message: 'Message size too large' };
  }
  if (activity.type === 'typing') return undefined;
  if (activity.type !== 'message') return bad(`no such type: ${activity.type}`);
  const attachments = (activity.attachments ?? []) as { contentType: string; content: Json }[];
  if (attachments.length === 0 && !activity.text) return bad('nothing to show');
  for (const { contentType, content } of attachments) {
    if (contentType !== 'application/vnd.microsoft.card.adaptive')
      return bad(`no such attachment: ${contentType}`);
    const problems = problemsOf(content);
    if (problems.length > 0) return bad(problems.join('; '));
  }
  if (activity.textFormat === 'xml') {
    const unknown = elementsOf(String(activity.text)).filter((name) => !ELEMENTS.has(name));
    if (unknown.length > 0) return bad(`unknown elements: ${unknown.join(', ')}`);
  }
  return undefined;
}

/** What is wrong with a card, by Microsoft's reading and by the rules of Teams. */
export function problemsOf(content: Json): string[] {
  const context = new cards.SerializationContext(cards.Versions.v1_5);
  const card = new cards.AdaptiveCard();
  card.hostConfig = new cards.HostConfig({ actions: { maxActions: MOST_BUTTONS } });
  card.parse(content, context);
  const problems = Array.from({ length: context.eventCount }, (_, at) => context.getEventAt(at).message);
  // Teams offers what `choices.data` names; the reader knows only choices that are there.
  const dynamic = JSON.stringify(content).includes('choices.data');
  problems.push(
    ...card
      .validateProperties()
      .validationEvents.map(({ message }) => message)
      .filter((message) => !(dynamic && message.includes('at least one choice'))),
  );
  if (content.version !== '1.5') problems.push(`version ${content.version}`);
  const sets = ((content.body ?? []) as Json[]).filter(({ type }) => type === 'ActionSet');
  if ([content, ...sets].some(({ actions }) => ((actions ?? []) as unknown[]).length > MOST_BUTTONS)) {
    problems.push('too many actions');
  }
  const { userIds = [] } = (content.refresh ?? {}) as { userIds?: string[] };
  if (userIds.length > 60) problems.push('refreshed for too many');
  if (userIds.some((id) => !id.startsWith('29:')))
    problems.push('refreshed for somebody Teams does not know');
  return problems;
}

function elementsOf(markup: string): string[] {
  const names: string[] = [];
  const parser = new Parser({ onopentag: (name) => names.push(name) });
  parser.end(markup);
  return names;
}
