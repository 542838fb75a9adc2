import { refuse, refuseWith } from '../refuse.ts';
import type { Json, State } from '../types.ts';
import { isObject, lengthOf, newReport } from '../validate.ts';
import { attachmentProblems, blockProblems, withIds } from '../validate-blocks.ts';
import { words } from './method.ts';

const LONGEST_TEXT = 40_000;
const LARGEST_METADATA = 8000;

/** What a message is to say; a part is undefined where nothing was sent for it. */
export type Content = { text?: string; blocks?: Json[]; attachments?: Json[]; metadata?: Json };

/** Reads and judges what a message is made of, for all methods that take one. */
export function readContent(state: State, args: Json): Content {
  if (args.client_msg_id !== undefined)
    refuseWith('invalid_arguments', ['[ERROR] `client_msg_id` is not for bots']);
  if (args.text !== undefined && typeof args.text !== 'string')
    refuseWith('invalid_arguments', ['[ERROR] must be a string [json-pointer:/text]']);
  if (lengthOf(words(args.text)) > LONGEST_TEXT) refuse('msg_too_long');
  const report = newReport('message');
  const newId = () => state.nextId('b').slice(0, 12);
  const content: Content = {};
  if (args.text !== undefined) content.text = words(args.text);
  if (args.blocks !== undefined) {
    if (!Array.isArray(args.blocks)) refuse('invalid_blocks_format');
    const problems = blockProblems(args.blocks, report);
    if (problems.length) refuseWith('invalid_blocks', problems);
    content.blocks = withIds(args.blocks as Json[], newId);
  }
  if (args.attachments !== undefined) {
    const problems = attachmentProblems(args.attachments, report);
    if (problems.length) refuseWith('invalid_attachments', problems);
    content.attachments = (args.attachments as Json[]).map((one, index) => ({
      id: index + 1,
      fallback: '[no preview available]',
      ...one,
      ...(Array.isArray(one.blocks) ? { blocks: withIds(one.blocks as Json[], newId) } : {}),
    }));
  }
  if (args.metadata !== undefined) content.metadata = readMetadata(args.metadata);
  return content;
}

function readMetadata(metadata: unknown): Json {
  if (!isObject(metadata)) refuse('invalid_metadata_format');
  // Empty, it takes away what was there.
  if (Object.keys(metadata).length === 0) return metadata;
  const { event_type, event_payload, ...rest } = metadata;
  if (typeof event_type !== 'string' || event_type === '' || !isObject(event_payload))
    refuse('invalid_metadata_format');
  if (Object.keys(rest).length) refuse('invalid_metadata_format');
  if (JSON.stringify(metadata).length > LARGEST_METADATA) refuse('metadata_too_large');
  return metadata;
}

export function needSomething({ text, blocks, attachments }: Content): void {
  if (!text?.trim() && !blocks?.length && !attachments?.length) refuse('no_text');
}
