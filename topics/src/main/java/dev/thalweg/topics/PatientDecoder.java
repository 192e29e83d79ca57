package dev.thalweg.topics;

import dev.thalweg.schemas.AvroDecoder;
import dev.thalweg.schemas.SchemaRegistry;
import dev.thalweg.schemas.UnreadableRecordException;
import dev.thalweg.schemas.UserException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private static final long RETRY_MS = 1_000;

  private final AvroDecoder<T> decoder;
  private final CountDownLatch stop;

  /**
   * @param stop at zero, ends the waiting
   */
  public PatientDecoder(SchemaRegistry registry, Schema schema, CountDownLatch stop) {
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
      return stop.await(RETRY_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
