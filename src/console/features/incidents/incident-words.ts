import type { IncidentRole, IncidentState } from '../../../contract/incidents.ts';

export const UNDER_WAY = ['investigating', 'identified', 'monitoring'] as const;
export const isUnderWay = (state: IncidentState) => UNDER_WAY.some((one) => one === state);

export const incidentStateWords: Record<IncidentState, string> = {
  proposed: 'Proposed',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
};

export const roleWords: Record<IncidentRole, string> = {
  commander: 'Commander',
  communications: 'Communications lead',
  scribe: 'Scribe',
  responder: 'Responder',
};
