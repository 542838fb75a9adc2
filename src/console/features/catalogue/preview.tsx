import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { FormItem } from '../../../contract/catalogue-form.ts';
import classes from './catalogue.module.css';
import { ChatLook } from './chat-look.tsx';
import { ItemAbout } from './item-about.tsx';
import { Questions } from './questions.tsx';

const looks = [
  { value: 'web', label: 'Web' },
  { value: 'slack', label: 'Slack' },
  { value: 'teams', label: 'Teams' },
] as const;
type Look = (typeof looks)[number]['value'];

/** How the form of an item looks where people ask for it, while it is written. */
export function Preview({ item }: { item: FormItem }) {
  const [look, setLook] = useState<Look>('web');
  return (
    <section className={classes.preview} aria-label="Preview">
      <SegmentedControl
        aria-label="Preview for"
        size="xs"
        data={[...looks]}
        value={look}
        onChange={(value) => setLook(value as Look)}
      />
      <div className={classes.paper} data-look={look}>
        {look === 'web' ? <WebLook item={item} /> : <ChatLook item={item} look={look} />}
      </div>
    </section>
  );
}

/** As in the portal: one may answer, and see which questions come and go. */
function WebLook({ item }: { item: FormItem }) {
  const [answers, setAnswers] = useState<Record<string, string>>({});
  return (
    <>
      <strong dir="auto">{`${item.icon} ${item.name}`.trim()}</strong>
      <ItemAbout item={item} />
      <Questions
        fields={item.fields}
        answers={answers}
        onChange={(name, value) => setAnswers({ ...answers, [name]: value })}
      />
    </>
  );
}
