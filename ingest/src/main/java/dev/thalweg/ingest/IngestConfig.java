package dev.thalweg.ingest;

import dev.thalweg.mapping.Mapping;
import dev.thalweg.schemas.Connection;
import dev.thalweg.schemas.Pipeline;
import dev.thalweg.streams.StreamsSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the service runs.
 *
 * @param scored whether it writes {@code examples} and {@code labels} too, for scorer and monitor
 * @param instance the name under which this process is a static member of its group: the same after
 *     a restart, never the same for two processes
 * @param stateDir a folder of this instance's own for Kafka Streams
 * @param transactionTimeout how long the broker lets a dead instance's transaction block its
 *     successor of another name and the readers of samples
 */
public record IngestConfig(
    Connection connection,
    Mapping mapping,
    boolean scored,
    String instance,
    Path stateDir,
    Duration transactionTimeout) {

  /** A quarter of the heap that bin/thalweg gives, for all joins of a process together. */
  static final long HELD_BYTES_MAX = 256L << 20;

  /** The pipeline that the mapping names. */
  public Pipeline pipeline() {
    return new Pipeline(mapping.pipeline());
  }

  /** The group's name, and the begin of the internal topics'. */
  String applicationId() {
    return pipeline().group("ingest");
  }

  StreamsSettings streams() {
    return new StreamsSettings(connection, applicationId(), instance, stateDir, transactionTimeout);
  }
}
