import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { launchChromium } from './chromium.ts';
import type { Deskbell } from './deskbell.ts';
import { picture, type Shot } from './pictures.ts';

export type Width = 'desktop' | 'phone';
export const WIDTHS: readonly Width[] = ['desktop', 'phone'];

const DEVICES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
};
/** How long somebody waits before they think that it does not work. */
const PATIENCE = 15_000;

/** What one person has in front of them: a browser with a profile of its own. */
export type Screen = {
  who: string;
  width: Width;
  page: Page;
  /** Goes to a page by its address. */
  open(path: string): Promise<void>;
  /** Waits until there is a heading with these words. */
  heading(words: string | RegExp): Promise<void>;
  /** Waits until these words are to be seen. */
  sees(words: string | RegExp, within?: Locator): Promise<void>;
  /** Waits until these words are not to be seen any more. */
  seesNot(words: string | RegExp, within?: Locator): Promise<void>;
  press(name: string | RegExp, within?: Locator): Promise<void>;
  fill(label: string | RegExp, text: string, within?: Locator): Promise<void>;
  /** The dialog that is open. */
  dialog(name?: string | RegExp): Locator;
  /** The answer to an expected refusal, which Chromium writes to the console as an error. */
  forgive(words: RegExp): void;
  /** Looks closely: nobody is shut out, nothing sticks out sideways; takes a picture. */
  look(name: string, options?: Shot & { dark?: boolean }): Promise<void>;
  /** Takes a picture only: for what has been looked at closely elsewhere. */
  glance(name: string, options?: Shot): Promise<void>;
  close(): Promise<void>;
};

let browser: Browser;
let screens: { desk: Deskbell; screen: Screen; troubles: string[] }[] = [];
let addresses = 0;

/** To be called once at the top of a file: the browser, and what must be true after each test. */
export function withBrowser(): void {
  beforeAll(async () => {
    browser = await launchChromium();
  });
  beforeEach(({ task, onTestFailed }) => {
    onTestFailed(async () => {
      for (const { screen } of screens) {
        const name = `failed/${task.name} ${screen.who} ${screen.width}`.replaceAll(/[^\w/]+/g, '-');
        await picture(screen.page, name).catch(() => {});
      }
    });
  });
  afterEach(() => {
    const all = screens.flatMap(({ screen, troubles }) =>
      troubles.splice(0).map((trouble) => `${screen.who} (${screen.width}): ${trouble}`),
    );
    expect(all, 'errors on the pages').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    screens = [];
  });
}

/** Ends a desk: its people go first, so that none of them sees it go away. It must have had no trouble itself but what is forgiven. */
export async function closeDesk(desk: Deskbell | undefined, forgiven?: RegExp): Promise<void> {
  const theirs = screens.filter((one) => one.desk === desk);
  screens = screens.filter((one) => one.desk !== desk);
  await Promise.all(theirs.map(({ screen }) => screen.page.context().close()));
  await desk?.close();
  const errors = desk?.errors().filter((line) => !forgiven?.test(line));
  expect(errors ?? [], 'errors in the log').toEqual([]);
}

/** A browser in front of somebody who has not signed in. */
export async function openScreen(desk: Deskbell, width: Width, who: string): Promise<Screen> {
  addresses += 1;
  const context = await browser.newContext({
    ...DEVICES[width],
    baseURL: desk.url,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // Everybody at an address of their own, behind a proxy: there are limits by address.
    extraHTTPHeaders: { 'x-forwarded-for': `10.0.0.${addresses}` },
  });
  context.setDefaultTimeout(PATIENCE);
  const troubles: string[] = [];
  const forgiven: RegExp[] = [];
  const trouble = (words: string) => {
    if (!forgiven.some((pattern) => pattern.test(words))) troubles.push(words);
  };
  await reportViolations(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => trouble(`page error: ${error.stack ?? error.message}`));
  page.on('crash', () => trouble('the page crashed'));
  page.on('console', (message) => {
    if (message.type() === 'error') trouble(`${message.text()} (${message.location().url})`);
  });
  const screen = screenOf(page, width, who, forgiven, async () => {
    screens = screens.filter((one) => one.screen !== screen);
    expect(troubles, `errors on the pages of ${who}`).toEqual([]);
    await context.close();
  });
  screens.push({ desk, screen, troubles });
  return screen;
}

/** A browser in front of somebody who has signed in, by a link, as everybody does. */
export async function signIn(
  desk: Deskbell,
  width: Width,
  person: { id: string; name: string },
  path = '/',
): Promise<Screen> {
  const screen = await openScreen(desk, width, person.name);
  await screen.open(await desk.signInLink(person));
  await screen.press('Sign in');
  await screen.page.getByRole('button', { name: `${person.name}: account menu` }).waitFor();
  if (path !== '/') await screen.open(path);
  return screen;
}

/** What the content security policy stops is an error of ours, also where Chromium does not call it one. */
function reportViolations(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber, columnNumber } = event;
      const where = `${sourceFile}:${lineNumber}:${columnNumber}`;
      console.error(`content security policy: ${violatedDirective} stopped ${blockedURI} at ${where}`);
    });
  });
}

function screenOf(
  page: Page,
  width: Width,
  who: string,
  forgiven: RegExp[],
  close: () => Promise<void>,
): Screen {
  return {
    who,
    width,
    page,
    async open(path) {
      await page.goto(path);
    },
    heading: (words) => page.getByRole('heading', { name: words }).first().waitFor(),
    sees: (words, within) =>
      (within ?? page.locator('body')).getByText(words).filter({ visible: true }).first().waitFor(),
    async seesNot(words, within) {
      const found = (within ?? page.locator('body')).getByText(words).filter({ visible: true });
      await expect.poll(() => found.count(), { message: `still there: ${words}` }).toBe(0);
    },
    press: (name, within) =>
      (within ?? page).getByRole('button', { name, exact: typeof name === 'string' }).click(),
    fill: (label, text, within) => (within ?? page).getByRole('textbox', { name: label }).first().fill(text),
    dialog: (name) => page.getByRole('dialog', name === undefined ? {} : { name }),
    forgive: (words) => void forgiven.push(words),
    async look(name, { dark = false, ...shot } = {}) {
      await turn(page, 'dark');
      await expectAccessible(page, `${name} on a ${width}, dark`, 'colours');
      if (dark) await picture(page, `${name}-${width}-dark`, shot);
      await turn(page, 'light');
      await expectAccessible(page, `${name} on a ${width}, light`);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(sideways, `${name} on a ${width} sticks out sideways`).toBeLessThanOrEqual(0);
      await picture(page, `${name}-${width}`, shot);
    },
    async glance(name, shot) {
      await settled(page);
      await picture(page, `${name}-${width}`, shot);
    },
    close,
  };
}

/** The system of the reader turns dark or light, and the page with it. */
async function turn(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor();
  await settled(page);
}

/** Nothing is on its way, and what fades in or out has done so. */
async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.locator('[aria-busy="true"], [data-loading="true"]').count()).toBe(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}
