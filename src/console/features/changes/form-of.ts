import type { useForm } from '@mantine/form';

/** What parts of a form need of it, whatever checks it. */
export type FormOf<Values extends Record<string, unknown>> = Pick<
  ReturnType<typeof useForm<Values>>,
  'errors' | 'getValues' | 'getInputProps' | 'setFieldValue' | 'insertListItem' | 'removeListItem'
>;
