import { useQueryClient } from '@tanstack/react-query';
import { announce } from '../../ui/announce.tsx';
import { FormDialog, fieldErrorsOf } from '../../ui/form-dialog.tsx';
import type { ChangeForm } from './change-forms.ts';

type ChangeDialogProps = {
  /** Null: closed. */
  asked: ChangeForm | null;
  onClose: () => void;
};

/** A form about a change, as a dialog. */
export function ChangeDialog({ asked, onClose }: ChangeDialogProps) {
  const client = useQueryClient();
  const submit = async (fields: Record<string, string>) => {
    if (!asked) return [];
    try {
      await asked.send(fields);
      announce(asked.done);
      onClose();
      return [];
    } catch (error) {
      return fieldErrorsOf(error);
    } finally {
      void client.invalidateQueries({
        predicate: ({ queryKey: [path] }) =>
          /^\/(changes|change-templates|change-meetings|tickets|entries|approvals)/.test(String(path)),
      });
    }
  };
  return <FormDialog form={asked?.form ?? null} onSubmit={submit} onClose={onClose} />;
}
