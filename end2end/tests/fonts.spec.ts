import { expect, test } from '../fixtures/test';

test('the font that every page preloads is fetched once @live', async ({ site, page }) => {
  const asked: string[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/fonts/')) {
      asked.push(`${response.status()} ${new URL(response.url()).pathname}`);
    }
  });
  await site.goto('/login');
  await expect.poll(() => page.evaluate(() => document.fonts.status)).toBe('loaded');
  const preload = await page.locator('link[rel=preload][as=font]').getAttribute('href');
  expect(asked).toContain(`200 ${preload}`);
  const font = await page.request.get(preload as string);
  expect(font.headers()['cache-control']).toBe('public, max-age=31536000, immutable');
  asked.length = 0;
  await site.goto('/signup');
  await expect.poll(() => page.evaluate(() => document.fonts.status)).toBe('loaded');
  // A browser that had to ask whether the font has changed would be told 304, and say that it had preloaded it for nothing.
  expect(asked.filter((answer) => answer.startsWith('304'))).toEqual([]);
});
