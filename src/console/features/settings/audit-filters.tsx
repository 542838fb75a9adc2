import { Button, TextInput } from '@mantine/core';
import { PersonPicker } from '../../ui/person-picker.tsx';
import type { AuditSearch } from './audit-section.tsx';
import classes from './settings.module.css';
import { Typed } from './typed.tsx';

const subjects = [
  'ticket',
  'entry',
  'person',
  'team',
  'queue',
  'routing_rule',
  'settings',
  'token',
  'session',
];

type AuditFiltersProps = {
  search: AuditSearch;
  onChange: (change: AuditSearch) => void;
  /** Absent: nothing to clear. */
  onClear?: () => void;
};

export function AuditFilters({ search, onChange, onClear }: AuditFiltersProps) {
  return (
    <div className={classes.filters}>
      <Typed
        label="Action"
        placeholder="ticket.resolve"
        value={search.action}
        onChange={(action) => onChange({ action })}
      />
      <Typed
        label="Subject"
        data={subjects}
        placeholder="ticket"
        value={search.subjectType}
        onChange={(subjectType) => onChange({ subjectType })}
      />
      <Typed label="Its id" value={search.subjectId} onChange={(subjectId) => onChange({ subjectId })} />
      <PersonPicker
        label="Who"
        clearable
        value={search.actorId ?? null}
        onChange={(id) => onChange({ actorId: id ?? undefined })}
      />
      <TextInput
        label="From"
        type="date"
        value={search.from ?? ''}
        onChange={(event) => onChange({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        label="To"
        type="date"
        value={search.to ?? ''}
        onChange={(event) => onChange({ to: event.currentTarget.value || undefined })}
      />
      {onClear && (
        <Button variant="subtle" onClick={onClear} style={{ justifySelf: 'start' }}>
          Clear
        </Button>
      )}
    </div>
  );
}
