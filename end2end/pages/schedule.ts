import { expect, type Locator } from '@playwright/test';
import type { Api } from '../fixtures/api';
import type { Site } from './site';

type Asked = Record<string, string>;

/** The first experience that the organization of whoever is logged in has on offer. */
export async function offered(api: Api): Promise<string> {
  const response = await api.get('plan_runs', { query: '' });
  expect(response, 'somebody who may schedule').toBeOK();
  const { offers } = (await response.json()) as { offers: { id: number }[] };
  return String(offers[0]?.id);
}

/** A date so many days from now. */
export const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** What the form asks for: a series, every Saturday from a far day on. */
export const seriesOf = (experience: string, count: number): Asked => ({
  experience,
  date: inDays(200),
  time: '06:45',
  minutes: '150',
  price: '450',
  stake: '200',
  capacity: '12',
  cutoff: '2',
  repeat: 'weekly',
  every: '1',
  weekday: 'sa',
  count: String(count),
});

/** The page that schedules runs. */
export class SchedulePage {
  readonly show: Locator;
  readonly make: Locator;
  readonly dates: Locator;

  constructor(private readonly site: Site) {
    this.show = site.button('Show what this makes');
    this.make = site.button(/^Schedule (this run|these runs)$/);
    this.dates = site.main.locator('.dates li');
  }

  /** Opens the page with its form filled in and sent. */
  async open(asked: Asked, status = 200): Promise<void> {
    await this.site.goto(`/host/runs/new?${new URLSearchParams({ ...asked, check: '1' })}`, status);
  }

  /** A field by the beginning of its label; dates and times are no text boxes. */
  field(label: string): Locator {
    return this.site.main.locator('.field').filter({ has: this.site.page.locator('label', { hasText: new RegExp(`^${label}`) }) }).locator('input');
  }

  tick(label: string): Locator {
    return this.site.main.getByLabel(label);
  }
}
