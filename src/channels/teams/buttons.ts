import { z } from 'zod';
import type { Button } from '../../contract/card.ts';
import { cut, shown } from '../../lib/text.ts';
import { type Action, adaptiveCard, type Submit, textBlock } from './cards.ts';
import { SHOWN } from './limits.ts';

/** What a button carries, whatever way its press comes in. */
const Carried = z.object({
  deskbell: z.object({ action: z.string().min(1).max(100), value: z.string().max(2_000) }),
});

/** The press of one of our buttons; undefined for anything else. */
export function readPress(data: unknown): { action: string; value: string } | undefined {
  return Carried.safeParse(data).data?.deskbell;
}

const carried = ({ action, value }: Pick<Button, 'action' | 'value'>) => ({ deskbell: { action, value } });

const STYLES = { default: {}, primary: { style: 'positive' }, danger: { style: 'destructive' } } as const;

/** Labels are plain there; an empty one is none. */
export const label = (text: string): string => cut(shown(text), SHOWN.button) || '…';

export function buttonAction(button: Button): Action {
  const styled = { title: label(button.label), ...STYLES[button.style] };
  // A dialog is opened by this kind alone.
  if (button.form) {
    return {
      type: 'Action.Submit',
      ...styled,
      data: { msteams: { type: 'task/fetch' }, ...carried(button) },
    };
  }
  const { confirm } = button;
  if (!confirm) return executed(button, styled);
  return {
    type: 'Action.ShowCard',
    ...styled,
    card: adaptiveCard({
      body: [
        textBlock(confirm.title, SHOWN.title, { weight: 'Bolder' }),
        textBlock(confirm.text, SHOWN.block),
      ],
      actions: [executed(button, { ...styled, title: label(confirm.yes) })],
    }),
  };
}

/** Clients that do not know Action.Execute send the same as a message. */
function executed(button: Button, styled: Pick<Submit, 'title' | 'style'>): Action {
  const data = carried(button);
  return {
    type: 'Action.Execute',
    ...styled,
    verb: button.action,
    data,
    fallback: { type: 'Action.Submit', ...styled, data },
  };
}

/** @returns nothing where Teams opens no such address */
export function linkAction(text: string, url: string): Action[] {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return [];
  return [{ type: 'Action.OpenUrl', title: label(text), url }];
}
