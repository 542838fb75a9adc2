import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Composer, type ComposerProps } from '../../ui/composer.tsx';
import { ChevronDownIcon } from '../../ui/icons.tsx';
import classes from './conversation.module.css';

type ConversationProps = {
  /** `<li>` elements, oldest first. */
  children: ReactNode;
  /** The id of the last one, to notice a new one. */
  newest: string | undefined;
  newestIsOwn: boolean;
  composer: ComposerProps;
  /** What the desk answered to the reader alone. */
  answer: ReactNode;
  /** Below the box: what else one can do. */
  actions?: ReactNode;
};

/** Nearer to the end than this, one is reading the end. */
const NEAR_PX = 160;

/** A list of messages that opens at its end and stays there, unless one has gone back to read. */
export function Conversation(props: ConversationProps) {
  const { children, newest, newestIsOwn, composer, answer, actions } = props;
  const { missed, toEnd, list, foot } = useEnd(newest, newestIsOwn);
  return (
    <>
      <ol className={classes.list} ref={list} aria-label="Messages">
        {children}
      </ol>
      <div className={classes.foot} ref={foot}>
        {missed && (
          <Button
            className={classes.missed}
            size="compact-sm"
            radius="xl"
            rightSection={<ChevronDownIcon size={14} />}
            onClick={toEnd}
          >
            New messages
          </Button>
        )}
        {answer}
        {actions}
        <Composer {...composer} />
      </div>
    </>
  );
}

function useEnd(newest: string | undefined, own: boolean) {
  const [missed, setMissed] = useState(false);
  const near = useRef(true);
  const list = useRef<HTMLOListElement>(null);
  const foot = useRef<HTMLDivElement>(null);
  const toEnd = () => {
    near.current = true;
    window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
    setMissed(false);
  };
  useEffect(() => {
    const onScroll = () => {
      const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
      near.current = scrollHeight - clientHeight - scrollTop < NEAR_PX;
      if (near.current) setMissed(false);
    };
    // New messages, pictures that have come, a box that grows: who reads the end goes on reading it.
    const sizes = new ResizeObserver(() => {
      if (near.current) window.scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' });
    });
    for (const part of [list.current, foot.current]) if (part) sizes.observe(part);
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      sizes.disconnect();
      window.removeEventListener('scroll', onScroll);
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new message moves the page
  useEffect(() => {
    if (!newest) return;
    if (near.current || own) toEnd();
    else setMissed(true);
  }, [newest]);
  return { missed, toEnd, list, foot };
}
