// Founding an organization, changing it, and asking others in.
import { somebody } from '../fixtures/api';
import { expect, test } from '../fixtures/test';
import { MailPage } from '../pages/mail';
import { OrganizationPage } from '../pages/organization';

/** A name that no other test uses. */
const unique = (words: string): string => `${words} ${somebody().email.split('@')[0]?.replace('meera-', '')}`;

test('from the account page to an organization, step by step', async ({ site, api, watch }) => {
  watch.expectStatus(422, 403);
  const [organization, name] = [new OrganizationPage(site), unique('Tumbler')];
  await api.signUp();
  await site.goto('/host', 403);
  await site.link('Create an organization').click();
  await site.arrived('/host/new');
  await organization.name.fill(name);
  await organization.address.fill('No Good');
  await site.button('Create it').click();
  await site.expectFault(organization.address, /Small plain letters/, 'No Good');
  await expect(organization.name).toHaveValue(name);
  await organization.address.fill('');
  await site.button('Create it').click();
  await site.arrived('/host/new?step=about');
  await organization.tagline.fill('Coffee, <b>standing</b> up.');
  await organization.bio.fill('Two sisters.\n\nOne filter.');
  await site.button('Save and go on').click();
  await site.arrived('/host/new?step=links');
  await organization.links.fill('http://tumbler.example');
  await site.button('Save and go on').click();
  await site.expectFault(organization.links, /only addresses that begin with https/, 'http://tumbler.example');
  await organization.links.fill('https://tumbler.example/us');
  await site.button('Save and go on').click();
  await site.arrived('/host/new?step=people');
  await site.link('Skip this for now').click();
  await site.arrived('/host');
  await expect(organization.actingFor).toHaveText(name);

  await site.goto('/host/settings');
  await expect(organization.links).toHaveValue('https://tumbler.example/us');
  await site.link('Your page, as travelers see it').click();
  await expect(site.heading).toHaveText(name);
  await expect(site.main).toContainText('Coffee, <b>standing</b> up.');
  await expect(site.link('tumbler.example/us')).toHaveAttribute('rel', 'nofollow ugc noopener');
});

test('an invitation: by mail, through the sign-up, into the workspace, and out again', async ({ site, api, visitor, watch }) => {
  watch.expectStatus(401, 403);
  const [organization, name, binu] = [new OrganizationPage(site), unique('Davara'), somebody('Binu Thomas')];
  await api.signUp();
  await organization.found(name);
  await site.goto('/host/settings');
  await organization.invite(binu.email, 'Manager');
  await site.arrived('/host/settings?saved=invited');
  await expect(organization.row(binu.email)).toContainText('Manager');

  const guest = await visitor();
  const mail = new MailPage(guest.site);
  await mail.read(binu.email, new RegExp(`invites you to ${name}`));
  const path = (await mail.text.innerText()).match(/\/invitations\/[0-9a-f]{32}/)?.[0];
  expect(path).toBeDefined();
  await guest.site.goto(path!);
  await expect(guest.site.main).toContainText(`invites you to join ${name} as manager`);
  await guest.site.button('Log in and join').click();
  await guest.site.arrived(`/login?next=${path}`);
  await guest.site.link('Sign up').click();
  await guest.site.arrived(`/signup?next=${path}`);
  await guest.site.signUp(binu);
  await guest.site.arrived(path!);
  await guest.site.button(`Join ${name}`).click();
  await guest.site.arrived('/host');
  await expect(new OrganizationPage(guest.site).actingFor).toHaveText(name);

  await site.goto('/host/settings');
  await organization.row('Binu Thomas').getByRole('link', { name: 'Change' }).click();
  await expect(site.heading).toHaveText('Binu Thomas');
  await organization.role('Staff').check();
  await organization.save.click();
  await site.arrived('/host/settings?saved=role');
  await expect(organization.row('Binu Thomas')).toContainText('Staff');
  await guest.site.goto('/host/settings');
  await expect(guest.site.main).toContainText('Owners can change this.');

  await organization.row('Binu Thomas').getByRole('link', { name: 'Change' }).click();
  await expect(site.heading).toHaveText('Binu Thomas');
  await organization.unfold(/^Remove Binu/);
  await site.button('Remove Binu Thomas').click();
  await site.arrived('/host/settings?saved=removed');
  await guest.site.goto('/host', 403);

  await site.link('Activity log').click();
  await site.arrived('/host/settings/activity');
  await expect(site.main.locator('tbody td[data-label="What"]')).toHaveText([
    'Member removed',
    'Member role changed',
    'Member joined',
    'Member invited',
    'Organization founded',
  ]);
  await expect(organization.row('Member role changed')).toContainText('manager → staff');
});

test('two owners edit at once: the second is told, loses nothing, and may save again', async ({ site, api, visitor, watch }) => {
  watch.expectStatus(409);
  const [mine, name] = [new OrganizationPage(site), unique('Brass')];
  const person = await api.signUp();
  await mine.found(name);
  await site.goto('/host/settings');
  const elsewhere = await visitor();
  await elsewhere.api.logIn(person.email, person.password);
  const theirs = new OrganizationPage(elsewhere.site);
  await elsewhere.site.goto('/host/settings');
  await theirs.tagline.fill('By night.');
  await theirs.save.click();
  await elsewhere.site.arrived('/host/settings?saved=profile');

  await mine.tagline.fill('By day.');
  await mine.save.click();
  await expect(site.main.getByRole('alert').first()).toContainText('Somebody else has changed this while you were writing');
  await site.expectFault(mine.tagline, /There now: “By night.”/, 'By day.');
  await mine.save.click();
  await site.arrived('/host/settings?saved=profile');
  await expect(mine.tagline).toHaveValue('By day.');
});

test('the last owner cannot leave', async ({ site, api, watch }) => {
  watch.expectStatus(409);
  const organization = new OrganizationPage(site);
  await api.signUp();
  const name = unique('Chicory');
  await organization.found(name);
  await site.goto('/host/settings');
  await organization.unfold(/^Leave/);
  await site.button(`Leave ${name}`).click();
  await expect(site.main.getByRole('alert').filter({ hasText: 'Make somebody else an owner first' })).toBeVisible();
});
