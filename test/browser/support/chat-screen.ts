import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { docsImage, picture } from './pictures.ts';

/** As wide as a conversation is at most, in pixels. */
const WIDE = 620;
/** Microsoft’s own renderer of Adaptive Cards, as it runs in a browser. */
const RENDERER = createRequire(import.meta.url).resolve('adaptivecards/dist/adaptivecards.min.js');
const LOOKS = {
  fontFamily: 'system-ui, sans-serif',
  supportsInteractivity: true,
  actions: { actionsOrientation: 'horizontal', actionAlignment: 'left', buttonSpacing: 8, maxActions: 20 },
  containerStyles: { default: { backgroundColor: '#ffffff' } },
};
const CSS = `
body { margin: 0; padding: 12px; background: #f5f5f5; font: 14px system-ui, sans-serif; }
article { background: #fff; border: 1px solid #ddd; border-radius: 6px; padding: 12px; margin-bottom: 12px; }
button { font: inherit; padding: 5px 12px; border: 1px solid #bbb; border-radius: 4px; background: #fff; }
/* As Teams does. */
.ac-actionSet { flex-wrap: wrap; gap: 8px 0; }
input, textarea, select { font: inherit; width: 100%; box-sizing: border-box; }`;

type Shown = {
  /** Also a picture of the documentation. */
  documented?: boolean;
};

/** Puts what stands in a chat on the screen, as large as it is. @returns all of it */
export async function showChat(
  page: Page,
  html: string,
  name: string,
  { documented = false }: Shown = {},
): Promise<Locator> {
  await page.setContent(html);
  return lookAt(page, name, documented);
}

/** The same of cards and dialogs for Teams. */
export async function showTeamsCards(
  page: Page,
  cards: readonly object[],
  name: string,
  { documented = false }: Shown = {},
): Promise<Locator> {
  await page.setContent(
    `<!doctype html><html lang="en"><meta charset="utf-8"><style>${CSS}</style><body></body></html>`,
  );
  await page.addScriptTag({ path: RENDERER });
  await page.evaluate(
    ({ cards, looks }) => {
      const { AdaptiveCards } = window as unknown as { AdaptiveCards: typeof import('adaptivecards') };
      // Of Markdown we send what keeps text from being any.
      AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
        const line = document.createElement('div');
        line.textContent = text.replace(/\\([^A-Za-z0-9\s])/g, '$1');
        result.outputHtml = line.innerHTML.replace(/\n+/g, '<br>');
        result.didProcess = true;
      };
      for (const content of cards) {
        const card = new AdaptiveCards.AdaptiveCard();
        card.hostConfig = new AdaptiveCards.HostConfig(looks);
        card.parse(content);
        const article = document.createElement('article');
        const shown = card.render();
        if (shown) article.append(shown);
        document.body.append(article);
      }
    },
    { cards: cards as object[], looks: LOOKS },
  );
  return lookAt(page, name, documented);
}

async function lookAt(page: Page, name: string, documented: boolean): Promise<Locator> {
  await page.setViewportSize({ width: WIDE, height: 100 });
  const size = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    high: Math.ceil(document.body.getBoundingClientRect().height),
  }));
  expect(size.wide, `${name} sticks out sideways`).toBeLessThanOrEqual(WIDE);
  await page.setViewportSize({ width: WIDE, height: size.high });
  await picture(page, name);
  if (documented) await docsImage(page, name);
  return page.locator('body');
}

export async function seesAll(screen: Locator, ...all: string[]): Promise<void> {
  for (const words of all) expect(await screen.getByText(words).first().isVisible(), words).toBe(true);
}
