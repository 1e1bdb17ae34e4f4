import { Keyboard } from '../fixtures/hands';
import { expect, test } from '../fixtures/test';
import { BookPage } from '../pages/book';
import { BookingPage } from '../pages/booking';
import { RunPage } from '../pages/run';

test('from home to a booking with the keyboard alone', { tag: '@live' }, async ({ site, page, api }) => {
  await api.signUp();
  await site.goto('/');
  const keys = new Keyboard(page);
  await keys.key('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  const card = site.main.locator('article.card').filter({ hasText: /seats? left|\d+ of \d+ seats/ }).first();
  await keys.press(card.getByRole('link'));
  await site.arrived(/\/runs\/\d+$/);

  const ticket = new RunPage(site);
  await expect(ticket.book).toBeVisible();
  await keys.press(ticket.book);
  await site.arrived(/\/runs\/\d+\/book\?travelers=1$/);

  const form = new BookPage(site);
  await keys.fill(form.requests, 'A quiet corner, please');
  await keys.press(form.submit);
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
