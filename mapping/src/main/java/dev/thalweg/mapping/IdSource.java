package dev.thalweg.mapping;

/** Where a sample's id comes from. */
public enum IdSource {
  /** A field of the record. */
  FIELD,
  /** The record's key: {@code $key}. */
  KEY,
  /** The record's topic, partition and offset: {@code $offset}. */
  OFFSET
}
