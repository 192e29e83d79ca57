package dev.thalweg.producer.source;

/**
 * An image and what it shows.
 *
 * @param pixels height x width grey values, uint8, row-major, 0 = background; not copied, so its
 *     holders must not write to it
 * @param label the class, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy per sample would cost
public record LabelledImage(byte[] pixels, int label) {}
