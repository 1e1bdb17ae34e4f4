import { HOST, somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { EditorPage } from '../pages/editor';

/** A title that no other test has. */
const title = (words: string): string => `${words} ${somebody().email.split('@')[0]}`;

test.beforeEach(async ({ api }) => api.logIn(HOST));

test('from an idea to what travelers see', async ({ site, page, watch }) => {
  const [editor, name] = [new EditorPage(site), title('Kites')];
  const path = await editor.begin(name);

  await test.step('publishing says what is missing, beside the fields too', async () => {
    watch.expectStatus(422);
    await editor.publish.click();
    await site.expectFault(site.field('Story'), /Tell the story/);
    await site.settled();
    await editor.missing.getByRole('link', { name: 'Put the meeting point on the map.' }).click();
    await expect(page).toHaveURL(/#form-coordinates$/);
  });

  await test.step('what is typed is kept', async () => {
    await editor.fillTheRest();
    await editor.save();
    await site.goto(path);
    await expect(site.field('Story')).toHaveValue('First *paper*, then wind.');
    await expect(site.main).toContainText('Nothing is missing.');
    await expect(site.main.locator('.map')).toBeVisible();
  });

  await test.step('two questions, the second first', async () => {
    await editor.ask('Can you swim?');
    await editor.ask('Shoe size?');
    await site.button('Up: question 2').click();
    await expect(site.field('Question 1')).toHaveValue('Shoe size?');
    await expect(site.field('Question 2')).toHaveValue('Can you swim?');
  });

  await test.step('the preview is the page, and only for its host', async () => {
    await site.button('Preview').click();
    await site.arrived(/\/preview$/);
    await expect(site.heading).toHaveText(name);
    await expect(site.main).toContainText('Only you see this.');
    await site.link('Back to the editor').click();
    await site.arrived(path);
    await expect(site.field('Question 1')).toHaveValue('Shoe size?');
  });

  await test.step('published', async () => {
    await editor.publish.click();
    await site.arrived(/\?done=published$/);
    await site.link('As travelers see it now').click();
    await site.arrived(/\/experiences\/kites-/);
    await expect(site.heading).toHaveText(name);
    await expect(site.main).toContainText('Paper and string');
  });

  await test.step('archived, and found there', async () => {
    await site.goto(`${path}?archive`);
    await site.button('Archive it').click();
    await site.arrived('/host/experiences?status=archived');
    await expect(site.link(`Edit: ${name}`)).toBeVisible();
  });
});

test('typing saves itself @live', async ({ site, page }) => {
  const editor = new EditorPage(site);
  const path = await editor.begin(title('Pots'));
  await site.field('Summary').fill('Half a tho');
  await expect(editor.saved.last()).toHaveText(/^Saved \d+:\d\d [ap]m\.$/);
  await page.reload();
  await site.settled();
  await expect(site.field('Summary')).toHaveValue('Half a tho');
  expect(site.path()).toBe(path);

  // A button that leaves at once takes what was just typed along, however the save before it stands.
  await site.field('Summary').fill('A whole thought');
  await site.button('Preview').click();
  await site.arrived(/\/preview$/);
  await expect(site.main).toContainText('A whole thought');
});

test('two at one desk: the second is told, and loses nothing', async ({ site, watch, visitor }) => {
  watch.expectStatus(409);
  const editor = new EditorPage(site);
  const path = await editor.begin(title('Masks'));
  const other = await visitor();
  await other.api.logIn(HOST);
  const theirs = new EditorPage(other.site);
  await other.site.goto(path);

  await site.field('Summary').fill('Mine, first');
  await editor.save();
  await other.site.field('Summary').fill('Theirs, later');
  await other.site.main.getByRole('button', { name: 'Save draft' }).last().click();
  await expect(other.site.main.getByRole('alert').filter({ hasText: 'after you had opened it' }).first()).toBeVisible();
  await expect(other.site.field('Summary')).toHaveValue('Theirs, later');

  await other.site.button('Save mine over it').click();
  await expect(theirs.saved.last()).toHaveText(/Saved \S/);
  await site.goto(path);
  await expect(site.field('Summary')).toHaveValue('Theirs, later');
});
