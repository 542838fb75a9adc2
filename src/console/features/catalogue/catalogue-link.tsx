import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { ChevronRightIcon } from '../../ui/icons.tsx';
import classes from './catalogue.module.css';
import { fewWords } from './catalogue-words.ts';

/** The way to the catalogue, where it offers something. */
export function CatalogueLink() {
  const offered = useQuery(queryOf(api.catalogue.offered, {}));
  const items = offered.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Link to="/catalogue" className={classes.way}>
      <span className={classes.wayWords}>
        <strong>Request something</strong>
        <span dir="auto">{fewWords(items.map(({ name }) => name))}</span>
      </span>
      <ChevronRightIcon size={18} />
    </Link>
  );
}
