import { fileURLToPath } from 'node:url';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The folder of the installation. */
export const ROOT = fromRoot('.');
/** What platforms are told about the app. */
export const MANIFESTS = fromRoot('manifests');
/** The SQL migrations. */
export const MIGRATIONS = fromRoot('prisma/migrations');
/** Compiled sources, see main.ts. */
export const COMPILED = fromRoot('dist/compiled');
/** The built console. */
export const CONSOLE = fromRoot('dist/console');
