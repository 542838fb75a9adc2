import { Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { BackIcon } from '../../ui/icons.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { homeButton, WholePage } from '../../ui/whole-page.tsx';
import head from '../portal/request-head.module.css';
import classes from './catalogue.module.css';
import { ItemAbout } from './item-about.tsx';
import { ItemForm } from './item-form.tsx';

const route = getRouteApi('/shell/catalogue/$id');

/** An item of the catalogue, to be asked for. */
export function ItemPage() {
  const { id } = route.useParams();
  const offered = useQuery(queryOf(api.catalogue.offered, {}));
  if (offered.isPending) return <Loading rows={6} label="Loading the form" />;
  if (offered.isError && !offered.data) return <Failed error={offered.error} retry={offered.refetch} />;
  const item = offered.data.items.find((one) => one.id === id);
  if (!item) {
    return (
      <WholePage title="This cannot be requested">
        <Text c="dimmed">It is not in the catalogue any more, or it is not offered to you.</Text>
        <Group mt="md">{homeButton}</Group>
      </WholePage>
    );
  }
  return (
    <div className={classes.page}>
      <PageTitle
        tab={item.name}
        above={
          <Link to="/catalogue" className={head.back}>
            <BackIcon size={16} />
            Request something
          </Link>
        }
      >
        {`${item.icon} ${item.name}`.trim()}
      </PageTitle>
      <div className={classes.about}>
        <ItemAbout item={item} />
      </div>
      <ItemForm key={item.id} item={item} />
    </div>
  );
}
