import { OTHER_HOST } from '../fixtures/api';
import { letter, png } from '../fixtures/picture';
import { expect, test } from '../fixtures/test';
import { PicturesPage } from '../pages/pictures';

test('a host uploads pictures, describes them and chooses the cover', async ({ site, page, api, watch }) => {
  watch.expectStatus(422);
  await api.logIn(OTHER_HOST);
  const experiences = await PicturesPage.experiences(api);
  // With and without JavaScript at the same time: each has an experience of its own.
  const experience = (site.live ? experiences.at(0) : experiences.at(-1)) as number;
  const pictures = new PicturesPage(site);
  await pictures.open(experience);
  await pictures.clear();

  await pictures.send(png('red.png', [178, 58, 38]), png('green.png', [28, 119, 83]), png('blue.png', [43, 58, 140]));
  await site.arrived(/\/pictures\?added=3$/);
  await expect(pictures.list).toHaveCount(3);
  await expect(site.main).toContainText('3 pictures have no description yet');

  await pictures.description(1).fill('A red wall');
  await pictures.description(2).fill('A green gate');
  await pictures.description(3).fill('A blue door');
  await pictures.press('Make it the cover: picture 3', /moved=\d+$/);
  await expect(pictures.description(1)).toHaveValue('A blue door');
  await expect(pictures.description(2)).toHaveValue('A red wall');
  await pictures.press('Picture 3 earlier', /moved=\d+$/);
  await expect(pictures.description(2)).toHaveValue('A green gate');
  await expect(site.main).not.toContainText('no description yet');

  await pictures.description(3).fill('x'.repeat(201));
  await pictures.save.click();
  await site.expectFault(pictures.description(3), /longer than 200/, 'x'.repeat(201));

  await site.link('See the page as travelers do').click();
  await site.arrived(/\/experiences\//);
  await expect(site.main.locator('.cover img')).toHaveAttribute('alt', 'A blue door');
  for (const alt of ['A blue door', 'A green gate', 'A red wall']) {
    const picture = page.getByRole('img', { name: alt, exact: true });
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  }

  await pictures.open(experience);
  await pictures.clear();
  await expect(site.main).toContainText('travelers see drawn ones');
});

test('of several files the good ones are kept, and each bad one is named', async ({ site, api, watch }) => {
  watch.expectStatus(422);
  await api.logIn(OTHER_HOST);
  const experiences = await PicturesPage.experiences(api);
  const pictures = new PicturesPage(site);
  await pictures.open((site.live ? experiences.at(1) : experiences.at(-2)) as number);
  await pictures.clear();
  await pictures.send(png('gate.png', [28, 119, 83]), letter('letter.jpg'), png('stamp.png', [43, 58, 140], 100, 100));
  await site.settled();
  await expect(pictures.faults).toHaveText([/^letter\.jpg: it is no JPEG, PNG or WebP/, /^stamp\.png: it has only 100 × 100 pixels/]);
  await expect(pictures.list).toHaveCount(1);
  await pictures.clear();
});
