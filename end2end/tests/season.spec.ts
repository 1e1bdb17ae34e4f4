// A host's whole way, from signing up to stakes that settle themselves; in a browser with a camera, and for a while without a network.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Api, somebody } from '../fixtures/api';
import { film, withCamera } from '../fixtures/camera';
import { png } from '../fixtures/picture';
import { expect, test } from '../fixtures/test';
import { DoorPage } from '../pages/door';
import { EditorPage } from '../pages/editor';
import { OrganizationPage } from '../pages/organization';
import { PicturesPage } from '../pages/pictures';
import { SchedulePage } from '../pages/schedule';
import { Site } from '../pages/site';
import { AttendanceList } from '../pages/stakes';
import { TicketsPage } from '../pages/tickets';
import { binary, clocked } from '../settings';

test.use({ baseURL: clocked.baseURL });

/** The first run of the series begins so soon. */
const BEGINS_IN_MINUTES = 40;

/** Date and time in India, so many minutes from now. */
function inIndia(minutes: number): { date: string; time: string; weekday: string } {
  const [date, time] = new Date(Date.now() + (minutes + 330) * 60_000).toISOString().slice(0, 16).split('T') as [string, string];
  const weekday = ['su', 'mo', 'tu', 'we', 'th', 'fr', 'sa'][new Date(`${date}T00:00:00Z`).getUTCDay()] as string;
  return { date, time, weekday };
}

test('from an idea to stakes that settle themselves @live', async ({ site, api, visitor, provider, watch }, { project }) => {
  test.setTimeout(180_000);
  watch.expectOffline();
  const [host, name] = [somebody('Lata Host'), `Kites ${Date.now()}`];
  const editor = new EditorPage(site);

  await test.step('an organization', async () => {
    await site.goto('/signup');
    await site.signUp(host);
    await site.arrived('/');
    await new OrganizationPage(site).found(name);
  });

  let experience = '';
  await test.step('an experience with three pictures', async () => {
    const address = await editor.begin(name);
    experience = address.split('/').pop() as string;
    await editor.fillTheRest();
    await editor.save();
    const pictures = new PicturesPage(site);
    await pictures.open(Number(experience));
    await pictures.send(png('a.png', [28, 119, 83]), png('b.png', [43, 58, 140]), png('c.png', [242, 165, 22]));
    await expect(pictures.list).toHaveCount(3);
    for (const number of [1, 2, 3]) {
      await pictures.description(number).fill(`Kite number ${number}`);
    }
    await pictures.save.click();
    await site.arrived(/done=/);
    await site.goto(address);
    await editor.publish.click();
    await site.arrived(/\?done=published$/);
  });

  let run = 0;
  await test.step('a weekly series', async () => {
    const schedule = new SchedulePage(site);
    const { date, time, weekday } = inIndia(BEGINS_IN_MINUTES);
    await schedule.open({ experience, date, time, minutes: '60', price: '450', stake: '200', capacity: '6', cutoff: '0', repeat: 'weekly', every: '1', weekday, count: '3' });
    await expect(schedule.dates).toHaveCount(3);
    await schedule.make.click();
    await site.arrived(/\/host\/series\/\d+$/);
    await expect.poll(async () => (await api.hostRuns('upcoming')).runs.length).toBe(3);
    run = (await api.hostRuns('upcoming')).runs[0]!.card.run;
  });

  const traveler = await visitor();
  let reference = '';
  await test.step('a traveler books for two and pays, and the host sees it', async () => {
    const { email } = await traveler.api.signUp();
    reference = await traveler.api.book(await traveler.api.run(run), ['Asha Rao', 'Binu Thomas'], email);
    await provider.settle(traveler.api, reference);
    await site.goto(`/host/runs/${run}`);
    await expect(site.main).toContainText('Asha Rao');
    await expect(site.main).toContainText(email);
  });

  await test.step('one ticket is scanned without a network, and the scan is sent later', async () => {
    const tickets = new TicketsPage(traveler.site);
    await tickets.open(reference);
    const folder = path.join(clocked.folder, 'films');
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${reference}.y4m`);
    film(file, await tickets.code(0));
    const browser = await withCamera(project.use.launchOptions ?? {}, file);
    try {
      const context = await browser.newContext({ baseURL: clocked.baseURL, locale: 'en-IN', timezoneId: 'Asia/Kolkata' });
      watch.over(context);
      await new Api(context.request).logIn(host.email, host.password);
      const desk = new DoorPage(new Site(await context.newPage(), true));
      await desk.open(run);
      await desk.kept();
      await context.setOffline(true);
      await desk.camera.click();
      await expect(desk.word).toHaveText('Yes');
      await expect(desk.said).toContainText('Asha Rao');
      await expect(desk.link).toContainText('1 scan waits');
      await context.setOffline(false);
      await expect(desk.link).toContainText('all sent');
    } finally {
      await browser.close();
    }
  });

  await test.step('the run is over, and attendance is final', async () => {
    writeFileSync(clocked.clock, '+3h');
    const attendance = new AttendanceList(site);
    await attendance.open(run);
    await attendance.final.click();
    await expect(attendance.final).toHaveCount(0);
  });

  await test.step('the stake of who came goes back, that of who did not waits', async () => {
    type Stakes = { stakes: { name: string; stake: string }[] };
    const stakes = async (): Promise<Record<string, string>> => {
      const booking = (await traveler.api.booking(reference)) as unknown as Stakes;
      return Object.fromEntries(booking.stakes.map(({ name: of, stake }) => [of, stake]));
    };
    await expect.poll(stakes).toEqual({ 'Asha Rao': 'returned', 'Binu Thomas': 'forfeit_pending' });
    const { refunds } = await traveler.api.booking(reference);
    expect(refunds.map(({ amount, status }) => [amount, status])).toEqual([[20_000, 'processed']]);
    await traveler.site.goto(`/bookings/${reference}`);
    await expect(traveler.site.link('Appeal')).toBeVisible();
  });

  await test.step('the books are in order', () => {
    const database = `sqlite://${path.join(clocked.folder, 'data', 'nukkad.db')}?mode=rwc`;
    execFileSync(binary, ['ledger', 'check'], { cwd: clocked.folder, env: { PATH: process.env.PATH, DATABASE_URL: database } });
  });
});
