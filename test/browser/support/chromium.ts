import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** Starts Chromium: the one named by `CHROMIUM_PATH`, else the system's, else the one that npm brought along. */
export async function launchChromium(): Promise<Browser> {
  const found = installed();
  if (found) return chromium.launch({ executablePath: found, args: FLAGS, chromiumSandbox: false });
  const { default: packed } = await import('@sparticuz/chromium');
  return chromium.launch({
    executablePath: await packed.executablePath(),
    // Made for one page in one process; here several people look at several pages.
    args: [...packed.args.filter((flag) => !/single-process|no-zygote|headless/.test(flag)), ...FLAGS],
    chromiumSandbox: false,
  });
}

/** Once, before files that run at a time would each write the one that npm brought along. */
export async function unpackChromium(): Promise<void> {
  if (!installed()) await (await import('@sparticuz/chromium')).default.executablePath();
}

function installed(): string | undefined {
  return process.env.CHROMIUM_PATH || NAMES.map(onPath).find((path) => path !== undefined);
}

function onPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
