import { useMe } from '../../session.tsx';
import { zoneName } from '../on-call/words.ts';
import { windowWords } from './change-words.ts';

type WindowProps = {
  change: { startsAt: string | null; endsAt: string | null; timeZone: string };
  /** Also by the clock of its own zone. */
  full?: boolean;
};

/** When a change is carried out, in the zone of the reader. */
export function Window({ change: { startsAt, endsAt, timeZone }, full = false }: WindowProps) {
  const me = useMe();
  if (!startsAt || !endsAt) return <>No window yet</>;
  return (
    <>
      {windowWords(startsAt, endsAt, me.timeZone, me.locale)}
      {full && ` (${zoneName(me.timeZone)})`}
      {full && timeZone !== me.timeZone && (
        <>
          <br />
          {windowWords(startsAt, endsAt, timeZone, me.locale)} ({zoneName(timeZone)})
        </>
      )}
    </>
  );
}
