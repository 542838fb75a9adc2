import { useEffect, useRef, useState } from 'react';
import type { Attachment } from '../../contract/tickets.ts';
import { wordsOf } from '../problem.ts';
import { uuid } from '../uuid.ts';
import { showRefusal } from './tell.tsx';
import { upload } from './upload.ts';

/** What a message may carry (contract: attachmentIds). */
const MOST = 20;

export type Upload = {
  key: string;
  name: string;
  size: number;
  /** 0 to 1. */
  progress: number;
  attachment: Attachment | null;
  problem: string | null;
};

const staged = (attachment: Attachment): Upload => ({
  key: attachment.id,
  name: attachment.name,
  size: attachment.size,
  progress: 1,
  attachment,
  problem: null,
});

/** The files that will go with what is being written. They travel at once, while one goes on writing. */
export function useUploads(initial: readonly Attachment[] = []) {
  const [items, setItems] = useState<Upload[]>(() => initial.map(staged));
  const running = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const all = running.current;
    return () => {
      for (const each of all.values()) each.abort();
    };
  }, []);

  const change = (key: string, part: Partial<Upload>) =>
    setItems((now) => now.map((item) => (item.key === key ? { ...item, ...part } : item)));

  const start = async (key: string, file: File) => {
    const controller = new AbortController();
    running.current.set(key, controller);
    try {
      const attachment = await upload(file, (progress) => change(key, { progress }), controller.signal);
      change(key, { attachment, progress: 1 });
    } catch (error) {
      if (!controller.signal.aborted) change(key, { problem: wordsOf(error) });
    } finally {
      running.current.delete(key);
    }
  };

  const add = (files: Iterable<File>) => {
    const chosen = [...files];
    const fitting = chosen.slice(0, Math.max(0, MOST - items.length));
    if (fitting.length < chosen.length) showRefusal(`A message can carry ${MOST} files.`);
    const added = fitting.map((file) => ({ key: uuid(), file }));
    setItems((now) => [
      ...now,
      ...added.map(({ key, file }) => ({
        key,
        name: file.name || 'Pasted file',
        size: file.size,
        progress: 0,
        attachment: null,
        problem: null,
      })),
    ]);
    for (const { key, file } of added) void start(key, file);
  };

  const remove = (key: string) => {
    running.current.get(key)?.abort();
    setItems((now) => now.filter((item) => item.key !== key));
  };

  return {
    items,
    add,
    remove,
    clear: () => setItems([]),
    ready: items.flatMap((item) => item.attachment ?? []),
    busy: items.some((item) => !item.attachment && !item.problem),
    failed: items.some((item) => item.problem !== null),
  };
}
