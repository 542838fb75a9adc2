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
  const { missed, toEnd } = useEnd(newest, newestIsOwn);
  return (
    <>
      <ol className={classes.list} aria-label="Messages">
        {children}
      </ol>
      <div className={classes.foot}>
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
  const first = useRef(true);
  const toEnd = () => {
    window.scrollTo({
      top: document.documentElement.scrollHeight,
      behavior: first.current ? 'instant' : 'smooth',
    });
    first.current = false;
    setMissed(false);
  };
  useEffect(() => {
    const onScroll = () => {
      const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
      near.current = scrollHeight - clientHeight - scrollTop < NEAR_PX;
      if (near.current) setMissed(false);
    };
    window.addEventListener('scroll', onScroll, { passive: true });
    return () => window.removeEventListener('scroll', onScroll);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new message moves the page
  useEffect(() => {
    if (!newest) return;
    if (near.current || own) {
      const frame = requestAnimationFrame(toEnd);
      return () => cancelAnimationFrame(frame);
    }
    setMissed(true);
  }, [newest]);
  return { missed, toEnd };
}
