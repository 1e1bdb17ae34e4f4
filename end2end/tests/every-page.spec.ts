import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test';
import { places } from './places';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules that look at colors; the others find the same by day and by night. */
const COLOR_RULES = ['color-contrast', 'link-in-text-block'];
const NARROWEST = 320;

/** What axe finds by rules or by tags, one line for each element. */
async function violations(page: Page, only: { rules: string[] } | { tags: string[] }): Promise<string[]> {
  // The only frames are those of mails, which run nothing, and what is as it should be needs no report: both save time.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const found = (await ('rules' in only ? axe.withRules(only.rules) : axe.withTags(only.tags)).analyze()).violations;
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, failureSummary }) => `${id}: ${target.join(' ')}: ${html.slice(0, 160)} ${failureSummary?.replaceAll('\n', ' ') ?? ''}`),
  );
}

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect.soft(wide, `the page is as wide as a window of ${NARROWEST} px`).toBeLessThanOrEqual(NARROWEST);
}

for (const place of places) {
  test(`${place.name}: a title, one heading, accessible by day and by night, no sideways scroll`, async ({ page, site, api, runs, provider, watch }) => {
    test.slow(site.live, 'axe takes its time');
    await page.setViewportSize({ width: site.live ? 1280 : NARROWEST, height: 800 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await place.open({ site, api, runs, provider, watch });
    await expect(page).toHaveTitle(place.title ?? /Nukkad$/);
    await expect(site.heading).toHaveCount(1);
    // Axe needs JavaScript.
    for (const width of site.live ? [1280, 390] : []) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: 'light' });
      expect.soft(await violations(page, { tags: TAGS }), `light, ${width} px`).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect.soft(await violations(page, { rules: COLOR_RULES }), `dark, ${width} px`).toEqual([]);
    }
    await page.setViewportSize({ width: NARROWEST, height: 800 });
    await expectNoSidewaysScroll(page);
  });
}
