import { rupees, somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { BookPage, type Typed } from '../pages/book';
import { BookingPage } from '../pages/booking';
import { HostRunPage } from '../pages/host-run';
import { RunPage } from '../pages/run';

const typed = (): Typed => ({
  names: ['श्रुति राव', '<script>window.pwned = 1</script> Rao'],
  email: 'shruti.rao@example.com',
  phone: '+91 98450 12345',
  requests: "Two birthdays 🎂🌶️ & <b>no nuts</b>'); DROP TABLE bookings; --",
});

test.describe('a signed-out traveler', () => {
  test.beforeEach(({ watch, site }) => {
    if (site.live) {
      // The form is sent, and the server function asks for a login.
      watch.expectStatus(401);
    }
  });

  test('books a free run: log in, sign up, back at the form as it was, confirmed', async ({ site, page, runs }) => {
    const [run, person, form, booking, wanted] = [await runs.claim({ free: true, listed: true }), somebody('Shruti Rao'), new BookPage(site), new BookingPage(site), typed()];

    await test.step('from explore to the run, two travelers', async () => {
      await site.goto(`/experiences/${run.slug}`);
      await site.main.locator(`a[href="/runs/${run.run}"]`).click();
      await site.arrived(`/runs/${run.run}`);
      const ticket = new RunPage(site);
      await ticket.stepper.more();
      await expect(ticket.book).toHaveText('Book 2 seats');
      await ticket.book.click();
      await site.arrived(`/runs/${run.run}/book?travelers=2`);
    });

    await test.step('the form asks for a login', async () => {
      await form.fill(wanted);
      await form.submit.click();
      await site.arrived(/\/login\?next=/);
      await expect(site.main).toContainText('Your form is kept');
    });

    await test.step('signing up is one step and leads back', async () => {
      await site.link('Sign up').click();
      await site.arrived(/\/signup\?next=/);
      await expect(site.main).toContainText('Your form is kept');
      await site.signUp(person);
      await site.arrived(`/runs/${run.run}/book?travelers=2`);
      await form.expectTyped(wanted);
    });

    await test.step('it is booked and confirmed', async () => {
      await form.book();
      await expect(site.heading).toHaveText('You are going');
      await expect(booking.status).toHaveText('confirmed');
      await booking.shown();
    });

    await test.step('what was typed is text and nothing else', async () => {
      await expect(booking.detail('Travelers')).toHaveText(wanted.names);
      await expect(booking.detail('Special requests')).toHaveText(wanted.requests);
      await expect(booking.detail('Contact')).toHaveText([wanted.email, '+919845012345']);
      expect(await page.content()).toContain('&lt;script&gt;window.pwned');
      expect(await page.evaluate(() => 'pwned' in window)).toBe(false);
    });

    await test.step('the form is not brought back another time', async () => {
      await form.open(run);
      await expect(form.requests).toHaveValue('');
      await expect(site.main).toContainText('You already have seats on this run');
    });
  });

  test('books a run of a host, who then sees the booking', async ({ site, page, runs, api }) => {
    const run = await runs.claim({ host: 'Third Wave Walkers', free: false, left: 4 });
    const [person, form, booking, wanted] = [somebody('Shruti Rao'), new BookPage(site), new BookingPage(site), typed()];

    await test.step('two travelers, and back through log in after signing up', async () => {
      const ticket = new RunPage(site);
      await ticket.open(run);
      await ticket.stepper.more();
      await ticket.stepper.expectPrice(run, 2);
      await ticket.book.click();
      await site.arrived(`/runs/${run.run}/book?travelers=2`);
      await form.fill(wanted);
      await form.submit.click();
      await site.arrived(/\/login\?next=/);
      await site.link('Sign up').click();
      await site.arrived(/\/signup\?next=/);
      await site.signUp(person);
      await site.arrived(`/runs/${run.run}/book?travelers=2`);
      await form.expectTyped(wanted);
      await form.stepper.expectPrice(run, 2);
      await form.book();
    });

    const reference = await test.step('the seats are held, and the page leads to the payment', async () => {
      await expect(site.heading).toHaveText('Your seats are held');
      await expect(booking.status).toHaveText('pending');
      await expect(booking.clock).toHaveText(/^1[45]:\d\d$/);
      await expect(site.main).toContainText('After that they go back and nothing is owed');
      await expect(booking.pay).toHaveText(`Pay ${rupees((run.price + run.stake) * 2)}`);
      await expect(booking.detail('Travelers')).toHaveText(wanted.names);
      return booking.shown();
    });

    await test.step('the host logs in and finds the run', async () => {
      await site.logOut();
      await site.header.getByRole('link', { name: 'Log in' }).click();
      await site.arrived('/login');
      await site.logIn('host@example.com', 'nukkad-demo');
      await site.arrived('/');
      await site.header.getByRole('link', { name: 'Host' }).click();
      await site.arrived('/host');
      await expect(site.heading).toHaveText('Third Wave Walkers');
      await site.link(/^All \d+ event runs$/).click();
      await site.arrived('/host/runs');
      await site.main.locator('tr', { has: page.locator(`a[href="/host/runs/${run.run}"]`) }).getByRole('link', { name: 'View details' }).click();
      await site.arrived(`/host/runs/${run.run}`);
    });

    await test.step('and sees who is coming; how to reach them only once they are confirmed', async () => {
      const details = new HostRunPage(site);
      const row = details.row(reference);
      await expect(details.cell(row, 'Booking')).toHaveText(reference);
      await expect(details.cell(row, 'Lead traveler')).toContainText('श्रुति राव');
      await expect(details.cell(row, 'Lead traveler')).toContainText('party of 2');
      await expect(details.cell(row, 'Requests and notes')).toHaveText(wanted.requests);
      await expect(details.cell(row, 'Status')).toHaveText(/^pending · 1[345]:\d\d$/);
      await expect(details.cell(row, 'Contact')).toHaveText('shown once confirmed');
      await expect(page.locator('body')).not.toContainText(wanted.email);
      const answer = await (await api.get('host_run', { run: String(run.run) })).text();
      expect(answer).toContain(reference);
      expect(answer).not.toContain(wanted.email);
    });
  });
});
