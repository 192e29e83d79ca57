package dev.thalweg.topics;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import java.time.Duration;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes records of a follower, which can wait: a registry that is away says nothing of the
 * record, so it is asked until it answers. Confined to one thread.
 */
public final class PatientDecoder<T extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(PatientDecoder.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final AvroDecoder<T> decoder;
  private final StopSwitch stop;

  /**
   * @param stop ends the waiting when it is thrown
   */
  public PatientDecoder(SchemaRegistry registry, Schema schema, StopSwitch stop) {
    this.decoder = AvroDecoder.of(registry, schema);
    this.stop = stop;
  }

  /**
   * Decodes one record.
   *
   * @throws UserException when it was stopped while it waited for the registry
   */
  public T decode(byte[] value) throws UnreadableRecordException {
    while (true) {
      try {
        return decoder.decode(value);
      } catch (UserException e) {
        LOG.warn("A record has to wait: {}", e.getMessage());
        if (isStopped()) {
          throw e;
        }
      }
    }
  }

  private boolean isStopped() {
    try {
      return stop.await(RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
