import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { PageTitle } from '../../ui/page-title.tsx';
import classes from './settings.module.css';

/** The heading of a section, what it is for, and its main button. */
export function SectionHead({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: string;
}) {
  return (
    <header>
      <PageTitle tab={`${title} · Settings`} aside={aside}>
        {title}
      </PageTitle>
      <Text className={classes.lead} mt={4}>
        {children}
      </Text>
    </header>
  );
}
