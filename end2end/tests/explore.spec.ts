import { expect, test } from '../fixtures/test';
import { ExplorePage } from '../pages/explore';

test('the filter changes the cards and the address', async ({ site, page, api }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore');
  const all = await explore.shown();
  await explore.choice('Where').selectOption({ label: 'Kochi' });
  await explore.choice('What').selectOption('food');
  await explore.show.click();
  await expect(page).toHaveURL(/city=kochi/);
  await expect(page).toHaveURL(/domain=food/);
  await site.settled();
  await expect(site.heading).toHaveText('Coming up in Kochi');
  const { runs, total } = await api.explore('city=kochi&domain=food');
  await expect.poll(() => explore.shown()).toEqual(runs.map((run) => run.run));
  expect(runs.every((run) => run.city === 'Kochi' && run.domain === 'food')).toBe(true);
  expect(runs.map((run) => run.run)).not.toEqual(all);
  await expect(site.main).toContainText(`${total} runs, soonest first`);
  await expect(explore.choice('Where')).toHaveValue('kochi');
  await expect(explore.choice('What')).toHaveValue('food');
});

test('a chip takes its condition away', async ({ site, page, api }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore?city=kochi&domain=food&price_max=1500');
  await expect(explore.chips).toHaveCount(4);
  await site.link('Take away: Food').click();
  await site.arrived('/explore?city=kochi&price_max=1500');
  const { runs } = await api.explore('city=kochi&price_max=1500');
  await expect.poll(() => explore.shown()).toEqual(runs.map((run) => run.run));
  await expect(explore.choice('What')).toHaveValue('');
  await site.link('Clear all').click();
  await site.arrived('/explore');
  await expect(explore.chips).toHaveCount(0);
  await expect(site.heading).toHaveText('Coming up');
  await page.goBack();
  await site.arrived('/explore?city=kochi&price_max=1500');
  await expect(site.heading).toHaveText('Coming up in Kochi');
});

test('later runs are other runs, page by page', async ({ site }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore?city=bengaluru');
  const first = await explore.shown();
  await explore.later.click();
  await expect(explore.soonest).toBeVisible();
  await site.settled();
  const second = await explore.shown();
  expect(second.length).toBeGreaterThan(0);
  expect(second.filter((run) => first.includes(run))).toEqual([]);
  expect(site.path()).toContain('city=bengaluru');
  await explore.soonest.click();
  await site.arrived('/explore?city=bengaluru');
  await expect.poll(() => explore.shown()).toEqual(first);
});

test('nothing found is said in words', async ({ site }) => {
  await site.goto('/explore?city=atlantis');
  await expect(site.main).toContainText('Nothing fits all of this');
  await expect(new ExplorePage(site).later).toHaveCount(0);
});

test('the search panel of the home page leads to explore', async ({ site, page }) => {
  const explore = new ExplorePage(site);
  await site.goto('/');
  await explore.choice('Where').selectOption('jaipur');
  await explore.choice('When').selectOption('');
  await explore.choice('Who').selectOption('4');
  await site.button('Show what is on').click();
  await expect(page).toHaveURL(/\/explore\?.*city=jaipur/);
  await site.settled();
  await expect(site.heading).toHaveText('Coming up in Jaipur');
  await expect(explore.choice('Who')).toHaveValue('4');
  await expect(site.link('Take away: 4 seats together')).toBeVisible();
});

test('from home to another city, a neighborhood, an experience and its host', async ({ site, page }) => {
  await site.goto('/');
  await site.link('Jaipur').first().click();
  await site.arrived('/?city=jaipur');
  await expect(page.getByRole('heading', { level: 2, name: 'This week in Jaipur' })).toBeVisible();
  await site.main.locator('ul.plates a').first().click();
  await site.arrived(/\/explore\?city=jaipur&neighborhood=/);
  await expect(new ExplorePage(site).chips).toHaveCount(3);
  const title = await site.main.locator('article.card h3 a').first().innerText();
  await site.main.locator('article.card h3 a').first().click();
  await site.arrived(/\/runs\/\d+$/);
  await expect(site.heading).toHaveText(title);
  await site.main.locator('.byline a').click();
  await site.arrived(/\/hosts\//);
  await expect(page.getByRole('heading', { level: 2, name: 'What they do' })).toBeVisible();
  await site.main.locator('a[href^="/experiences/"]').first().click();
  await site.arrived(/\/experiences\//);
  await expect(page.getByRole('heading', { level: 2, name: 'When it runs' })).toBeVisible();
});
