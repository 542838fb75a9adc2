import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Page } from 'playwright-core';

/** Where the pictures of a run are; not under version control. */
export const PICTURES = resolve(import.meta.dirname, '../screenshots');
const IMAGES = resolve(import.meta.dirname, '../../../docs/images');
/** What a picture in the documentation may weigh. */
const IMAGE_LIMIT = 200 * 1024;

export type Shot = {
  /** Also what is below the fold. */
  full?: boolean;
};

/** Takes a picture as `screenshots/<name>.png`. */
export async function picture(page: Page, name: string, { full = false }: Shot = {}): Promise<Buffer> {
  const image = await page.screenshot({ fullPage: full, animations: 'disabled', caret: 'hide' });
  await save(resolve(PICTURES, `${name}.png`), image);
  return image;
}

/** Takes a picture for README and docs: with `UPDATE_IMAGES=1` only, so that a test run changes no file. */
export async function docsImage(page: Page, name: string): Promise<void> {
  if (process.env.UPDATE_IMAGES !== '1') return;
  const image = await picture(page, `docs-${name}`);
  if (image.length > IMAGE_LIMIT) throw new Error(`${name}.png has ${image.length} bytes; that is too many.`);
  await save(resolve(IMAGES, `${name}.png`), image);
}

async function save(path: string, image: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, image);
}
