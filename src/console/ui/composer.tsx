import { ActionIcon, Alert, Button, FileButton, Textarea } from '@mantine/core';
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { flushSync } from 'react-dom';
import classes from './composer.module.css';
import { AttachIcon, RetryIcon, SendIcon } from './icons.tsx';
import { UploadList } from './upload-list.tsx';
import { type Outgoing, useOutgoing } from './use-outgoing.ts';

export type { Outgoing } from './use-outgoing.ts';

/** For what is chosen elsewhere and goes on here. */
export type ComposerHandle = { focus: () => void; insert: (text: string) => void };

export type ComposerProps = {
  ref?: Ref<ComposerHandle>;
  /** What the box is for, to those who do not see it. */
  label: string;
  placeholder?: string;
  /** Under which the draft is kept in this tab, such as `ticket INC-12 reply`. */
  draftKey: string;
  /**
   * Sends it; `delivery` is the same in every retry of the same message. Resolves when it is accepted, with
   * `'keep'` if what was typed should stay. When it rejects, the text stays with a way to try again.
   */
  send: (message: Outgoing) => Promise<unknown>;
  sendLabel?: string;
  /** Beside the paper clip: what else one can choose, such as reply or note. */
  tools?: ReactNode;
  /** A line under the box: who will read it. */
  hint?: ReactNode;
  /** `note`: tinted, so that an internal text does not look like a public one. */
  tone?: 'plain' | 'note';
  minRows?: number;
  autoFocus?: boolean;
  /** Instead of a slash at the very start. */
  onSlash?: () => void;
  /** Whether files can go along; yes unless told. */
  files?: boolean;
};

/** Where one writes: grows with the text, takes files by button, paste and drop, loses nothing. */
export function Composer(props: ComposerProps) {
  const { label, placeholder, sendLabel = 'Send', tone = 'plain', files = true } = props;
  const out = useOutgoing(props.draftKey, props.send);
  const [over, setOver] = useState(false);
  const hintId = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const resetFiles = useRef<() => void>(null);
  const submit = async () => {
    await out.submit();
    // A press of the button has taken the focus; the next thing one does is to write on.
    box.current?.focus();
  };

  useImperativeHandle(props.ref, () => ({
    focus: () => box.current?.focus(),
    insert: (text) => {
      const { selectionStart: from = 0, selectionEnd: to = 0 } = box.current ?? {};
      flushSync(() => out.setText(out.text.slice(0, from) + text + out.text.slice(to)));
      box.current?.setSelectionRange(from + text.length, from + text.length);
    },
  }));

  const hint = out.uploads.failed ? 'Remove the file that cannot be sent' : props.hint;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === '/' && out.text === '' && props.onSlash && !event.nativeEvent.isComposing) {
      event.preventDefault();
      props.onSlash();
      return;
    }
    // While an input method is composing, Enter chooses a word.
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void submit();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (!files || event.clipboardData.files.length === 0) return;
    // Office programs put a picture of the text beside the text: then the text is meant.
    if (event.clipboardData.getData('text/plain')) return;
    event.preventDefault();
    out.uploads.add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    setOver(false);
    if (!files || event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    out.uploads.add(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop files; the button does the same by key
    <div
      className={classes.composer}
      data-tone={tone}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!files || !event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {out.problem && (
        <Alert color="red" variant="light" p="xs" role="alert" className={classes.problem}>
          <span>Not sent. {out.problem}</span>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<RetryIcon size={14} />}
            onClick={() => void submit()}
          >
            Try again
          </Button>
        </Alert>
      )}
      <Textarea
        ref={box}
        variant="unstyled"
        size="md"
        aria-label={label}
        aria-describedby={hintId}
        placeholder={placeholder}
        minRows={props.minRows ?? 2}
        maxRows={14}
        dir="auto"
        data-autofocus={props.autoFocus || undefined}
        autoFocus={props.autoFocus}
        readOnly={out.busy}
        value={out.text}
        error={out.tooLong}
        classNames={{ input: classes.input }}
        onChange={(event) => out.setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {files && <UploadList items={out.uploads.items} onRemove={out.uploads.remove} />}
      <div className={classes.tools}>
        {files && (
          <FileButton
            multiple
            resetRef={resetFiles}
            onChange={(chosen) => {
              out.uploads.add(chosen);
              resetFiles.current?.();
            }}
          >
            {(button) => (
              <ActionIcon {...button} aria-label="Attach files" title="Attach files">
                <AttachIcon />
              </ActionIcon>
            )}
          </FileButton>
        )}
        {props.tools}
        <span className={classes.hint} id={hintId} data-words={hint ? true : undefined}>
          {hint ?? <span className={classes.keys}>{sendKeys} to send</span>}
        </span>
        <Button
          rightSection={<SendIcon size={16} />}
          loading={out.busy}
          disabled={!out.ready}
          onClick={() => void submit()}
        >
          {out.uploads.busy ? 'Uploading …' : sendLabel}
        </Button>
      </div>
    </div>
  );
}

const sendKeys = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ Enter' : 'Ctrl+Enter';
