import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

type Finding = { rule: string; help: string; where: string[] };

/**
 * Nothing serious or critical that axe-core finds on the page.
 * @param look `colours`: only what the colour scheme changes
 */
export async function expectAccessible(
  page: Page,
  name: string,
  look: 'all' | 'colours' = 'all',
): Promise<void> {
  const rules = look === 'all' ? undefined : ['color-contrast'];
  // What is seen once may be a page between two colours; what stays is a fault.
  await expect
    .poll(() => findings(page, rules), { timeout: 5_000, interval: 250, message: name })
    .toEqual([]);
}

async function findings(page: Page, only?: string[]): Promise<Finding[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const options = only ? { runOnly: { type: 'rule' as const, values: only } } : {};
    const { violations } = await axe.run(document, { ...options, resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, help, nodes }) => ({
        rule: id,
        help,
        where: nodes
          .slice(0, 5)
          .map((node) => `${node.target.join(' ')}: ${node.any[0]?.message ?? node.html}`),
      }));
  }, only);
}
