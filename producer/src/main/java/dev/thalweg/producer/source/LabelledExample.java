package dev.thalweg.producer.source;

/**
 * An example and what it is.
 *
 * @param data the values as the source's format says, row-major, little-endian; not copied, so
 *     whoever holds it must not write to it
 * @param label the class, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per sample would cost
public record LabelledExample(byte[] data, int label) {}
