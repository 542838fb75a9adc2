import { importLog } from '../../domain/tickets/import-log.ts';
import type { Api, Handlers } from '../bind.ts';

export const importRoutes: Handlers<Api['imports']> = { log: importLog };
