import { expect } from 'vitest';
import type { Rendered } from '../../../src/channels/slack/render-message.ts';
import { newReport } from '../../support/slack/validate.ts';
import { attachmentProblems, blockProblems } from '../../support/slack/validate-blocks.ts';

/** What Slack reads of what it is sent. */

type Typed = { type: string; [key: string]: unknown };

/** A `text` with `mrkdwn: false`: entities are decoded, and what stands in angle brackets is a reference. */
export function readMrkdwn(text: string): { plain: string; references: string[] } {
  const references: string[] = [];
  const plain = text.replace(/<([^<>]*)>|&(amp|lt|gt);/g, (_, reference: string | undefined, entity) => {
    if (reference !== undefined) references.push(reference);
    return { amp: '&', lt: '<', gt: '>' }[entity as string] ?? '';
  });
  return { plain, references };
}

/** All that has a type, wherever it is in there. */
export function everything(json: unknown): Typed[] {
  if (json === null || typeof json !== 'object') return [];
  const inside = Object.values(json).flatMap(everything);
  return 'type' in json ? [json as Typed, ...inside] : inside;
}

/** Fails where Slack would refuse the message. */
export function expectAccepted({ blocks, attachments }: Rendered): void {
  const report = newReport('message');
  blockProblems(blocks, report);
  attachmentProblems(attachments, report);
  expect(report.problems).toEqual([]);
  expect(blocks.length + attachments.flatMap((one) => one.blocks).length).toBeLessThanOrEqual(50);
  for (const { type, text } of everything({ blocks, attachments })) {
    if (type === 'plain_text') expect(String(text).trim()).not.toBe('');
  }
}
