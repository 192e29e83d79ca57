/**
 * The monitor's page in a real browser.
 *
 * <p>May depend on {@code command}, {@code process}, {@code stack} and Playwright, which no other
 * package here knows. Invariant: the browser is the machine's own; none is ever downloaded.
 */
package dev.thalweg.integration.page;
