import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures/test';
import { BookPage } from '../pages/book';
import { BookingPage } from '../pages/booking';
import { RunPage } from '../pages/run';

const TABS_MAX = 80;

/** The element with the focus is outlined, itself or where it is stretched over its card. */
function ringed(element: Element): boolean {
  const outlined = (part?: string): boolean => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element, part);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  };
  return element.matches(':focus-visible') && (outlined() || outlined('::after'));
}

/** Presses Tab until the target has the focus, and sees to it that one can see that. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let pressed = 0; pressed < TABS_MAX; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      expect(await target.evaluate(ringed), 'one sees where the focus is').toBe(true);
      return;
    }
  }
  throw new Error(`${TABS_MAX} presses of Tab do not lead to ${String(target)}`);
}

test('from home to a booking with the keyboard alone', { tag: '@live' }, async ({ site, page, api }) => {
  await api.signUp();
  await site.goto('/');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  const card = site.main.locator('article.card').filter({ hasText: /seats? left|\d+ of \d+ seats/ }).first();
  await tabTo(page, card.getByRole('link'));
  await page.keyboard.press('Enter');
  await site.arrived(/\/runs\/\d+$/);

  const ticket = new RunPage(site);
  await expect(ticket.book).toBeVisible();
  await tabTo(page, ticket.book);
  await page.keyboard.press('Enter');
  await site.arrived(/\/runs\/\d+\/book\?travelers=1$/);

  const form = new BookPage(site);
  await tabTo(page, form.requests);
  await page.keyboard.type('A quiet corner, please');
  await tabTo(page, form.submit);
  await page.keyboard.press('Enter');
  await site.arrived(/\/bookings\/NK-/);
  await expect(new BookingPage(site).detail('Special requests')).toHaveText('A quiet corner, please');
});

test('the skip link leads past the header', async ({ site, page }) => {
  await site.goto('/explore');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.locator('main :focus')).toHaveCount(1);
});
