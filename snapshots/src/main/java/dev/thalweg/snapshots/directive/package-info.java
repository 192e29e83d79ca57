/**
 * What the records of {@code control} have in common for those who write and those who obey them.
 *
 * <p>May depend on {@code schemas}. Invariant: the same directive has the same key, whoever writes
 * it.
 */
package dev.thalweg.snapshots.directive;
