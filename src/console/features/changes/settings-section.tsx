import { useQuery } from '@tanstack/react-query';
import { api } from '../../../contract/api.ts';
import { queryOf } from '../../call.ts';
import { isAdmin, useMe } from '../../session.tsx';
import { Failed, Loading } from '../../ui/states.tsx';
import { SectionHead } from '../settings/section-head.tsx';
import { ChangeSettingsForm } from './settings-form.tsx';
import { ChangeSettingsText } from './settings-text.tsx';

/** How changes are agreed to and carried out. Agents read it, admins change it. */
export function ChangeSettingsSection() {
  const mayChange = isAdmin(useMe());
  const settings = useQuery(queryOf(api.settings.get, {}));
  return (
    <>
      <SectionHead title="Changes">
        Who agrees to a change, what keeps it from being submitted, and how its risk is weighed.
      </SectionHead>
      {settings.isPending && <Loading rows={6} />}
      {settings.isError && !settings.data && <Failed error={settings.error} retry={settings.refetch} />}
      {settings.data &&
        (mayChange ? (
          <ChangeSettingsForm settings={settings.data.changes} />
        ) : (
          <ChangeSettingsText settings={settings.data.changes} />
        ))}
    </>
  );
}
