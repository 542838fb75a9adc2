import type { Json } from './types.ts';
import { byType, flag, isObject, newReport, note, object, oneOf, plainText, string } from './validate.ts';
import { blocksOf } from './validate-blocks.ts';

const LARGEST = 250_000;

const common = {
  blocks: blocksOf(100),
  'private_metadata?': string({ max: 3000, min: 0 }),
  'callback_id?': string({ max: 255, min: 0 }),
  'external_id?': string({ max: 255, min: 0 }),
};

const modal = object(
  {
    type: oneOf('modal'),
    title: plainText(24),
    'submit?': plainText(24),
    'close?': plainText(24),
    'clear_on_close?': flag,
    'notify_on_close?': flag,
    'submit_disabled?': flag,
    ...common,
  },
  (value, at, report) => {
    const blocks = Array.isArray(value.blocks) ? value.blocks.filter(isObject) : [];
    if (value.submit === undefined && blocks.some((one) => one.type === 'input'))
      note(report, at, '`submit` is required when there is an input block');
  },
);
const home = object({ type: oneOf('home'), ...common });

/** The error and what Slack says about it; undefined for a view that is right. */
export function viewTrouble(view: unknown): { code: string; messages: string[] } | undefined {
  if (JSON.stringify(view ?? null).length > LARGEST) return { code: 'view_too_large', messages: [] };
  const report = newReport((view as Json | null)?.type === 'home' ? 'home' : 'modal');
  byType({ modal, home })(view, '/view', report);
  return report.problems.length ? { code: 'invalid_arguments', messages: report.problems } : undefined;
}
