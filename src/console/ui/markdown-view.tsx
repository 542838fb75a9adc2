import { createElement, Fragment, type ReactNode } from 'react';
import classes from './markdown.module.css';
import { type Block, type Inline, readMarkdown } from './markdown.ts';

type MarkdownViewProps = {
  text: string;
  /** The level of the heading that it stands under. */
  under: 1 | 2 | 3;
};

/** A text that somebody wrote in Markdown. */
export function MarkdownView({ text, under }: MarkdownViewProps) {
  return (
    <div className={classes.markdown}>
      {readMarkdown(text).map((block, index) => draw(block, index, under))}
    </div>
  );
}

function draw(block: Block, key: number, under: number): ReactNode {
  switch (block.is) {
    case 'heading':
      return createElement(`h${Math.min(6, under + block.level)}`, { key, dir: 'auto' }, inline(block.of));
    case 'paragraph':
      return (
        <p key={key} dir="auto">
          {inline(block.of)}
        </p>
      );
    case 'quote':
      return (
        <blockquote key={key} dir="auto">
          {inline(block.of)}
        </blockquote>
      );
    case 'code':
      return (
        <pre key={key}>
          <code>{block.text}</code>
        </pre>
      );
    case 'list':
      return createElement(
        block.ordered ? 'ol' : 'ul',
        { key },
        block.items.map(({ depth, of }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: it is drawn as a whole
          <li key={index} dir="auto" data-depth={depth}>
            {inline(of)}
          </li>
        )),
      );
  }
}

const inline = (parts: readonly Inline[]): ReactNode => parts.map(drawInline);

function drawInline(part: Inline, key: number): ReactNode {
  switch (part.is) {
    case 'text':
      return <Fragment key={key}>{part.text}</Fragment>;
    case 'code':
      return <code key={key}>{part.text}</code>;
    case 'strong':
      return <strong key={key}>{inline(part.of)}</strong>;
    case 'em':
      return <em key={key}>{inline(part.of)}</em>;
    case 'link':
      return (
        <a key={key} href={part.url} target="_blank" rel="noreferrer noopener">
          {inline(part.of)}
        </a>
      );
  }
}
