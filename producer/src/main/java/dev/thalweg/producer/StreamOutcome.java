package dev.thalweg.producer;

import java.time.Duration;

/**
 * How a stream ended without an error: complete, or stopped.
 *
 * @param sent records of the stream handed to Kafka in this run, labels not counted
 * @param acknowledged how many of them all in-sync replicas have
 * @param nextIndex where to go on: every record of the stream before it is acknowledged
 * @param complete whether the stream has come to its end
 * @param elapsed from the first record to the last acknowledgement
 */
public record StreamOutcome(
    long sent, long acknowledged, long nextIndex, boolean complete, Duration elapsed) {}
