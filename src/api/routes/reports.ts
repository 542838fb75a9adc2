import { responderReport } from '../../domain/reports/responders.ts';
import type { Api, Handlers } from '../bind.ts';

export const reportRoutes: Handlers<Api['reports']> = { responders: responderReport };
