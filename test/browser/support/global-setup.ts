import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CONSOLE } from '../../../src/lib/paths.ts';
import { unpackChromium } from './chromium.ts';
import { PICTURES } from './pictures.ts';

/** The pages must be built, and pictures of an earlier run must not pass for those of this one. */
export async function setup(): Promise<void> {
  if (!existsSync(resolve(CONSOLE, 'index.html'))) {
    throw new Error('The console is not built. Run: node .config/setup.mjs');
  }
  await rm(PICTURES, { recursive: true, force: true });
  await unpackChromium();
}
