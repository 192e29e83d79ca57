/**
 * Reading topics, and making them: a bounded read to the end ({@link
 * dev.thalweg.topics.TopicScan}), a follower ({@link dev.thalweg.topics.TopicFollower}), a reader
 * that steps back from the end ({@link dev.thalweg.topics.PartitionTail}), and the admin side
 * ({@link dev.thalweg.topics.TopicAdmin}).
 *
 * <p>May depend on {@code schemas} and kafka-clients. Invariant: nobody sees a record that is not
 * committed, and no reading leaves a trace in the cluster.
 */
package dev.thalweg.topics;
