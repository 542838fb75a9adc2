import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { pagesOf } from '../../call.ts';
import { ShowMore } from '../../ui/show-more.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { UndeliveredWords } from '../ticket/undelivered.tsx';
import { SectionHead } from './section-head.tsx';
import classes from './settings.module.css';

export function DeliveriesSection() {
  const found = useInfiniteQuery(pagesOf(api.deliveries.undelivered, {}));
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <SectionHead title="Not delivered">
        What could not be told where it was meant to be, newest first. Whoever cannot be reached in their chat
        is told in another one, or by e-mail. Mend what is in the way, then try again.
      </SectionHead>
      {found.isPending && <Loading rows={4} />}
      {found.isError && !found.data && <Failed error={found.error} retry={found.refetch} />}
      {found.data && items.length === 0 && (
        <Empty title="Everything was delivered">Nothing is waiting for anybody.</Empty>
      )}
      {items.length > 0 && (
        <ol className={`${classes.panel} ${classes.entries}`}>
          {items.map((item) => (
            <li key={item.id} className={classes.undelivered}>
              <span>
                {item.ticket && (
                  <Link to="/tickets/$number" params={{ number: item.ticket }}>
                    {item.ticket}
                  </Link>
                )}{' '}
                <When at={item.at} />
              </span>
              <UndeliveredWords item={item} />
            </li>
          ))}
        </ol>
      )}
      <ShowMore pages={found} />
    </>
  );
}
