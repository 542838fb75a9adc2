import { useEffect, useRef, useState } from 'react';
import { TEXT_LIMIT } from '../../contract/common.ts';
import type { Attachment } from '../../contract/tickets.ts';
import { keepDraft, readDraft } from '../drafts.ts';
import { ApiProblem, wordsOf } from '../problem.ts';
import { uuid } from '../uuid.ts';
import { useUploads } from './use-uploads.ts';

export type Outgoing = { delivery: string; text: string; attachmentIds: string[] };

/** `failed`: the message that may or may not have arrived; sent again unchanged, it keeps its delivery id. */
type Draft = { text: string; files: Attachment[]; failed: Outgoing | null };

const empty: Draft = { text: '', files: [], failed: null };

function draftIn(key: string): Draft {
  try {
    return { ...empty, ...(JSON.parse(readDraft(key) ?? '{}') as Partial<Draft>) };
  } catch {
    return empty;
  }
}

/** What is being written under a key: the text, its files, and the sending of both, once. */
export function useOutgoing(key: string, send: (message: Outgoing) => Promise<unknown>) {
  const [start] = useState(() => draftIn(key));
  const [text, setText] = useState(start.text);
  const [failed, setFailed] = useState(start.failed);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);
  const uploads = useUploads(start.files);
  const files = uploads.ready;

  useEffect(() => {
    const nothing = text === '' && files.length === 0;
    keepDraft(key, nothing ? null : JSON.stringify({ text, files, failed } satisfies Draft));
  }, [key, text, files, failed]);

  const tooLong =
    text.length > TEXT_LIMIT
      ? `At most ${TEXT_LIMIT.toLocaleString('en')} characters can be sent; attach a file instead.`
      : null;
  const ready = text.trim() !== '' && !uploads.busy && !uploads.failed && !tooLong;

  const submit = async () => {
    if (sending.current || !ready) return;
    sending.current = true;
    setBusy(true);
    setProblem(null);
    const attachmentIds = files.map((file) => file.id);
    const same = failed?.text === text && failed.attachmentIds.join() === attachmentIds.join();
    const message = same ? failed : { delivery: uuid(), text, attachmentIds };
    try {
      const outcome = await send(message);
      setFailed(null);
      if (outcome === 'keep') return;
      setText('');
      uploads.clear();
      // At once: the page may be left before the effect has run.
      keepDraft(key, null);
    } catch (error) {
      if (!(error instanceof ApiProblem)) console.error(error);
      setProblem(wordsOf(error));
      // A refusal is final, so the next try is a new message; a lost answer may hide a success.
      setFailed(error instanceof ApiProblem && !error.passing ? null : message);
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };

  return { text, setText, uploads, busy, ready, problem, tooLong, submit };
}
