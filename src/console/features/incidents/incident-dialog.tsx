import { useQueryClient } from '@tanstack/react-query';
import type { WholeIncident } from '../../../contract/incidents.ts';
import { FormDialog, fieldErrorsOf } from '../../ui/form-dialog.tsx';
import { showDone } from '../../ui/tell.tsx';
import type { IncidentForm } from './incident-forms.ts';

type IncidentDialogProps = {
  /** Null: closed. */
  asked: IncidentForm | null;
  onClose: () => void;
  onDone?: (incident: WholeIncident) => void;
};

/** A form about a major incident, as a dialog. */
export function IncidentDialog({ asked, onClose, onDone }: IncidentDialogProps) {
  const client = useQueryClient();
  const submit = async (fields: Record<string, string>, key: string) => {
    if (!asked) return [];
    const before = asked.check?.(fields) ?? [];
    if (before.length > 0) return before;
    try {
      const incident = await asked.send(fields, key);
      showDone(asked.done);
      onClose();
      onDone?.(incident);
      return [];
    } catch (error) {
      return fieldErrorsOf(error);
    } finally {
      void client.invalidateQueries({
        predicate: ({ queryKey: [path] }) => /^\/(incidents|tickets|alerts)/.test(String(path)),
      });
    }
  };
  return <FormDialog form={asked?.form ?? null} onSubmit={submit} onClose={onClose} />;
}
