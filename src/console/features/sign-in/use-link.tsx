import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { call } from '../../call.ts';
import { queryClient } from '../../client.ts';
import { ApiProblem, wordsOf } from '../../problem.ts';
import { meQuery, takeReturn } from '../../session.tsx';
import { BusyButton } from '../../ui/busy-button.tsx';

type UseLinkProps = { secret: string; from: string | null; onAskAgain: () => void };

/**
 * Signs in with a link, by a press: programs that scan mail open links too, and a link works only once.
 */
export function UseLink({ secret, from, onAskAgain }: UseLinkProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);

  const signIn = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const me = await call(api.session.start, { secret });
      // Nothing that somebody else saw in this tab before.
      queryClient.clear();
      queryClient.setQueryData(meQuery.queryKey, me);
      router.history.replace(from ?? takeReturn());
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
      setBusy(false);
    }
  };
  // Anything but a passing trouble means that this link will never work.
  const dead = problem !== null && !problem.passing && problem.status < 500;
  return (
    <Stack gap="md">
      <div>
        <Title order={1} size="h3">
          {dead ? 'This link does not work any more' : 'Welcome back'}
        </Title>
        <Text c="dimmed" size="sm" mt={4}>
          {dead
            ? 'A sign-in link works once and only for a short time. Ask for a new one.'
            : 'One press and you are in. The link works once.'}
        </Text>
      </div>
      {problem && !dead && (
        <Alert color="red" variant="light" role="alert">
          {wordsOf(problem)}
        </Alert>
      )}
      {dead ? (
        <Button size="md" autoFocus onClick={onAskAgain}>
          Ask for a new link
        </Button>
      ) : (
        <BusyButton size="md" autoFocus busy={busy} onClick={() => void signIn()}>
          Sign in
        </BusyButton>
      )}
    </Stack>
  );
}
