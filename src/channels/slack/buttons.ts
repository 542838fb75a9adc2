import { z } from 'zod';
import type { Button as DeskButton } from '../../contract/card.ts';
import { parse } from '../../lib/parse.ts';
import type { Button, SlackBlock } from './blocks.ts';
import { LIMITS } from './limits.ts';
import { inRows, plain, section } from './text.ts';

/** Ids of buttons must be unique within a message, so the action stands behind the button's place. */
const ID = /^\d+\.\d+:(.+)$/s;

/** `at`: the place of the block in its card. */
export function actionsBlocks(buttons: DeskButton[], at: number): SlackBlock[] {
  const elements = buttons.flatMap((button, index) => buttonOf(button, `${at}.${index}`));
  return inRows(elements, LIMITS.buttons).map((elements) => ({ type: 'actions', elements }));
}

/** None where Slack has no room for what it means: cut, it would mean something else. */
function buttonOf({ label, action, value, style, confirm }: DeskButton, at: string): Button[] {
  const id = `${at}:${action}`;
  if (action === '' || id.length > LIMITS.id || value.length > LIMITS.value) return [];
  return [
    {
      type: 'button',
      action_id: id,
      text: plain(label, LIMITS.button),
      ...(value === '' ? {} : { value }),
      ...(style === 'default' ? {} : { style }),
      ...(confirm && {
        confirm: {
          title: plain(confirm.title, LIMITS.confirmTitle),
          text: plain(confirm.text, LIMITS.confirmText),
          confirm: plain(confirm.yes, LIMITS.confirmAnswer),
          deny: plain('Go back', LIMITS.confirmAnswer),
          ...(style === 'danger' && { style }),
        },
      }),
    },
  ];
}

/**
 * A link is a button: its label is plain text, and Slack does not look up where it leads, which would use up a
 * link that works once.
 * @returns nothing where Slack takes no such address
 */
export function linkButton(text: string, url: string, at: string): Button | undefined {
  if (url.length > LIMITS.url || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  return { type: 'button', action_id: `link:${at}`, text: plain(text, LIMITS.button), url };
}

export function linkBlocks(text: string, url: string, at: number): SlackBlock[] {
  const button = linkButton(text, url, String(at));
  return button ? [{ type: 'actions', elements: [button] }] : section(`${text}: ${url}`, LIMITS.field);
}

const Press = z.object({
  actions: z
    .array(
      z.object({
        action_id: z.string().max(LIMITS.id),
        value: z.string().max(LIMITS.value).default(''),
      }),
    )
    .min(1),
});

/** What a `block_actions` payload asks for; null when somebody only follows a link, which Slack tells as well. */
export function readPress(payload: unknown): { action: string; value: string } | null {
  const [pressed] = parse(Press, payload).actions;
  const action = ID.exec(pressed?.action_id ?? '')?.[1];
  return pressed && action ? { action, value: pressed.value } : null;
}
