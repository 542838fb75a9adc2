import type { Ctx } from '../lib/context.ts';
import type { Inbound } from './channel.ts';
import type { Outcome } from './outcome.ts';
import { overrideByWords } from './override.ts';
import { pageByWords } from './page.ts';
import { swapByWords } from './swap.ts';

/** What agents write to page somebody, or to change who is on call, and what stands behind it. */

type Command = (ctx: Ctx, inbound: Inbound, words: string) => Promise<Outcome>;

const COMMANDS: readonly [RegExp, Command][] = [
  [/^on-? ?call\s+override(?:\s+(.*))?$/is, overrideByWords],
  [/^on-? ?call\s+swap(?:\s+(.*))?$/is, swapByWords],
  // “page 3 of the report” is none.
  [/^page(?:\s+(?!\d)(.*))?$/is, pageByWords],
];

/** What the words ask for; undefined: they are no such command. */
export function onCallCommand(words: string): ((ctx: Ctx, inbound: Inbound) => Promise<Outcome>) | undefined {
  for (const [pattern, run] of COMMANDS) {
    const found = pattern.exec(words);
    if (found) return (ctx, inbound) => run(ctx, inbound, found[1]?.trim() ?? '');
  }
  return undefined;
}
