/**
 * The commands for topics of a user's own.
 *
 * <p>May depend on {@code cli.assembly}, {@code cli.cluster}, {@code cli.service}, {@code ingest}
 * and {@code mapping}. Invariant: what {@code mapping check} shows is what {@code ingest} makes.
 */
package dev.thalweg.cli.ingest;
