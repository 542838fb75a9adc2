import { Button, Group, Text } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiProblem, wordsOf } from '../problem.ts';
import { PageTitle } from './page-title.tsx';
import { Loading } from './states.tsx';
import { usePassing } from './use-passing.ts';
import classes from './whole-page.module.css';

/** A page that only has something to say. */
export function WholePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.page}>
      <PageTitle>{title}</PageTitle>
      {children}
    </div>
  );
}

export const homeButton = (
  <Button component={Link} to="/" variant="default">
    Go to my requests
  </Button>
);

export function PageLoading() {
  return (
    <div className={classes.loading}>
      <Loading rows={5} label="Loading the page" />
    </div>
  );
}

/** For an address that leads nowhere. */
export function NotFoundPage() {
  return (
    <WholePage title="There is no such page">
      <Text c="dimmed">
        The address may be mistyped, or what it led to is gone. Ticket pages end in a number such as INC-12.
      </Text>
      <Group mt="md">{homeButton}</Group>
    </WholePage>
  );
}

/** For a page that others may see. */
export function NotForYou({ who }: { who: string }) {
  return (
    <WholePage title={`This page is for ${who}`}>
      <Text c="dimmed">
        You can see your own requests and raise new ones. If you should see more, ask the desk.
      </Text>
      <Group mt="md">{homeButton}</Group>
    </WholePage>
  );
}

type ErrorPageProps = { error: unknown; reset: () => void };

export function ErrorPage({ error, reset }: ErrorPageProps) {
  const router = useRouter();
  const requestId = error instanceof ApiProblem ? error.requestId : '';
  const again = () => {
    reset();
    void router.invalidate();
  };
  usePassing(error, again);
  return (
    <WholePage title={error instanceof ApiProblem ? error.details.title : 'Something went wrong'}>
      <div role="alert">
        <Text c="dimmed">{wordsOf(error)}</Text>
        {requestId && (
          <Text size="sm" c="dimmed" mt="xs">
            If you ask for help, give this reference: <code>{requestId}</code>
          </Text>
        )}
      </div>
      <Group mt="md">
        <Button onClick={again}>Try again</Button>
        {homeButton}
      </Group>
    </WholePage>
  );
}

/** The same where the frame of the page is not there to hold it. */
export function BareErrorPage(props: ErrorPageProps) {
  return (
    <main id="main" className={classes.bare}>
      <ErrorPage {...props} />
    </main>
  );
}
