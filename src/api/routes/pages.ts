import { pageSomebody, previewPage } from '../../domain/alerts/page.ts';
import type { Api, Handlers } from '../bind.ts';

export const pageRoutes: Handlers<Api['pages']> = { create: pageSomebody, preview: previewPage };
