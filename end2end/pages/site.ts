import { expect, type Locator, type Page, type Response } from '@playwright/test';
import type { Person } from '../fixtures/api';

/** What all pages share. */
export class Site {
  readonly header: Locator;
  readonly main: Locator;
  readonly heading: Locator;

  constructor(
    readonly page: Page,
    /** With JavaScript. */
    readonly live: boolean,
  ) {
    this.header = page.getByRole('banner');
    this.main = page.getByRole('main');
    this.heading = page.getByRole('heading', { level: 1 });
  }

  /** Loads a page, and waits until it is live where it is to become so. */
  async goto(path: string, status = 200): Promise<Response> {
    const response = await this.page.goto(path);
    expect(response?.status(), `the status of ${path}`).toBe(status);
    await this.settled();
    return response as Response;
  }

  /** Waits until the page looks as it should, and answers to clicks. */
  async settled(): Promise<void> {
    await this.page.waitForLoadState();
    if (this.live) {
      await this.page.locator('html[data-live]').waitFor({ state: 'attached' });
    }
  }

  /** Waits until the browser is at an address, and the page there has settled. */
  async arrived(address: string | RegExp): Promise<void> {
    await expect(this.page).toHaveURL(address);
    await this.settled();
  }

  /** Path and query of the address bar. */
  path(): string {
    const { pathname, search } = new URL(this.page.url());
    return pathname + search;
  }

  field(label: string): Locator {
    return this.main.getByRole('textbox', { name: label });
  }

  password(label: string): Locator {
    return this.main.getByLabel(label, { exact: true }).and(this.page.locator('input'));
  }

  button(name: string | RegExp): Locator {
    return this.main.getByRole('button', { name });
  }

  link(name: string | RegExp): Locator {
    return this.main.getByRole('link', { name });
  }

  /** Fills in the login page and sends it. */
  async logIn(email: string, password: string): Promise<void> {
    await this.field('E-mail').fill(email);
    await this.password('Password').fill(password);
    await this.button('Log in').click();
  }

  /** Fills in the sign-up page and sends it. */
  async signUp(person: Person): Promise<void> {
    await this.field('Name').fill(person.name);
    await this.field('E-mail').fill(person.email);
    await this.password('Password').fill(person.password);
    await this.button('Sign up').click();
  }

  async logOut(): Promise<void> {
    await this.header.getByRole('button', { name: 'Log out' }).click();
    await this.arrived('/');
    await expect(this.header.getByRole('link', { name: 'Log in' })).toBeVisible();
  }

  /** A field is marked as wrong, says why, can be reached and still holds what was typed. */
  async expectFault(field: Locator, words: RegExp, typed?: string): Promise<void> {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(words);
    await field.focus();
    await expect(field).toBeFocused();
    if (typed !== undefined) {
      await expect(field).toHaveValue(typed);
    }
  }
}
