import { enableCompileCache } from 'node:module';
import { COMPILED } from './lib/paths.ts';

// Kept between starts: the sources as they are once their types are stripped and they are compiled. It halves the
// time of a start. Where it cannot be written, Node goes on without.
enableCompileCache(COMPILED);
await import('./run.ts');
