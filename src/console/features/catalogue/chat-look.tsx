import type { Field } from '../../../contract/card.ts';
import { chatForm, type FormItem } from '../../../contract/catalogue-form.ts';
import classes from './catalogue.module.css';

type Look = 'slack' | 'teams';
type ChatLookProps = { item: FormItem; look: Look };

/** What Slack shows of a title; where it is longer, it stands above the questions, too. */
const SLACK_TITLE = 24;

/** The form that a chat gets, drawn as the chat draws it. */
export function ChatLook({ item, look }: ChatLookProps) {
  const form = chatForm(item);
  const isCut = look === 'slack' && form.title.length > SLACK_TITLE;
  return (
    <>
      <strong dir="auto">{isCut ? `${form.title.slice(0, SLACK_TITLE - 1)}…` : form.title}</strong>
      {isCut && <span dir="auto">{form.title}</span>}
      {form.fields.map((field) => (
        <ChatField key={field.name} field={field} look={look} />
      ))}
      {look === 'slack' && (
        <span className={classes.drawn}>
          <span className={classes.drawnLabel}>Files (optional)</span>
          <span className={classes.drawnBox}>Add files</span>
        </span>
      )}
      {look === 'teams' && (
        <span className={classes.drawnHint}>To send files, write them in the conversation.</span>
      )}
      <span className={classes.drawnFoot}>
        {look === 'slack' && <span className={classes.drawnButton}>Cancel</span>}
        <span className={classes.drawnButton} data-main>
          {form.submit}
        </span>
      </span>
    </>
  );
}

function ChatField({ field, look }: { field: Field; look: Look }) {
  const mark = look === 'slack' ? (field.required ? '' : ' (optional)') : field.required ? ' *' : '';
  return (
    <span className={classes.drawn}>
      <span className={classes.drawnLabel} dir="auto">
        {field.label || '…'}
        {mark}
      </span>
      <Input field={field} look={look} />
      {field.hint && (
        <span className={classes.drawnHint} dir="auto">
          {field.hint}
        </span>
      )}
    </span>
  );
}

function Input({ field, look }: { field: Field; look: Look }) {
  if (field.type === 'choices') {
    return field.options.map(({ value, label }) => (
      <span key={value} className={classes.drawnOption} dir="auto">
        {label}
      </span>
    ));
  }
  const words = {
    text: '',
    paragraph: '',
    choice: look === 'slack' ? 'Select an option' : '',
    date: look === 'slack' ? 'Select a date' : 'yyyy-mm-dd',
    number: '',
    person: look === 'slack' ? 'Select a user' : 'Search for a name',
  }[field.type];
  const isList = field.type === 'choice' || field.type === 'person';
  return (
    <span className={classes.drawnBox} data-tall={field.type === 'paragraph' || undefined}>
      <span>{words}</span>
      {isList && <span aria-hidden="true">▾</span>}
    </span>
  );
}
