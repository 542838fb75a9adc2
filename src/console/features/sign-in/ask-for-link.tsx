import { Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { api } from '../../../contract/api.ts';
import { call } from '../../call.ts';
import { ApiProblem, wordsOf } from '../../problem.ts';
import { rememberReturn } from '../../session.tsx';
import { BusyButton } from '../../ui/busy-button.tsx';

/** Asks for a sign-in link. The answer never tells whether the address is known. */
export function AskForLink({ from }: { from: string | null }) {
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState<{ email: string; mail: boolean } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const address = email.trim();
    if (!/^\S+@\S+$/.test(address)) {
      setProblem('Enter your e-mail address.');
      field.current?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      const { mail } = await call(api.session.requestLink, { email: address });
      rememberReturn(from);
      setSent({ email: address, mail });
    } catch (error) {
      setProblem((error instanceof ApiProblem && error.fields.email) || wordsOf(error));
      field.current?.focus();
    } finally {
      setBusy(false);
    }
  };
  if (sent) return <Sent {...sent} onAgain={() => setSent(null)} />;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <div>
          <Title order={1} size="h3">
            Sign in
          </Title>
          <Text c="dimmed" size="sm" mt={4}>
            We send you a link to sign in with. There is no password.
          </Text>
        </div>
        <TextInput
          ref={field}
          size="md"
          type="email"
          name="email"
          autoComplete="email"
          label="E-mail address"
          placeholder="you@company.example"
          autoFocus
          value={email}
          error={problem}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <BusyButton type="submit" size="md" busy={busy} fullWidth>
          Send me a link
        </BusyButton>
      </Stack>
    </form>
  );
}

function Sent({ email, mail, onAgain }: { email: string; mail: boolean; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <Stack gap="md" role="status">
      <div>
        <Title order={1} size="h3" tabIndex={-1} ref={heading}>
          Look for our message
        </Title>
        <Text mt={4}>
          If <bdi>{email}</bdi> is known here, a link is on its way by {mail ? 'e-mail or chat' : 'chat'}. It
          works once and only for a short time.
        </Text>
      </div>
      <Text c="dimmed" size="sm">
        {mail
          ? 'Nothing after a few minutes? Look among the unwanted mail, or check the address.'
          : 'This desk cannot send e-mail yet. Without a chat account there, ask an admin for a sign-in link.'}
      </Text>
      <Button variant="default" onClick={onAgain}>
        Try another address or send again
      </Button>
    </Stack>
  );
}
