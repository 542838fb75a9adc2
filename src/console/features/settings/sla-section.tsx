import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import type { SlaPolicy } from '../../../contract/sla.ts';
import { queryOf, useVerb } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { useCalendars } from '../../ui/calendar-select.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { useNames } from './names.ts';
import { OrderedList } from './ordered-list.tsx';
import { RecordDialog } from './record-dialog.tsx';
import { sentence } from './rule-words.ts';
import { SectionHead } from './section-head.tsx';
import classes from './settings.module.css';
import styles from './sla.module.css';
import { SlaForm } from './sla-form.tsx';
import { TargetTable } from './sla-targets.tsx';
import { slaConditionWords, termsWords } from './sla-words.ts';

export function SlaSection() {
  const mayChange = isAdmin(useMe());
  const policies = useQuery(queryOf(api.slaPolicies.list, {}));
  const [edited, setEdited] = useState<SlaPolicy | 'new' | null>(null);
  const order = useVerb(api.slaPolicies.order);
  const update = useVerb(api.slaPolicies.update);
  const remove = useVerb(api.slaPolicies.remove);
  const items = policies.data?.items ?? [];
  const removal = 'Open tickets come under the next policy that holds. Tickets that are done keep it.';

  return (
    <>
      <SectionHead
        title="SLA policies"
        aside={
          mayChange && (
            <Button leftSection={<PlusIcon size={16} />} onClick={() => setEdited('new')}>
              Add a policy
            </Button>
          )
        }
      >
        How soon tickets are answered and resolved. Asked from top to bottom; the first policy whose
        conditions all hold is the one. When a policy or the order changes, open tickets follow.
      </SectionHead>
      {policies.isPending && <Loading rows={6} />}
      {policies.isError && !policies.data && <Failed error={policies.error} retry={policies.refetch} />}
      {policies.data && items.length === 0 && (
        <Empty title="No policy yet">Until there is one, nothing is promised and nothing is due.</Empty>
      )}
      {items.length > 0 && (
        <OrderedList
          items={items}
          what="policy"
          changes={mayChange ? { order, update, remove, onEdit: setEdited, removal } : undefined}
        >
          {(policy) => <PolicyWords policy={policy} />}
        </OrderedList>
      )}
      <RecordDialog edited={edited} what="a policy" size="xl" onClose={() => setEdited(null)}>
        {(policy) => <SlaForm policy={policy} onDone={() => setEdited(null)} />}
      </RecordDialog>
    </>
  );
}

function PolicyWords({ policy: { conditions, terms, version } }: { policy: SlaPolicy }) {
  const names = useNames();
  const calendars = useCalendars();
  const calendar = calendars.find(({ id }) => id === terms.calendarId);
  const hours = terms.calendarId ? `the hours of ${calendar?.name ?? '…'}` : 'every hour of every day';
  return (
    <>
      <p className={classes.sentence}>
        {sentence(slaConditionWords(conditions, names))} · version {version}
      </p>
      <TargetTable targets={terms.targets} priorities={conditions.priorities} />
      <ul className={styles.terms}>
        {termsWords(terms, hours).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </>
  );
}
