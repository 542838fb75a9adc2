import { Alert, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { OutputOf } from '../../../contract/endpoint.ts';
import { AlertMapping } from '../../../contract/services.ts';
import { call, queryOf } from '../../call.ts';
import { wordsOf } from '../../problem.ts';
import { useMe } from '../../session.tsx';
import { exactTime } from '../../ui/time.ts';
import { severityWords } from '../alerts/alert-words.ts';
import classes from './services.module.css';

type Preview = OutputOf<typeof api.services.previewMapping>;
const OWN = 'own';
const EXAMPLE = '{\n  "title": "The backup failed"\n}';

const actionWords: Record<Preview['alerts'][number]['action'], string> = {
  trigger: 'Triggers',
  acknowledge: 'Acknowledges',
  resolve: 'Resolves',
};

/** What a mapping makes of a body that came in, or of one that is written here; nothing is taken in. */
export function MappingPreview({ id, mapping }: { id: string; mapping: Record<string, string> }) {
  const me = useMe();
  const sent = useQuery({ ...queryOf(api.services.payloads, { id }), staleTime: 0 }).data?.items ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [own, setOwn] = useState(EXAMPLE);
  const payload = sent.find((one) => one.id === (chosen ?? sent[0]?.id));
  const isOwn = chosen === OWN || !payload;
  const [asked] = useDebouncedValue({ mapping, body: isOwn ? own : payload.body }, 300);
  const parsed = AlertMapping.safeParse(asked.mapping);
  const preview = useQuery({
    queryKey: [api.services.previewMapping.path, { id, ...asked }],
    queryFn: ({ signal }) =>
      call(
        api.services.previewMapping,
        { id, mapping: parsed.data ?? { summary: '' }, body: asked.body },
        { signal },
      ),
    enabled: parsed.success,
    placeholderData: keepPreviousData,
    retry: false,
  });
  return (
    <Stack gap="xs" mt="md">
      <NativeSelect
        label="Try it on"
        data={[
          ...sent.map(({ id, at, refusedBecause }) => ({
            value: id,
            label: `${exactTime(at, me.locale, me.timeZone)}${refusedBecause === null ? '' : ', refused'}`,
          })),
          { value: OWN, label: 'What I write here' },
        ]}
        value={isOwn ? OWN : payload.id}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <Textarea
        label="Body"
        autosize
        minRows={3}
        maxRows={10}
        spellCheck={false}
        readOnly={!isOwn}
        value={isOwn ? own : payload.body}
        onChange={(event) => setOwn(event.currentTarget.value)}
      />
      <section aria-label="What it makes of it" aria-busy={preview.isFetching} aria-live="polite">
        {!parsed.success && <Text size="sm">Say at least what is wrong: the summary.</Text>}
        {parsed.success && preview.isError && (
          <Alert variant="light" color="red" bg="var(--bad-soft)">
            {wordsOf(preview.error)}
          </Alert>
        )}
        {parsed.success && !preview.isError && preview.data && <Made made={preview.data} />}
      </section>
    </Stack>
  );
}

function Made({ made: { alerts } }: { made: Preview }) {
  if (alerts.length === 0) return <Text size="sm">No alert.</Text>;
  return (
    <ol className={classes.made}>
      {alerts.map(({ action, dedupKey, summary, severity, source, labels }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are in the order of the body, and have no name
        <li key={index}>
          <Text size="sm">
            {actionWords[action]} <bdi>“{summary}”</bdi> · {severityWords[severity]}
            {source && (
              <>
                {' '}
                · <bdi>{source}</bdi>
              </>
            )}
          </Text>
          <Text size="xs" c="dimmed">
            Key <code>{dedupKey}</code>
            {Object.entries(labels).map(([name, value]) => ` · ${name}=${value}`)}
          </Text>
        </li>
      ))}
    </ol>
  );
}
