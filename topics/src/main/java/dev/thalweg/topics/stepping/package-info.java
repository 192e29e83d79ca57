/**
 * Reading past records that don't fit into memory: a few thousand bytes on the wire can hold a
 * record of gigabytes, and a client must unpack it whole.
 *
 * <p>May depend on {@code schemas} and kafka-clients. Invariant: nothing is stepped over that is
 * not recorded in {@code journal}, and what lies before it is read.
 */
package dev.thalweg.topics.stepping;
