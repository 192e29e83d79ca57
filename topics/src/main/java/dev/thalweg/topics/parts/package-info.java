/**
 * What is larger than a record: it stands in part records, which come before the one that they are
 * a part of, their head.
 *
 * <p>May depend on {@code topics.bounded}. Invariant: which parts belong to a head depends on the
 * log alone and not on who reads it in which direction; and nobody holds a part that no head has
 * asked for.
 */
package dev.thalweg.topics.parts;
