import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { escaped } from '../../../src/lib/html.ts';
import type { Json, Message, View, Workspace } from './types.ts';

/**
 * What stands in the fake, as a page to look at: our own idea of how Slack shows Block Kit, with nothing of Slack's.
 * It shows all that we send or stops, so that no picture leaves anything out.
 */

const CSS = readFileSync(resolve(import.meta.dirname, 'page.css'), 'utf8');
const OURS = { name: 'Deskbell', color: '#1f3a5f' };
const COLORS = ['#4a154b', '#2b6f4e', '#a85d00', '#7a3e9d', '#0b6e99'];

/** A conversation or a thread of it, as everybody there sees it. */
export function conversationPage(
  workspace: Workspace,
  title: string,
  messages: Message[],
  note = '',
): string {
  return page(title, [
    `<div class="place">${escaped(title)}<span>${escaped(note)}</span></div>`,
    ...messages.map((message) => messageOf(workspace, message)),
  ]);
}

export function modalPage(view: View): string {
  const { title, submit, close, blocks } = view.body;
  return page(textOf(title), [
    '<div class="modal" role="dialog">',
    `<header>${face(OURS)}<h2>${escaped(textOf(title))}</h2><button aria-label="Close">✕</button></header>`,
    `<main>${blocks.map(blockOf).join('\n')}</main>`,
    `<footer>${close ? `<button>${escaped(textOf(close))}</button>` : ''}`,
    submit ? `<button class="primary">${escaped(textOf(submit))}</button>` : '',
    '</footer></div>',
  ]);
}

export function homePage(view: View): string {
  return page(`${OURS.name}: home`, [
    `<div class="place">${OURS.name}</div>`,
    '<div class="tabs"><span class="here">Home</span><span>Messages</span><span>About</span></div>',
    `<div class="home">${view.body.blocks.map(blockOf).join('\n')}</div>`,
  ]);
}

const page = (title: string, parts: string[]): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>` +
  `<style>${CSS}</style><body>${parts.join('\n')}</body></html>`;

const textOf = (text: unknown): string => String((text as Json).text);
const list = (value: unknown): Json[] => (value ?? []) as Json[];
const words = (text: unknown): string => `<div class="words">${plain(text)}</div>`;

function plain(text: unknown): string {
  const { type } = text as Json;
  // Escaped already; of all that Slack makes of it we send times alone.
  if (type === 'mrkdwn') return textOf(text).replace(/<!date\^\d+\^[^|>]+\|([^>]+)>/g, '$1');
  if (type !== 'plain_text') throw new Error(`This page shows no ${type}.`);
  return escaped(textOf(text));
}

const face = ({ name, color }: { name: string; color: string }) =>
  `<div class="face" style="background:${color}">${escaped(name.slice(0, 1))}</div>`;

/** A picture is shown by the colour of whom it belongs to. */
function authorOf(
  workspace: Workspace,
  { botId, user = '', username, iconUrl }: Message,
): { name: string; color: string } {
  const all = [...workspace.users.values()];
  const at = all.findIndex((one) =>
    botId ? iconUrl !== undefined && one.picture === iconUrl : one.id === user,
  );
  const color = at < 0 ? OURS.color : (COLORS[at % COLORS.length] ?? '');
  if (botId) return { name: username ?? OURS.name, color };
  return { name: all[at]?.realName ?? user, color };
}

function messageOf(workspace: Workspace, message: Message): string {
  const { botId, ts, text, blocks, attachments, ephemeralFor } = message;
  const { name, color } = authorOf(workspace, message);
  const time = new Date(Number(ts) * 1000).toISOString().slice(11, 16);
  return [
    `<article class="message">${face({ name, color })}<div class="body">`,
    `<div><span class="who">${escaped(name)}</span>${botId ? '<span class="app">APP</span>' : ''}`,
    `<span class="small">${time}</span></div>`,
    ephemeralFor ? '<div class="small">Only visible to you</div>' : '',
    blocks.length > 0 ? blocks.map(blockOf).join('\n') : `<div class="words">${escaped(text)}</div>`,
    ...attachments.map(attachmentOf),
    '</div></article>',
  ].join('');
}

const attachmentOf = ({ color, blocks }: Json): string =>
  `<div class="attachment"><i style="background:${escaped(String(color))}"></i>` +
  `<div>${list(blocks).map(blockOf).join('\n')}</div></div>`;

function blockOf(block: Json): string {
  switch (block.type) {
    case 'header':
      return `<h3 class="block words">${plain(block.text)}</h3>`;
    case 'section':
      return sectionOf(block);
    case 'context':
      return `<div class="block small">${list(block.elements).map(words).join('')}</div>`;
    case 'actions':
      return `<div class="block buttons">${list(block.elements).map(elementOf).join('')}</div>`;
    case 'rich_text':
      return `<div class="block words">${list(block.elements).map(richTextOf).join('')}</div>`;
    case 'input':
      return inputOf(block);
    default:
      throw new Error(`This page shows no ${block.type}.`);
  }
}

function sectionOf({ text, fields, accessory }: Json): string {
  if (fields) return `<div class="block fields">${list(fields).map(words).join('')}</div>`;
  return `<div class="block beside">${words(text)}${accessory ? elementOf(accessory as Json) : ''}</div>`;
}

function elementOf(element: Json): string {
  if (element.type !== 'button') throw new Error(`This page shows no ${element.type}.`);
  const style = element.style ? ` class="${escaped(String(element.style))}"` : '';
  return `<button${style}>${plain(element.text)}</button>`;
}

function richTextOf({ type, elements }: Json): string {
  if (!String(type).startsWith('rich_text_')) throw new Error(`This page shows no ${type}.`);
  return list(elements)
    .map((element) => {
      if (element.type !== 'text') throw new Error(`This page shows no ${element.type}.`);
      const text = escaped(String(element.text));
      return (element.style as Json | undefined)?.bold ? `<b>${text}</b>` : text;
    })
    .join('');
}

function inputOf({ block_id, label, hint, optional, element }: Json): string {
  const id = escaped(String(block_id));
  return [
    `<div class="input"><label for="${id}">${plain(label)}${optional ? ' <span class="optional">(optional)</span>' : ''}</label>`,
    fieldOf(element as Json, id),
    hint ? `<div class="small words">${plain(hint)}</div>` : '',
    '</div>',
  ].join('');
}

function fieldOf(element: Json, id: string): string {
  const initial = escaped(String(element.initial_value ?? ''));
  switch (element.type) {
    case 'plain_text_input':
      return element.multiline
        ? `<textarea id="${id}" rows="3">${initial}</textarea>`
        : `<input id="${id}" value="${initial}">`;
    case 'static_select': {
      const chosen = element.initial_option ? textOf((element.initial_option as Json).text) : undefined;
      const options = list(element.options).map((option) => {
        const label = textOf(option.text);
        return `<option${label === chosen ? ' selected' : ''}>${escaped(label)}</option>`;
      });
      const nothing = chosen === undefined ? '<option selected>Select an option</option>' : '';
      return `<select id="${id}">${nothing}${options.join('')}</select>`;
    }
    case 'users_select':
      return `<select id="${id}"><option>Select a person</option></select>`;
    case 'datepicker':
      return `<input id="${id}" type="date" value="${escaped(String(element.initial_date ?? ''))}">`;
    case 'file_input':
      return `<div><button id="${id}">Add files</button></div>`;
    default:
      throw new Error(`This page shows no ${element.type}.`);
  }
}
