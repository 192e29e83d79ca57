package dev.thalweg.ingest.made;

/**
 * The features of a record.
 *
 * @param timeMs of the event, in milliseconds since 1970
 * @param origin topic, partition and offset of the record
 * @param vector one number for each column; NaN where it is missing
 * @param weight of the sample
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and not written once it is made
public record Features(String id, long timeMs, String origin, float[] vector, float weight) {}
