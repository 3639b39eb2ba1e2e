/** What a page may not have: anything from elsewhere, anything that runs; and what it must have to be read by all. */
import { expect } from '@jest/globals';

export function expectSelfContained(page: string): void {
  expect(page).not.toMatch(
    /<(script|link|img|iframe|object|embed|form|base)\b|@import|url\(|https?:|\son\w+=/i,
  );
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).toContain('@media print');
  expect(page.match(/<h1>/g)).toHaveLength(1);
  const tables = page.match(/<table>/g) ?? [];
  expect(page.match(/<caption>/g) ?? []).toHaveLength(tables.length);
  // every heading cell says what it heads, every region that scrolls has a name
  expect(page).not.toMatch(/<th\b(?! scope="(col|row)")/);
  expect(page.match(/role="region" tabindex="0" aria-label="[^"]+"/g) ?? []).toHaveLength(tables.length);
  // what scrolls on a screen is whole on paper, and whoever moves by keyboard sees where they are
  expect(page).toMatch(/@media print \{[\s\S]*\.scroll \{ overflow: visible; \}/);
  expect(page).toMatch(/:focus-visible \{ outline: 3px solid/);
}
