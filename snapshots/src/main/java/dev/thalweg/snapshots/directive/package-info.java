/**
 * What the records of {@code control} have in common for those who write and those who obey them.
 *
 * <p>May depend on {@code schemas}. Invariant: the same directive always has the same key.
 */
package dev.thalweg.snapshots.directive;
