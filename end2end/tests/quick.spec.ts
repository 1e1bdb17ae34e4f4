// From an idea to something that can be booked, in less than three minutes, whatever one works with.
import { HOST } from '../fixtures/api';
import { Keyboard, Thumb, type Hands } from '../fixtures/hands';
import { expect, test } from '../fixtures/test';
import { EditorPage } from '../pages/editor';
import { SchedulePage, inDays } from '../pages/schedule';
import type { Site } from '../pages/site';

const SECONDS_MAX = 180;

async function fromIdeaToRun(site: Site, hands: Hands): Promise<void> {
  const [began, editor, schedule] = [Date.now(), new EditorPage(site), new SchedulePage(site)];
  const name = `Kites ${began}`;
  await site.goto('/host');
  await hands.press(site.page.getByRole('navigation', { name: 'Host' }).getByRole('link', { name: 'Experiences' }));
  await site.arrived('/host/experiences');
  await hands.press(site.link('New experience'));
  await site.arrived('/host/experiences/new');
  await hands.fill(site.field('Title'), name);
  await hands.fill(editor.choice('Kind'), 'Craft');
  await hands.fill(editor.choice('Neighborhood'), 'Malleshwaram');
  await hands.press(site.button('Begin'));
  await site.arrived(/\/host\/experiences\/\d+$/);
  for (const [label, text] of [
    ['Summary', 'We build a kite and fly it.'],
    ['Story', 'First paper and bamboo, then wind.'],
    ['Meeting point', 'The steps of the tank'],
    ['On the map', '13.0031, 77.5643'],
    ['How long it takes, in minutes', '120'],
    ['Languages', 'English, Kannada'],
    ['What is included', 'Paper and string'],
  ] as const) {
    await hands.fill(site.field(label), text);
  }
  await hands.press(site.main.getByRole('radio', { name: /^Flexible/ }));
  await hands.press(editor.publish);
  await site.arrived(/\?done=published$/);

  await hands.press(site.link('Schedule a run'));
  await site.arrived(/\/host\/runs\/new\?experience=\d+$/);
  await hands.date(schedule.field('Date'), inDays(30));
  await hands.time(schedule.field('Begins'), '10:45');
  await hands.fill(schedule.field('Price in rupees'), '450');
  await hands.fill(schedule.field('Stake in rupees'), '200');
  await hands.fill(schedule.field('Seats'), '12');
  await hands.press(schedule.show);
  await expect(schedule.dates).toHaveCount(1);
  await hands.press(schedule.make);
  await site.arrived(/\/host\/runs\/\d+/);
  await expect(site.main).toContainText(name);

  const seconds = hands.seconds + (Date.now() - began) / 1_000;
  test.info().annotations.push({ type: 'measured', description: `${Math.round(seconds)} s, of which ${Math.round(hands.seconds)} s of hands` });
  expect(seconds).toBeLessThan(SECONDS_MAX);
}

test.beforeEach(async ({ api }) => api.logIn(HOST));

test('by keyboard alone @live', async ({ site, page }) => {
  test.slow(true, 'many keys');
  await fromIdeaToRun(site, new Keyboard(page));
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('by touch alone @live', async ({ site }) => {
    test.slow(true, 'many taps');
    await fromIdeaToRun(site, new Thumb());
  });
});
