import { Anchor } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { type MouseEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import type { Block, Button, Card } from '../../contract/card.ts';
import { BusyButton } from './busy-button.tsx';
import classes from './card.module.css';
import { confirm } from './confirm.tsx';
import { PlainText } from './plain-text.tsx';
import { showProblem } from './tell.tsx';
import { When } from './when.tsx';

type CardViewProps = {
  card: Card;
  /** Does what the button says. Unless given, the buttons are not shown. */
  onPress?: (button: Button) => Promise<unknown>;
  /** `actions`: the bare buttons. */
  only?: 'actions';
};

/** A card of the desk. Its texts are plain and stay so: only its own link blocks lead anywhere. */
export function CardView({ card, onPress, only }: CardViewProps) {
  const title = useId();
  const { busy, press } = usePress(onPress);
  const keep = useKeptFocus();
  const blocks = only ? card.blocks.filter((block) => block.type === only) : card.blocks;
  const drawn = blocks.map((block, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no id and are redrawn as a whole
    <BlockView key={at} block={block} busy={busy} press={onPress ? press : null} />
  ));
  if (only) return drawn;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      className={classes.card}
      data-tone={card.tone}
      role="group"
      aria-labelledby={title}
      tabIndex={-1}
      {...keep}
    >
      <p className={classes.title} id={title} dir="auto">
        {card.title}
      </p>
      {drawn}
    </div>
  );
}

/** A button that was pressed may be gone from the card that comes back: then the card itself has the focus. */
function useKeptFocus() {
  const ref = useRef<HTMLDivElement>(null);
  const inside = useRef(false);
  useLayoutEffect(() => {
    if (inside.current && document.activeElement === document.body) ref.current?.focus();
  });
  return {
    ref,
    onFocus: () => {
      inside.current = true;
    },
    onBlur: () => {
      inside.current = false;
    },
  };
}

/** One press at a time, however often the button is hit; a button that asks first asks first. */
function usePress(onPress: CardViewProps['onPress']) {
  const [busy, setBusy] = useState<string | null>(null);
  const held = useRef(false);
  const press = async (button: Button) => {
    if (held.current || !onPress) return;
    held.current = true;
    try {
      if (button.confirm) {
        const yes = await confirm({ ...button.confirm, danger: button.style === 'danger' });
        if (!yes) return;
      }
      setBusy(keyOf(button));
      await onPress(button);
    } catch (error) {
      showProblem(error);
    } finally {
      held.current = false;
      setBusy(null);
    }
  };
  return { busy, press };
}

const keyOf = (button: Button): string => `${button.action} ${button.value} ${button.label}`;

type BlockViewProps = { block: Block; busy: string | null; press: ((button: Button) => void) | null };

function BlockView({ block, busy, press }: BlockViewProps) {
  switch (block.type) {
    case 'text':
      return <PlainText links={false}>{block.text}</PlainText>;
    case 'context':
      return (
        <div className={classes.context} dir="auto">
          {block.text}
        </div>
      );
    case 'quote':
      return (
        <blockquote className={classes.quote}>
          <cite>
            <bdi>{block.author}</bdi>
          </cite>
          <PlainText links={false}>{block.text}</PlainText>
        </blockquote>
      );
    case 'facts':
      return (
        <dl className={classes.facts}>
          {block.facts.map((fact) => (
            <div key={fact.label}>
              <dt>{fact.label}</dt>
              <dd>
                <bdi>{fact.value}</bdi>
                {fact.at && (
                  <>
                    {' '}
                    <When at={fact.at} exact />
                  </>
                )}
              </dd>
            </div>
          ))}
        </dl>
      );
    case 'link':
      return <CardLink text={block.text} url={block.url} />;
    case 'actions':
      if (!press) return null;
      return (
        <div className={classes.actions}>
          {block.buttons.map((button) => (
            <BusyButton
              key={keyOf(button)}
              size="xs"
              variant={button.style === 'primary' ? 'filled' : 'default'}
              className={button.style === 'danger' ? classes.danger : undefined}
              busy={busy === keyOf(button)}
              onClick={() => press(button)}
            >
              {button.label}
            </BusyButton>
          ))}
        </div>
      );
  }
}

/** Pages of the console open in place, others in a new tab; anything that is not a web address stays words. */
function CardLink({ text, url }: { text: string; url: string }) {
  const router = useRouter();
  const target = URL.canParse(url, location.origin) ? new URL(url, location.origin) : null;
  if (!target || !['http:', 'https:'].includes(target.protocol)) return <div dir="auto">{text}</div>;
  const inside = target.origin === location.origin;
  // The page that the card would lead to is this one.
  if (inside && target.pathname === location.pathname) return null;
  const open = (event: MouseEvent) => {
    if (!inside || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    router.history.push(target.pathname + target.search + target.hash);
  };
  return (
    <div>
      <Anchor
        href={target.href}
        size="sm"
        onClick={open}
        {...(inside ? {} : { target: '_blank', rel: 'noopener noreferrer' })}
      >
        <bdi>{text}</bdi>
      </Anchor>
    </div>
  );
}
