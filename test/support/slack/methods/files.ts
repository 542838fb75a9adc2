import { putMessage } from '../messages.ts';
import { refuse } from '../refuse.ts';
import { fileShape } from '../shapes.ts';
import type { StoredFile } from '../types.ts';
import { isObject } from '../validate.ts';
import { readContent } from './content.ts';
import { type Call, inside, type Method, messageAt, words } from './method.ts';

/** Only what is in a conversation of the bot is there for it. */
export function mayRead({ workspace }: Pick<Call, 'workspace'>, file: StoredFile): boolean {
  if (file.state === 'deleted' || file.state === 'announced') return false;
  if (file.forApp || file.user === workspace.botUserId) return true;
  return [...file.channels].some((id) => workspace.conversations.get(id)?.members.has(workspace.botUserId));
}

const info: Method = {
  required: ['file'],
  formOnly: true,
  handle(call) {
    const { state, workspace, args } = call;
    const file = workspace.files.get(words(args.file));
    if (!file || !mayRead(call, file)) refuse(file?.state === 'deleted' ? 'file_deleted' : 'file_not_found');
    return { file: fileShape(state, workspace, file), comments: [] };
  },
};

const getUploadUrl: Method = {
  required: ['filename', 'length'],
  formOnly: true,
  handle({ state, workspace, args }) {
    const length = Number(args.length);
    if (!Number.isInteger(length) || length < 1) refuse('invalid_arguments');
    const file: StoredFile = {
      id: state.nextId('F'),
      name: words(args.filename),
      title: words(args.filename),
      mimetype: 'application/octet-stream',
      content: Buffer.alloc(0),
      length,
      user: workspace.botUserId,
      created: Math.floor(state.clock.now().getTime() / 1000),
      state: 'announced',
      checkInfo: false,
      forApp: false,
      channels: new Set(),
    };
    workspace.files.set(file.id, file);
    return { upload_url: `${state.url}/upload/v1/${workspace.id}/${file.id}`, file_id: file.id };
  },
};

const completeUpload: Method = {
  required: ['files'],
  handle(call) {
    const { state, workspace, args } = call;
    const asked = Array.isArray(args.files) ? args.files.filter(isObject) : [];
    if (asked.length === 0) refuse('invalid_arguments');
    const files = asked.map(({ id, title }) => {
      const file = workspace.files.get(words(id));
      if (file?.state !== 'uploaded') refuse('file_not_found');
      if (title) file.title = words(title);
      return file;
    });
    if (args.channel_id) {
      const conversation = inside({ ...call, args: { channel: args.channel_id } });
      if (conversation.archived) refuse('is_archived');
      const { blocks = [] } = readContent(state, { blocks: args.blocks });
      const parent = args.thread_ts ? messageAt(conversation, args.thread_ts, 'thread_not_found') : undefined;
      putMessage(state, workspace, conversation, {
        text: words(args.initial_comment),
        blocks,
        files,
        subtype: 'file_share',
        user: workspace.botUserId,
        botId: workspace.botId,
        ...(parent ? { threadTs: parent.ts } : {}),
      });
    }
    return { files: files.map((file) => fileShape(state, workspace, file)) };
  },
};

export const fileMethods: Record<string, Method> = {
  'files.info': info,
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
};
