import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** The pages on which an organization is founded, changed and joined. */
export class OrganizationPage {
  readonly name: Locator;
  readonly address: Locator;
  readonly tagline: Locator;
  readonly bio: Locator;
  readonly links: Locator;
  readonly inviteEmail: Locator;
  readonly save: Locator;
  readonly sendInvitation: Locator;
  /** Whom one acts for. */
  readonly actingFor: Locator;

  constructor(private readonly site: Site) {
    this.name = site.field('Name');
    this.address = site.field('Address');
    this.tagline = site.field('In one line');
    this.bio = site.field('Who you are');
    this.links = site.field('Links');
    this.inviteEmail = site.field('Their e-mail');
    this.save = site.button('Save');
    this.sendInvitation = site.button('Send the invitation');
    this.actingFor = site.main.locator('.host-name strong');
  }

  /** Goes through the first step. */
  async found(name: string): Promise<void> {
    await this.site.goto('/host/new');
    await this.name.fill(name);
    await this.site.button('Create it').click();
    await this.site.arrived('/host/new?step=about');
    await expect(this.site.heading).toHaveText(name);
  }

  role(name: string): Locator {
    return this.site.main.getByRole('radio', { name: new RegExp(`^${name}`) });
  }

  async invite(email: string, role: string): Promise<void> {
    await this.inviteEmail.fill(email);
    await this.role(role).check();
    await this.sendInvitation.click();
  }

  /** The row of a table that holds some words. */
  row(words: string): Locator {
    return this.site.main.locator('tbody tr').filter({ hasText: words });
  }

  /** Unfolds what a summary hides. */
  async unfold(name: RegExp): Promise<void> {
    await this.site.main.locator('details summary').filter({ hasText: name }).click();
  }
}
