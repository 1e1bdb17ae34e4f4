import { expect, test } from '../fixtures/test';
import { ExplorePage } from '../pages/explore';

test('the filter changes the cards and the address', async ({ site, page, api }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore');
  const all = await explore.shown();
  await explore.change(() => explore.choice('Where').selectOption('kochi'));
  await expect(page).toHaveURL('/explore?city=kochi');
  await explore.change(() => explore.pill('Food').check());
  await expect(page).toHaveURL('/explore?city=kochi&domain=food');
  await site.settled();
  await expect(site.heading).toHaveText('Coming up in Kochi');
  const { runs, total } = await api.explore('city=kochi&domain=food');
  await expect.poll(() => explore.shown()).toEqual(runs.map((run) => run.run));
  expect(runs.every((run) => run.city === 'Kochi' && run.domain === 'food')).toBe(true);
  expect(runs.map((run) => run.run)).not.toEqual(all);
  await expect(explore.found).toHaveText(`${total} runs, soonest first`);
  await expect(explore.choice('Where')).toHaveValue('kochi');
  await expect(explore.pill('Food')).toBeChecked();
});

// Whoever is sent the address sees the same, in a browser that has never been here.
test('each condition changes what is found, and its address brings it back', async ({ site, page, visitor }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore');
  const day = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
  const steps: [string, () => Promise<unknown>][] = [
    ['city', () => explore.choice('Where').selectOption('bengaluru')],
    ['domain', () => explore.pill('Food').check()],
    ['domain', () => explore.pill('Heritage').check()],
    ['seats', () => explore.choice('Who').selectOption('2')],
    ['to', () => explore.further().then(() => site.main.getByLabel('Until', { exact: true }).fill(day)).then(() => site.main.getByLabel('Until', { exact: true }).blur())],
    ['stake', () => explore.further().then(() => explore.choice('Stake').selectOption('yes'))],
    ['language', () => explore.further().then(() => explore.pill('Kannada').check())],
    ['price_max', () => explore.further().then(() => site.main.getByLabel('Price up to, ₹').fill('1500')).then(() => site.main.getByLabel('Price up to, ₹').blur())],
    ['sort', () => explore.choice('Order').selectOption('price')],
  ];
  for (const [word, act] of steps) {
    await explore.change(act);
    await expect(page).toHaveURL(new RegExp(`[?&]${word}=`));
    await site.settled();
  }
  await expect(page).toHaveURL(`/explore?city=bengaluru&domain=food&domain=heritage&to=${day}&price_max=1500&seats=2&stake=yes&language=kannada&sort=price`);
  const friend = await visitor();
  await friend.site.goto(site.path());
  const theirs = new ExplorePage(friend.site);
  expect((await theirs.shown()).length).toBeGreaterThan(0);
  await expect.poll(() => explore.shown()).toEqual(await theirs.shown());
  await expect(theirs.pill('Heritage')).toBeChecked();
  await expect(theirs.chips).toHaveCount(9);
});

test('back and forward go through what was asked', { tag: '@live' }, async ({ site, page }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore');
  await explore.pill('Food').check();
  await expect(page).toHaveURL('/explore?domain=food');
  await explore.pill('Nature').check();
  await expect(page).toHaveURL('/explore?domain=food&domain=nature');
  await page.goBack();
  await expect(page).toHaveURL('/explore?domain=food');
  await expect(explore.pill('Nature')).not.toBeChecked();
  await page.goBack();
  await expect(explore.pill('Food')).not.toBeChecked();
  await page.goForward();
  await expect(explore.pill('Food')).toBeChecked();
});

test('what is taken back before its answer has come stays taken back', { tag: '@live' }, async ({ site, page }) => {
  const explore = new ExplorePage(site);
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  await page.route(/\/api\/explore\?.*nature/, async (route) => {
    await held;
    await route.continue();
  });
  await site.goto('/explore?domain=food');
  await explore.pill('Nature').check();
  await expect(page).toHaveURL('/explore?domain=food&domain=nature');
  await page.goBack();
  await expect(page).toHaveURL('/explore?domain=food');
  await expect(explore.pill('Nature')).not.toBeChecked();
  const late = page.waitForResponse(/\/api\/explore\?.*nature/);
  answer();
  await late;
  await expect(explore.pill('Nature')).not.toBeChecked();
  await expect(explore.pill('Food')).toBeChecked();
});

test('a count comes true', async ({ site }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore?city=jaipur');
  const promised = await explore.count(explore.pill('Craft'));
  expect(promised).toBeGreaterThan(0);
  await explore.change(() => explore.pill('Craft').check());
  await explore.finds(promised);
});

test('a change keeps scroll and focus, and is told to those who do not see it', { tag: '@live' }, async ({ site, page }) => {
  const explore = new ExplorePage(site);
  await page.setViewportSize({ width: 390, height: 700 });
  await site.goto('/explore?city=bengaluru');
  const before = await explore.found.innerText();
  await explore.pill('Music').focus();
  const [scroll, drawn] = await page.evaluate(() => [window.scrollY, Object.assign(document.querySelector('form.sieve')!, { drawnOnce: true }) && true]);
  expect(drawn).toBe(true);
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(/domain=music/);
  await expect(explore.found).not.toHaveText(before);
  await expect(explore.pill('Music')).toBeFocused();
  expect(await page.evaluate(() => [window.scrollY, 'drawnOnce' in document.querySelector('form.sieve')!])).toEqual([scroll, true]);
});

test('a chip takes its condition away', async ({ site, page, api }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore?city=kochi&domain=food&price_max=1500');
  await expect(explore.chips).toHaveCount(4);
  await site.link('Take away: Food').click();
  await site.arrived('/explore?city=kochi&price_max=1500');
  const { runs } = await api.explore('city=kochi&price_max=1500');
  await expect.poll(() => explore.shown()).toEqual(runs.map((run) => run.run));
  await expect(explore.pill('Food')).not.toBeChecked();
  await site.link('Clear all').click();
  await site.arrived('/explore');
  await expect(explore.chips).toHaveCount(0);
  await expect(site.heading).toHaveText('Coming up');
  await page.goBack();
  await site.arrived('/explore?city=kochi&price_max=1500');
  await expect(site.heading).toHaveText('Coming up in Kochi');
});

test('later runs are other runs: here where the page is live, else page by page', async ({ site, api }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore?city=bengaluru');
  const first = await explore.shown();
  const { next } = await api.explore('city=bengaluru');
  const second = (await api.explore(next!.split('?')[1]!)).runs.map((run) => run.run);
  await explore.later.click();
  if (site.live) {
    await expect.poll(() => explore.shown()).toEqual([...first, ...second]);
    await expect(site.main.locator(`#run-${second[0]}`)).toBeFocused();
    await site.goto(next!);
  }
  await expect(explore.soonest).toBeVisible();
  await site.settled();
  expect(await explore.shown()).toEqual(second);
  expect(site.path()).toContain('city=bengaluru');
  await explore.soonest.click();
  await site.arrived('/explore?city=bengaluru');
  await expect.poll(() => explore.shown()).toEqual(first);
});

test('what cannot be is told in words', async ({ site }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore?city=atlantis&price_min=900&price_max=100&when=never');
  await expect(explore.notes).toHaveText([/“never” is no time that we know/, /the two prices were swapped/, /We have no city “atlantis” yet/]);
  expect((await explore.shown()).length).toBeGreaterThan(0);
  await site.goto('/explore?domain=food&price_min=900000');
  await expect(site.main).toContainText('Nothing fits all of this');
  await expect(explore.later).toHaveCount(0);
});

test('words are found by their beginnings, shown where they are, and a slip is forgiven', async ({ site, page, api }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore');
  await explore.words.fill('filter malleshwa');
  await explore.words.press('Enter');
  await expect(page).toHaveURL('/explore?q=filter%20malleshwa');
  await site.settled();
  await expect(site.heading).toHaveText('“filter malleshwa”');
  const card = site.main.locator('article.card').first();
  await expect(card.locator('mark')).toHaveText(['Filter', 'Malleshwaram']);
  await expect(explore.choice('Order')).toHaveValue('');
  const { total } = await api.explore('q=filter malleshwa');
  await explore.finds(total);
  // A slip in a name.
  await explore.words.fill('malleshwarem');
  await explore.words.press('Enter');
  await expect(site.main.locator('.notes')).toContainText('You see what fits malleshwaram');
  expect((await explore.shown()).length).toBeGreaterThan(0);
  // Nothing is called that.
  await explore.words.fill('zzqqxx');
  await explore.words.press('Enter');
  await explore.finds(0);
  await site.link('Take away: “zzqqxx”').click();
  await site.arrived('/explore');
});

test('the calendar leads to the runs of a day', async ({ site, page, api }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore?city=kochi');
  await explore.view('Calendar').click();
  await site.arrived('/explore?city=kochi&view=calendar');
  const days = site.main.locator('table.month').getByRole('link', { name: /\d+ [A-Z][a-z]{2}, \d+ runs?$/ });
  await expect(days.last()).toBeVisible();
  const count = Number((await days.last().getAttribute('aria-label'))!.match(/, (\d+) run/)![1]);
  await days.last().click();
  await expect(page).toHaveURL(/[?&]from=(\d{4}-\d\d-\d\d)&to=\1&view=calendar/);
  await explore.finds(count);
  const day = new URL(page.url()).searchParams.get('from');
  const { runs } = await api.explore(`city=kochi&from=${day}&to=${day}`);
  await expect.poll(() => explore.shown()).toEqual(runs.map((run) => run.run));
  await site.link(/^On to /).click();
  await expect(page).toHaveURL(/view=calendar&month=\d{4}-\d\d$/);
});

test('the map leads from a city to a neighborhood', async ({ site, page }) => {
  const explore = new ExplorePage(site);
  await site.goto('/explore?view=map');
  const mark = site.main.locator('a.mark').filter({ has: page.locator('xpath=self::*[starts-with(@aria-label, "Kochi")]') });
  await mark.click();
  await site.arrived('/explore?city=kochi&view=map');
  await expect(site.main.locator('a.mark')).not.toHaveCount(3);
  const place = site.main.getByRole('list', { name: 'Places' }).getByRole('link').first();
  const count = Number((await place.innerText()).match(/(\d+) runs?/)![1]);
  await place.click();
  await expect(page).toHaveURL(/city=kochi&neighborhood=[a-z-]+&view=map/);
  await explore.finds(count);
});

test('seats change on an open page', { tag: '@live' }, async ({ site, runs, visitor }) => {
  const run = await runs.claim({ free: true, left: 4 });
  await site.goto(`/runs/${run.run}`);
  await expect(site.main.locator('.ticket .seats')).toContainText(/\d+ (of \d+ )?seats left/);
  const before = await site.main.locator('.ticket .seats').innerText();
  const other = await visitor();
  const { email } = await other.api.signUp();
  await other.api.book(run, ['Meera Iyer', 'Arjun Iyer'], email);
  await expect(site.main.locator('.ticket .seats')).not.toHaveText(before);
  await expect(site.main.locator('.ticket .seats')).toContainText(String(run.seats.capacity - run.seats.taken - 2));
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
  await expect(page.getByRole('heading', { level: 2, name: /^This week(end)? in Jaipur$/ })).toBeVisible();
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
