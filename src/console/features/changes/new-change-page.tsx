import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { PlanChange } from '../../../contract/changes.ts';
import { queryOf, useVerb } from '../../call.ts';
import { useMe } from '../../session.tsx';
import { announce } from '../../ui/announce.tsx';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { checkedBy } from '../ticket/form.ts';
import classes from './changes.module.css';
import { PlanForm } from './plan-form.tsx';
import { fresh, ofTicket, type PlanValues, planned, withTemplate } from './plan-values.ts';

const route = getRouteApi('/shell/agents/changes/new');

/** Plans a change: a new one, of a ticket that is there, or by a template. */
export function NewChangePage() {
  const { ticket: number, template: templateId } = route.useSearch();
  const ticket = useQuery({ ...queryOf(api.tickets.get, { number: number ?? '' }), enabled: !!number });
  const templates = useQuery({ ...queryOf(api.changeTemplates.list, {}), enabled: !!templateId });
  const failed = [ticket, templates].find((query) => query.isError && !query.data);
  const isReady = (!number || ticket.data) && (!templateId || templates.data);
  const template = templates.data?.items.find(({ id }) => id === templateId);
  const start = ticket.data ? ofTicket(ticket.data) : fresh;
  return (
    <div className={classes.form}>
      <PageTitle
        above={
          <Link to="/changes" search={{}} className={classes.back}>
            <BackIcon size={16} />
            Changes
          </Link>
        }
      >
        {number ? `Plan ${number} as a change` : 'New change'}
      </PageTitle>
      {failed && <Failed error={failed.error} retry={failed.refetch} />}
      {!failed && !isReady && <Loading rows={6} />}
      {!failed && isReady && (
        <NewForm
          start={start}
          initial={template ? withTemplate(start, template.id, template.content) : start}
          ticket={number}
        />
      )}
    </div>
  );
}

type NewFormProps = { start: PlanValues; initial: PlanValues; ticket: string | undefined };

function NewForm({ start, initial, ticket }: NewFormProps) {
  const navigate = route.useNavigate();
  const { timeZone } = useMe();
  const plan = useVerb(api.changes.plan, {
    invalidates: ['/changes', '/tickets', '/entries', '/queues'],
    onProblem: () => true,
    onSuccess: ({ number }) => {
      announce(`${number} is a draft.`);
      void navigate({ to: '/changes/$number', params: { number } });
    },
  });
  return (
    <PlanForm
      initial={initial}
      timeZone={timeZone}
      isDraft
      hasQueue={ticket !== undefined}
      check={(values) => ({
        ...checkedBy(PlanChange)(planned(start, values, timeZone, ticket)),
        ...(values.title.trim() === '' ? { title: 'must not be empty' } : {}),
      })}
      isBusy={plan.isPending}
      send={(values, onError) => plan.mutate(planned(start, values, timeZone, ticket), { onError })}
      onCancel={() => history.back()}
    />
  );
}
