import type { useForm } from '@mantine/form';
import type { ItemValues } from './item-values.ts';

/** What the parts of an item’s form need of it. */
export type ItemFormPart = Pick<
  ReturnType<typeof useForm<ItemValues>>,
  | 'errors'
  | 'getInputProps'
  | 'getValues'
  | 'insertListItem'
  | 'removeListItem'
  | 'reorderListItem'
  | 'setFieldValue'
>;
