import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useId, useRef } from 'react';
import { api } from '../../../contract/api.ts';
import type { OfferedItem } from '../../../contract/catalogue.ts';
import { queryOf } from '../../call.ts';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Empty, Failed, Loading } from '../../ui/states.tsx';
import head from '../portal/request-head.module.css';
import { SearchField } from '../queues/search-field.tsx';
import classes from './catalogue.module.css';
import { ItemAbout } from './item-about.tsx';

const route = getRouteApi('/shell/catalogue');

/** What one may ask for, by category. */
export function CataloguePage() {
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const offered = useQuery({
    ...queryOf(api.catalogue.offered, { q }),
    placeholderData: keepPreviousData,
  });
  return (
    <div className={classes.page}>
      <PageTitle
        above={
          <Link to="/" className={head.back}>
            <BackIcon size={16} />
            My requests
          </Link>
        }
        aside={
          <SearchField
            label="Search the catalogue"
            value={q ?? ''}
            box={box}
            isBusy={offered.isPlaceholderData}
            onChange={(words) => void navigate({ search: { q: words }, replace: true, resetScroll: false })}
          />
        }
      >
        Request something
      </PageTitle>
      {offered.isPending && <Loading rows={6} label="Loading the catalogue" />}
      {offered.isError && !offered.data && <Failed error={offered.error} retry={offered.refetch} />}
      {offered.data?.items.length === 0 && <Nothing q={q} />}
      {offered.data && byCategory(offered.data.items).map((one) => <Category key={one.name} {...one} />)}
    </div>
  );
}

function Nothing({ q }: { q: string | undefined }) {
  if (!q) {
    return (
      <Empty title="There is nothing to choose from yet">
        Write what you need on the page <Link to="/">My requests</Link>.
      </Empty>
    );
  }
  return (
    <Empty title="Nothing fits these words">
      Try others, or write what you need on the page <Link to="/">My requests</Link>.
    </Empty>
  );
}

type CategoryProps = { name: string; items: OfferedItem[] };

function Category({ name, items }: CategoryProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={classes.category}>
      <h2 id={id} dir="auto">
        {name || 'Other'}
      </h2>
      <ul className={classes.items}>
        {items.map((item) => (
          <li key={item.id}>
            <Link to="/catalogue/$id" params={{ id: item.id }} className={classes.item}>
              <span className={classes.icon} aria-hidden="true">
                {item.icon}
              </span>
              <span className={classes.itemWords}>
                <strong dir="auto">{item.name}</strong>
                <ItemAbout item={item} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** In the order in which they come; those of no category last. */
function byCategory(items: readonly OfferedItem[]): CategoryProps[] {
  const groups = Map.groupBy(items, ({ category }) => category);
  const all = [...groups].map(([name, items]) => ({ name, items }));
  return [...all.filter(({ name }) => name !== ''), ...all.filter(({ name }) => name === '')];
}
