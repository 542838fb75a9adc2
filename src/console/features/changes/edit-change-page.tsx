import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../../contract/api.ts';
import { EditChange, type WholeChange } from '../../../contract/changes.ts';
import { queryOf, useVerb } from '../../call.ts';
import { announce } from '../../ui/announce.tsx';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty } from '../../ui/states.tsx';
import { checkedBy } from '../ticket/form.ts';
import classes from './changes.module.css';
import { NoChange } from './no-change.tsx';
import { PlanForm } from './plan-form.tsx';
import { edited, ofChange } from './plan-values.ts';

const route = getRouteApi('/shell/agents/changes/$number/edit');

/** Changes what is planned. */
export function EditChangePage() {
  const { number } = route.useParams();
  const change = useQuery(queryOf(api.changes.get, { number }));
  return change.data ? <Edit change={change.data} /> : <NoChange query={change} />;
}

function Edit({ change }: { change: WholeChange }) {
  const { number, verbs } = change;
  const mayEdit = verbs.includes('edit');
  return (
    <div className={classes.form}>
      <PageTitle
        tab={`Edit ${number} · Changes`}
        above={
          <Link to="/changes/$number" params={{ number }} className={classes.back}>
            <BackIcon size={16} />
            {number}
          </Link>
        }
      >
        {`Edit ${number}`}
      </PageTitle>
      {mayEdit ? (
        <EditForm change={change} />
      ) : (
        <Empty title="It cannot be edited now">Its state does not allow it, or its queue is not yours.</Empty>
      )}
    </div>
  );
}

function EditForm({ change }: { change: WholeChange }) {
  const navigate = route.useNavigate();
  // As it was when the form was opened: what others change meanwhile stays as they have it.
  const [{ number, timeZone, state }] = useState(change);
  const [start] = useState(() => ofChange(change));
  const back = () => void navigate({ to: '/changes/$number', params: { number } });
  const edit = useVerb(api.changes.edit, {
    invalidates: ['/changes', '/tickets', '/entries', '/approvals'],
    onProblem: () => true,
    onSuccess: () => {
      announce(`${number} was saved.`);
      back();
    },
  });
  return (
    <>
      {state !== 'new' && (
        <p className={classes.hint}>
          It was submitted: once it is edited, votes are void, and whoever agreed is asked again.
        </p>
      )}
      <PlanForm
        initial={start}
        timeZone={timeZone}
        number={number}
        isDraft={state === 'new'}
        hasQueue
        check={(values) => checkedBy(EditChange)(edited(number, start, values, timeZone))}
        isBusy={edit.isPending}
        send={(values, onError) => edit.mutate(edited(number, start, values, timeZone), { onError })}
        onCancel={back}
      />
    </>
  );
}
