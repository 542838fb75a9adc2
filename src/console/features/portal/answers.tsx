import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { Answer, Form } from '../../../contract/card.ts';
import { call } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { useUploads } from '../../ui/use-uploads.ts';
import classes from './answers.module.css';
import { FormFiles } from './form-files.tsx';

type AnswerOptions = {
  /** A form that was sent opened or joined this ticket. */
  onTicket?: (number: string) => void;
};

export type Answers = {
  /** Shows what the desk answered. */
  take: (answer: Answer) => void;
  clear: () => void;
  /** Where it appears: words for the reader alone, and the dialog of a form. */
  view: ReactNode;
};

/** Every answer of the desk is handled here: after a message, a pressed button, a command, a sent form. */
export function useAnswer(options: AnswerOptions = {}): Answers {
  const client = useQueryClient();
  const [words, setWords] = useState<{ text: string; refused: boolean } | null>(null);
  const [opened, setOpened] = useState<Form | null>(null);
  const uploads = useUploads();

  const take: Answers['take'] = (answer) => {
    const said = answer.type === 'said' || answer.type === 'refused' ? answer : null;
    setWords(said && { text: said.text, refused: said.type === 'refused' });
    if (said) announce(said.text);
    if (answer.type === 'form') setOpened(answer.form);
    // The live events say so too, but a press should show at once.
    if (answer.type === 'done' || said) {
      void client.invalidateQueries({
        predicate: ({ queryKey: [path] }) => /^\/(portal|tickets)/.test(`${path}`),
      });
    }
  };

  const submit = async (fields: Record<string, string>, delivery: string) => {
    if (!opened) return [];
    const { action, value, files } = opened;
    const attachmentIds = files ? uploads.ready.map((file) => file.id) : [];
    const sent = await call(api.portal.submit, { delivery, action, value, fields, attachmentIds });
    if (sent.answer.type === 'form_errors') return sent.answer.errors;
    setOpened(null);
    uploads.clear();
    take(sent.answer);
    if (sent.ticket) options.onTicket?.(sent.ticket);
    return [];
  };

  const view = (
    <>
      {words && <Words {...words} onClose={() => setWords(null)} />}
      <FormDialog
        form={opened}
        onSubmit={submit}
        onClose={() => setOpened(null)}
        wait={uploads.busy ? 'A file is still on its way.' : null}
      >
        {opened?.files && <FormFiles uploads={uploads} />}
      </FormDialog>
    </>
  );
  return { take, clear: () => setWords(null), view };
}

type WordsProps = { text: string; refused: boolean; onClose: () => void };

function Words({ text, refused, onClose }: WordsProps) {
  const element = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new words come into view as the first did
  useEffect(() => {
    element.current?.scrollIntoView({ block: 'nearest' });
  }, [text]);
  return (
    <section className={classes.words} data-refused={refused || undefined} ref={element} aria-label="Answer">
      <div className={classes.text} dir="auto">
        {numbersLinked(text)}
      </div>
      <div className={classes.foot}>
        <span>Only you see this</span>
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onClose}>
          Dismiss
        </Button>
      </div>
    </section>
  );
}

/** The desk's own words name tickets by number; one that is only an example leads nowhere. */
function numbersLinked(text: string): ReactNode[] {
  return text.split(/(?<!such as )\b((?:INC|REQ|CHG|PRB)-[1-9]\d{0,11})\b/).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same number may come twice, and nothing moves
      <Link key={at} to="/requests/$number" params={{ number: part }}>
        {part}
      </Link>
    ),
  );
}
