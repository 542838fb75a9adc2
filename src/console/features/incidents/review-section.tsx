import { Alert, Button, Group, SegmentedControl, Stack, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import {
  type IncidentReview,
  NEEDED_SECTIONS,
  type ReviewSection,
  reviewSectionWords,
} from '../../../contract/reviews.ts';
import { keepDraft, readDraft } from '../../drafts.ts';
import { MarkdownView } from '../../ui/markdown-view.tsx';
import classes from './incidents.module.css';
import { useSectionSaving } from './review-saving.ts';

type SectionProps = { name: ReviewSection; review: IncidentReview };

const keyOf = ({ name, review }: SectionProps) => `review ${review.number} ${name}`;
const needed = (name: ReviewSection) => (NEEDED_SECTIONS as readonly string[]).includes(name);

/** A section of a review, to be read, or to be written by one who works on it. */
export function ReviewSectionView({ children, ...props }: SectionProps & { children?: ReactNode }) {
  const { name, review } = props;
  const [editing, setEditing] = useState(() => readDraft(keyOf(props)) !== null);
  const words = reviewSectionWords[name];
  const canEdit = review.workable && review.state !== 'done';
  const text = review.sections[name];
  return (
    <section aria-labelledby={`section-${name}`} className={classes.section}>
      <div className={classes.titled}>
        <h2 id={`section-${name}`}>{words}</h2>
        {canEdit && !editing && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Edit ${words.toLowerCase()}`}
            onClick={() => setEditing(true)}
          >
            Edit
          </Button>
        )}
      </div>
      {editing && canEdit ? (
        <SectionEditor {...props} onClose={() => setEditing(false)} />
      ) : text.trim() === '' ? (
        !children && (
          <p className={classes.none}>{needed(name) ? 'To be written before it is done.' : 'Nothing yet.'}</p>
        )
      ) : (
        <MarkdownView text={text} under={2} />
      )}
      {children}
    </section>
  );
}

function SectionEditor({ onClose, ...props }: SectionProps & { onClose: () => void }) {
  const { name, review } = props;
  const key = keyOf(props);
  const [text, setText] = useState(() => readDraft(key) ?? review.sections[name]);
  const [shown, setShown] = useState<'write' | 'preview'>('write');
  const close = () => {
    keepDraft(key, null);
    onClose();
  };
  const { save, isPending, theirs } = useSectionSaving(review, name, close);
  const words = reviewSectionWords[name];
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        className={classes.choice}
        aria-label={`${words}: write or preview`}
        value={shown}
        onChange={(value) => setShown(value as typeof shown)}
        data={[
          { value: 'write', label: 'Write' },
          { value: 'preview', label: 'Preview' },
        ]}
      />
      {shown === 'write' ? (
        <Textarea
          aria-label={words}
          description="Markdown: **bold**, lists with -, `code`, [a link](https://…)"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          autosize
          minRows={6}
          maxRows={24}
          dir="auto"
          data-autofocus
          value={text}
          onChange={({ currentTarget: { value } }) => {
            setText(value);
            keepDraft(key, value);
          }}
        />
      ) : (
        <div className={classes.preview}>
          <MarkdownView text={text} under={2} />
        </div>
      )}
      {theirs && (
        <Alert color="yellow" variant="light" bg="var(--waiting-soft)" role="alert">
          <Stack gap="xs">
            <strong>
              <bdi>{theirs.by}</bdi> has changed this section meanwhile
            </strong>
            <MarkdownView text={theirs.text} under={3} />
            <Group>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setText(`${text}\n\n${theirs.text}`)}
              >
                Put theirs below mine
              </Button>
            </Group>
          </Stack>
        </Alert>
      )}
      <Group>
        <Button size="compact-md" loading={isPending} onClick={() => save(text)}>
          {theirs ? 'Save mine instead' : 'Save'}
        </Button>
        <Button size="compact-md" variant="subtle" onClick={close}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}
