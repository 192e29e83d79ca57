package dev.thalweg.mapping;

/** What the records of a topic are. */
public enum Format {
  /** Avro, by a schema of the registry. */
  AVRO,
  /** JSON objects. */
  JSON;

  /** Its name in a file. */
  public String text() {
    return switch (this) {
      case AVRO -> "avro";
      case JSON -> "json";
    };
  }
}
