import { getSettings, updateSettings } from '../../domain/settings/settings.ts';
import type { Api, Handlers } from '../bind.ts';

export const settingsRoutes: Handlers<Api['settings']> = { get: getSettings, update: updateSettings };
