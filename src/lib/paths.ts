import { fileURLToPath } from 'node:url';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The SQL migrations. */
export const MIGRATIONS = fromRoot('prisma/migrations');
/** Compiled sources, see main.ts. */
export const COMPILED = fromRoot('dist/compiled');
/** The built console. */
export const CONSOLE = fromRoot('dist/console');
