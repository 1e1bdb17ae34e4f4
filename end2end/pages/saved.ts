import type { Locator } from '@playwright/test';
import type { Site } from './site';

/** What somebody keeps, and the buttons that keep it. */
export class SavedPage {
  readonly cards: Locator;
  readonly hosts: Locator;
  readonly searches: Locator;

  constructor(private readonly site: Site) {
    this.cards = site.main.locator('article.card');
    this.hosts = site.main.getByRole('region', { name: 'Hosts you follow' });
    this.searches = site.main.getByRole('region', { name: 'Searches' });
  }

  async open(): Promise<void> {
    await this.site.goto('/saved');
  }

  /** The button that saves an experience, or follows a host, by its name. */
  button(word: 'Save' | 'Follow' | 'Weekly mail', name: string, pressed: boolean): Locator {
    return this.site.main.getByRole('button', { name: `${word}: ${name}`, exact: true, pressed });
  }

  search(name: string): Locator {
    return this.searches.getByRole('listitem').filter({ has: this.site.page.getByRole('heading', { name, exact: true }) });
  }
}
