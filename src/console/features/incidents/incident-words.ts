import type { IncidentRole } from '../../../contract/incidents.ts';

export const roleWords: Record<IncidentRole, string> = {
  commander: 'Commander',
  communications: 'Communications lead',
  scribe: 'Scribe',
  responder: 'Responder',
};
