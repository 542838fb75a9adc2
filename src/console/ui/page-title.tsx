import { Group, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTabTitle } from './tab-title.ts';

type PageTitleProps = {
  children: string;
  /** What stands in the tab; the heading unless told. */
  tab?: string;
  /** At the right of the heading: buttons, filters. */
  aside?: ReactNode;
  /** A line above: a number, a way back. */
  above?: ReactNode;
};

/** The one heading of a page. It names the tab too, and takes the focus when the page is turned to. */
export function PageTitle({ children, tab, aside, above }: PageTitleProps) {
  useTabTitle(tab ?? children);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The page was turned to while its heading was still being fetched: see the layout.
    if (document.activeElement?.id === 'main') heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div>
      {above}
      <Group justify="space-between" align="flex-start" gap="sm" wrap="wrap">
        <Title order={1} size="h3" tabIndex={-1} ref={heading}>
          <bdi>{children}</bdi>
        </Title>
        {aside}
      </Group>
    </div>
  );
}
