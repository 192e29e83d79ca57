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
 * record, so it is asked until it answers, or for as long as the connection waits. Confined to one
 * thread.
 */
public final class PatientDecoder<T extends SpecificRecord> {
  private static final Logger LOG = LoggerFactory.getLogger(PatientDecoder.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final SchemaRegistry registry;
  private final AvroDecoder<T> decoder;
  private final StopSwitch stop;
  private boolean waits;

  /**
   * @param stop ends the waiting when it is thrown
   */
  public PatientDecoder(SchemaRegistry registry, Schema schema, StopSwitch stop) {
    this.registry = registry;
    this.decoder = AvroDecoder.of(registry, schema);
    this.stop = stop;
  }

  /**
   * Decodes one record.
   *
   * @throws UserException when it was stopped while it waited for the registry, or the connection
   *     has waited for as long as it does
   */
  public T decode(byte[] value) throws UnreadableRecordException {
    while (true) {
      try {
        T decoded = decoder.decode(value);
        tell(false, "The registry answers again, and reading goes on.");
        return decoded;
      } catch (UserException e) {
        if (registry.isPatient()) {
          throw e;
        }
        tell(true, "A record has to wait: " + e.getMessage());
        if (isStopped()) {
          throw e;
        }
      }
    }
  }

  /** Once for each change. */
  private void tell(boolean nowWaits, String sentence) {
    if (waits != nowWaits) {
      waits = nowWaits;
      LOG.warn("{}", sentence);
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
