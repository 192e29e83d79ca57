/**
 * Reading topics, and making them: a reader of values ({@link dev.thalweg.topics.TopicReader}), a
 * follower ({@link dev.thalweg.topics.TopicFollower}), the thread of whoever reads on ({@link
 * dev.thalweg.topics.ReadingThread}), the settings of Kafka's clients ({@link
 * dev.thalweg.topics.KafkaClients}), and the admin side ({@link dev.thalweg.topics.TopicAdmin}).
 * Reading that ends is in {@code topics.bounded}.
 *
 * <p>May depend on {@code schemas} and kafka-clients. Invariant: nobody sees a record that is not
 * committed, and no reading leaves a trace in the cluster.
 */
package dev.thalweg.topics;
