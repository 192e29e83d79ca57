/**
 * What a service does while its broker is away: {@link dev.thalweg.topics.outage.ClusterWatch} says
 * so and ends it when that takes too long, {@link dev.thalweg.topics.outage.Recovery} says whether
 * it may begin anew where a client has given up before.
 *
 * <p>May depend on {@code topics}, {@code schemas} and kafka-clients. Invariant: how long is waited
 * is the {@link dev.thalweg.schemas.access.Patience} of the connection, for all parts of a process.
 */
package dev.thalweg.topics.outage;
