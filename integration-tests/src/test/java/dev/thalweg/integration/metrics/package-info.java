/**
 * Metrics: those that are declared, those that running services show, and those that the dashboard
 * asks for.
 *
 * <p>May depend on {@code command}, {@code process} and {@code stack}. Invariant: names come from
 * the declarations and from the dashboard's file, never from a list kept here.
 */
package dev.thalweg.integration.metrics;
