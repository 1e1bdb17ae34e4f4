import { expect, type Locator } from '@playwright/test';
import type { Site } from './site';

/** The page on which a traveler appeals, and sees what becomes of it. */
export class AppealPage {
  readonly words: Locator;
  readonly send: Locator;
  readonly notice: Locator;

  constructor(private readonly site: Site) {
    this.words = site.field('What happened?');
    this.send = site.button('Send the appeal');
    this.notice = site.main.locator('.notice');
  }

  async open(reference: string, status = 200): Promise<void> {
    await this.site.goto(`/bookings/${reference}/appeal`, status);
  }

  /** Ticks everybody it could be for. */
  async chooseAll(): Promise<void> {
    for (const tick of await this.site.main.getByRole('checkbox').all()) {
      await tick.check();
    }
  }
}

/** The admin's page of one appeal. */
export class AppealCase {
  readonly words: Locator;
  readonly decide: Locator;

  constructor(private readonly site: Site) {
    this.words = site.field('In your words');
    this.decide = site.button('Decide');
  }

  choice(name: RegExp): Locator {
    return this.site.main.getByRole('radio', { name });
  }
}

/** Who was to come to a run, as its host sees it. */
export class AttendanceList {
  readonly rows: Locator;
  readonly final: Locator;

  constructor(private readonly site: Site) {
    this.rows = site.main.locator('tbody tr');
    this.final = site.button('Attendance is final');
  }

  async open(run: number, status = 200): Promise<void> {
    await this.site.goto(`/host/runs/${run}/attendance`, status);
    if (status === 200) {
      await expect(this.site.heading).toHaveText('Attendance');
    }
  }
}
